"""The flow on a partner's page: another site, four modes, with and without third-party storage."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from e2e.partner_site import PartnerPage, PartnerSite
from h5kit.messages import Message
from h5kit.testing.browser import whole_options
from h5kit.testing.pages import H5Flow
from h5kit.testing.pages.step import touch
from h5kit.testing.people import number
from h5kit.testing.server import DemoServer
from tests.eventually import eventually

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# Chromium's setting: 1 blocks third-party cookies and storage, 0 allows them.
THIRD_PARTY = {"third-party-blocked": 1, "third-party-allowed": 0}
FIRST = ["open", "ready", "step"]
STORES = """() => { try { localStorage.setItem('x', '1'); return 'allowed' }
  catch (fault) { return fault.name } }"""


@pytest.fixture(scope="session")
def site(server: DemoServer) -> Iterator[PartnerSite]:
    """The partner's site."""
    with PartnerSite(server.base_url, server.partner["secret"]) as running:
        yield running


@pytest.fixture(scope="module", params=THIRD_PARTY)
def cookies(request: pytest.FixtureRequest) -> str:
    """Whether third parties may store data."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def settled(
    browser: Browser, cookies: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A browser with this setting for third-party cookies."""
    home = tmp_path_factory.mktemp("browser")
    (home / "Default").mkdir()
    mode = THIRD_PARTY[cookies]
    wishes = {"profile": {"cookie_controls_mode": mode, "block_third_party_cookies": bool(mode)}}
    (home / "Default" / "Preferences").write_text(json.dumps(wishes))
    made = browser.browser_type.launch_persistent_context(
        home,
        **PHONE,  # type: ignore[arg-type]  # a device's description
        **whole_options(),
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def partner_page(settled: BrowserContext) -> Iterator[PartnerPage]:
    """A page of that browser, which must end without script errors."""
    found: list[str] = []
    page = settled.new_page()
    page.on("pageerror", lambda fault: found.append(str(fault)))
    yield PartnerPage(page)
    page.close()
    assert found == []


@pytest.mark.parametrize("mode", ["full", "sheet", "inline"])
def test_the_whole_flow_runs_in_a_frame_of_another_site(
    partner_page: PartnerPage, site: PartnerSite, mode: str, cookies: str
) -> None:
    partner_page.open(site.address(tel=number("1003")), mode)
    partner_page.flow.expect_step("phone")
    stored = partner_page.page.frames[1].evaluate(STORES)
    assert stored == ("SecurityError" if cookies == "third-party-blocked" else "allowed")
    partner_page.flow.complete()
    partner_page.expect_state("已授权 SID")
    events = partner_page.events()
    assert [e["type"] for e in events[:3]] == FIRST
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    steps = [e["name"] for e in partner_page.events("step")]
    assert (steps[0], steps[-1]) == ("phone", "success")
    (success,) = partner_page.events("success")
    assert success["uid"].startswith("order-")
    partner_page.page.evaluate("handle.close()")
    partner_page.expect_closed()
    partner_page.expect_state("已关闭 done")


def test_a_redirect_returns_to_the_partners_page(
    partner_page: PartnerPage, site: PartnerSite
) -> None:
    partner_page.open(site.address(tel=number("0000")), "redirect")
    H5Flow(partner_page.page).complete().success.close()
    partner_page.expect_state("欢迎回来")


def test_basic_info_comes_first_and_counts_as_the_first_of_two_steps(
    partner_page: PartnerPage, site: PartnerSite
) -> None:
    partner_page.open(site.address(), "inline")
    flow = partner_page.flow.expect_step("basic_info").submit_basic_info(name="", phone="")
    flow.expect_message(Message.NAME_NEEDED)
    told_of = partner_page.page.locator("#events li")
    expect(told_of.filter(has_text=f'"code":{Message.NAME_NEEDED},')).to_have_count(1)
    errors = {e["code"]: (e["field"], e["recovery"]) for e in partner_page.events("error")}
    assert errors[Message.NAME_NEEDED] == ("name", ["correct"])
    flow.submit_basic_info(phone=number("0000"), contact1_phone=number("0000")).expect_step("phone")
    expect(told_of.filter(has_text='"name":"phone"')).to_have_count(1)
    told = [(e["name"], e["index"], e["total"]) for e in partner_page.events("step")]
    assert told == [("basic_info", 1, 2), ("phone", 2, 2)]


def test_an_inline_frame_is_as_high_as_its_content(
    partner_page: PartnerPage, site: PartnerSite
) -> None:
    partner_page.open(site.address(tel=number("0000")), "inline").flow.expect_step("phone")
    partner_page.flow.forgot_password()
    frame = partner_page.page.frames[1]

    def is_as_high() -> bool:
        content = frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        around = partner_page.page.evaluate("document.querySelector('iframe').offsetHeight")
        return bool(content == around)

    eventually(is_as_high, bool, "as high as its content")
    heights = [e["height"] for e in partner_page.events("resize")]
    assert all(one != other for one, other in pairwise(heights))


@pytest.fixture
def sheet(page: Page, site: PartnerSite) -> PartnerPage:
    """A sheet with P2, in the usual browser."""
    opened = PartnerPage(page).open(site.address(tel=number("0000")), "sheet")
    opened.flow.expect_step("phone")
    expect(page.locator("#events li", has_text='"ready"')).to_have_count(1)
    expect(page.get_by_role("dialog", name="运营商授权")).to_be_visible()
    return opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that may request two sites; the other fixture's page allows one."""
    return context.new_page()


def test_escape_closes_a_sheet_and_returns_the_focus(sheet: PartnerPage) -> None:
    expect(sheet.page.get_by_role("button", name="关闭")).to_be_focused()
    assert sheet.page.locator("main").get_attribute("inert") is not None
    sheet.page.keyboard.press("Escape")
    sheet.expect_closed()
    sheet.expect_state("已关闭 user")
    expect(sheet.page.get_by_role("button", name="弹层")).to_be_focused()


def test_escape_inside_the_frame_closes_it_too(sheet: PartnerPage) -> None:
    sheet.flow.control("service_password").focus()
    sheet.page.keyboard.press("Escape")
    sheet.expect_closed()
    sheet.expect_state("已关闭 user")


def test_back_closes_a_sheet_and_keeps_the_page(sheet: PartnerPage) -> None:
    address = sheet.page.url
    sheet.page.go_back()
    sheet.expect_closed()
    sheet.expect_state("已关闭 back")
    assert sheet.page.url == address


def test_back_from_the_agreement_leads_to_p2_and_then_closes_the_sheet(
    sheet: PartnerPage,
) -> None:
    sheet.flow.fill(service_password="246813")
    for _ in range(2):
        sheet.flow.phone.open_agreement()
        expect(sheet.flow.agreement.heading).to_be_visible()
        # Playwright's go_back waits for the outer page to load, which does not happen.
        sheet.page.evaluate("history.back()")
        expect(sheet.flow.phone.control("service_password")).to_have_value("246813")
    sheet.flow.phone.open_agreement()
    sheet.flow.agreement.back()
    expect(sheet.flow.phone.control("service_password")).to_have_value("246813")
    sheet.page.go_back()
    sheet.expect_closed()
    sheet.expect_state("已关闭 back")


def test_a_sheet_can_be_closed_while_the_agreement_is_open(sheet: PartnerPage) -> None:
    address = sheet.page.url
    sheet.flow.phone.open_agreement()
    expect(sheet.flow.agreement.heading).to_be_visible()
    sheet.page.get_by_role("button", name="关闭").click()
    sheet.expect_closed()
    sheet.expect_state("已关闭 user")
    assert sheet.page.url == address


def test_closing_by_the_cross_leaves_no_history_entry(sheet: PartnerPage) -> None:
    sheet.page.get_by_role("button", name="关闭").click()
    sheet.expect_closed()
    sheet.page.wait_for_function("history.state === null")
    assert sheet.page.evaluate("document.documentElement.style.overflow") == ""


def test_a_sheet_is_accessible_and_its_cross_is_large_enough(sheet: PartnerPage, axe: str) -> None:
    sheet.page.evaluate(axe)
    found = sheet.page.evaluate("axe.run({iframes: false}).then(r => r.violations)")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    box = sheet.page.get_by_role("button", name="关闭").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44


def test_opening_twice_gives_the_same_handle_and_one_frame(sheet: PartnerPage) -> None:
    same = sheet.page.evaluate(
        "H5Kit.open({url: document.querySelector('iframe').src, mode: 'sheet'}) === handle"
    )
    assert same is True
    expect(sheet.page.locator("iframe")).to_have_count(1)


def test_closing_at_any_moment_ends_it_once(page: Page, site: PartnerSite) -> None:
    partner = PartnerPage(page)
    page.goto(site.address())
    page.wait_for_function("window.H5Kit")
    exits = page.evaluate("""async () => {
      const exits = [], kit = new URLSearchParams(location.search).get('kit');
      const one = H5Kit.open({url: kit + '/healthz?1', mode: 'sheet', onExit: e => exits.push(e)});
      one.close(); one.close();
      const two = H5Kit.open({url: kit + '/healthz?2', mode: 'full', onExit: e => exits.push(e)});
      await new Promise(done => setTimeout(done));
      two.close(); one.close();
      await new Promise(done => setTimeout(done));
      while (exits.length < 2 || history.state) await new Promise(done => setTimeout(done));
      return exits;
    }""")
    assert exits == [{"reason": "user"}, {"reason": "user"}]
    partner.expect_closed()


@pytest.fixture
def shop(page: Page, site: PartnerSite) -> Page:
    """The partner's page with `show(name, mode)`; `ended` lists what has ended."""
    page.goto(site.address())
    page.wait_for_function("window.H5Kit")
    page.evaluate("""() => {
      window.ended = [];
      window.show = (name, mode = 'sheet', more = {}) => H5Kit.open({
        url: new URLSearchParams(location.search).get('kit') + '/healthz?' + name, mode,
        container: '#here', onExit: ({reason}) => ended.push(name + ' ' + reason), ...more});
    }""")
    return page


def test_a_page_may_route_in_on_exit(shop: Page) -> None:
    shop.evaluate("""async () => {
      const routed = new Promise(done => {
        const onExit = () => { history.pushState({at: 'thanks'}, '', '/thanks'); done(); };
        window.handle = show('one', 'full', {onExit});
      });
      handle.close();
      await routed;
    }""")
    # The history is settled before the page answers.
    shop.evaluate("fetch('/').then(answer => answer.text())")
    assert shop.evaluate("[location.pathname, history.state.at]") == ["/thanks", "thanks"]


def test_another_sheet_replaces_the_first_one(shop: Page) -> None:
    address = shop.url
    shop.evaluate("show('one'), show('two', 'full')")
    shop.wait_for_function("ended.length === 1 && history.state")
    expect(shop.locator("iframe")).to_have_count(1)
    shop.go_back()
    expect(shop.locator("iframe, [inert]")).to_have_count(0)
    shop.wait_for_function("ended.length === 2")
    assert shop.evaluate("ended") == ["one user", "two back"]
    assert shop.evaluate("[document.documentElement.style.overflow, history.state]") == ["", None]
    assert shop.url == address


def test_an_emptied_container_shows_the_same_flow_again(shop: Page) -> None:
    shop.evaluate("""() => {
      window.first = show('one', 'inline');
      document.getElementById('here').textContent = '';
      window.second = show('one', 'inline');
    }""")
    expect(shop.locator("#here iframe")).to_have_count(1)
    shop.evaluate("first.close(), second.close()")
    shop.wait_for_function("ended.length === 1")
    expect(shop.locator("iframe")).to_have_count(0)


def test_closing_at_success_sends_events_in_order(shop: Page, server: DemoServer) -> None:
    session = server.session(tel=number("0000"))
    shop.evaluate(
        """url => { const told = window.told = [], handle = H5Kit.open({url, mode: 'inline',
          container: '#here', onExit: e => told.push('exit ' + e.reason),
          onEvent: e => e.type === 'success' && (told.push('event'), handle.close()),
          onSuccess: () => told.push('success')}) }""",
        session["url"],
    )
    H5Flow(shop.frame_locator("iframe")).submit_phone()
    shop.wait_for_function("told.length === 3")
    assert shop.evaluate("told") == ["event", "success", "exit done"]


def test_back_closes_a_sheet_that_follows_one_without_htmx(shop: Page, server: DemoServer) -> None:
    shop.add_init_script("delete Element.prototype.replaceChildren")
    shop.evaluate("url => show('one', 'sheet', {url})", server.session(tel=number("1001"))["url"])
    flow = H5Flow(shop.frame_locator("iframe")).submit_phone()
    flow.submit_challenge(sms_code="000000").expect_message(Message.WRONG_CODE)
    shop.get_by_role("button", name="关闭").click()
    shop.wait_for_function("ended.length === 1")
    assert shop.evaluate("history.state") is None
    shop.evaluate("show('two')")
    assert shop.evaluate("'h5kit' in history.state")
    shop.evaluate("history.back()")
    shop.wait_for_function("ended.length === 2")
    assert shop.evaluate("ended") == ["one user", "two back"]


def test_a_callback_that_throws_does_not_stop_the_others(page: Page, site: PartnerSite) -> None:
    page.goto(site.address(tel=number("0000")))
    page.wait_for_function("window.H5Kit")
    page.evaluate("""() => {
      const open = H5Kit.open;
      H5Kit.open = o => open({...o, onEvent() { throw new Error('of the partner') }});
    }""")
    page.get_by_role("button", name="弹层").click()
    partner = PartnerPage(page)
    partner.flow.expect_step("phone").complete()
    partner.expect_state("已授权 SID")


def test_the_handle_of_a_redirect_can_be_closed(page: Page, site: PartnerSite) -> None:
    page.goto(site.address())
    page.wait_for_function("window.H5Kit")
    page.evaluate("H5Kit.open({url: location.href + '#there', mode: 'redirect'}).close()")
    page.wait_for_url("**#there")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("{url: 'javascript:alert(1)'}", "url"),
        ("{url: 'data:text/html,x'}", "url"),
        ("{url: 'shopapp://x'}", "url"),
        ("{}", "URL"),
        ("{url: '/f/x'}", "URL"),
        ("{url: location.href, mode: 'popup'}", "mode"),
        ("{url: location.href, mode: 'inline'}", "container"),
        ("{url: location.href, mode: 'inline', container: '#nope'}", "container"),
    ],
)
def test_invalid_options_throw_with_their_name(
    page: Page, site: PartnerSite, options: str, named: str
) -> None:
    page.goto(site.address())
    page.wait_for_function("window.H5Kit")
    refused = page.evaluate(
        f"() => {{ try {{ H5Kit.open({options}) }} catch (e) {{ return `${{e}}` }} }}"
    )
    assert refused.startswith("TypeError: ")
    assert named in refused
    expect(page.locator("iframe")).to_have_count(0)


def test_on_success_is_called_once_even_if_the_page_is_reloaded(
    sheet: PartnerPage, server: DemoServer
) -> None:
    sheet.flow.complete()
    sheet.expect_state("已授权 SID")
    frame = sheet.page.frames[1]
    for expected in (2, 3):
        frame.evaluate("location.reload()")
        expect(sheet.page.locator("#events li", has_text='"type":"success"')).to_have_count(
            expected
        )
    seqs = [e["seq"] for e in sheet.events()]
    assert seqs == sorted(set(seqs))
    assert len(sheet.events("open")) == 1
    sheet.page.get_by_role("button", name="关闭").click()
    sheet.expect_state("已关闭 done")


def test_a_page_that_does_not_load_gets_a_direct_link(page: Page, site: PartnerSite) -> None:
    page.route("**/f/*", lambda _: None)
    partner = PartnerPage(page).open(site.address(tel=number("0000"), timeout="50"), "sheet")
    offer = page.get_by_role("link", name="打开较慢，点此直接前往")
    expect(offer).to_be_visible()
    page.keyboard.press("Escape")
    partner.expect_closed()
    partner.expect_state("已关闭 timeout")


def test_tapping_a_hotline_sends_an_event(sheet: PartnerPage) -> None:
    sheet.flow.forgot_password()
    # The browser cannot call; only the tap is tested.
    sheet.page.frames[1].evaluate(
        "addEventListener('click', e => e.target.href && e.preventDefault())"
    )
    touch(sheet.flow.root, sheet.flow.forgot.hotlines.filter(has_text="10010"))
    expect(sheet.page.locator("#events li", has_text='"call"')).to_have_count(1)
    assert sheet.events("call")[0]["tel"] == "10010"


def test_with_the_sdk_close_in_the_flow_closes_the_sdk(
    page: Page, server: DemoServer, site: PartnerSite
) -> None:
    page.goto(site.address())
    page.wait_for_function("window.H5Kit")
    home = f"http://localhost:{site.port}/?back"
    session = server.session(tel=number("0000"), redirect_url=home)
    page.evaluate(
        "url => { H5Kit.open({url, mode: 'full', onExit: e => { window.ended = e } }) }",
        session["url"],
    )
    H5Flow(page.frame_locator("iframe")).complete().success.close()
    page.wait_for_function("window.ended && ended.reason === 'done'")
    assert page.url == site.address()


def test_no_event_has_personal_data(sheet: PartnerPage) -> None:
    tel = sheet.flow.control("phone").input_value()
    sheet.flow.complete()
    sheet.expect_state("已授权")
    told = json.dumps(sheet.events())
    assert tel not in told
    assert '"246813"' not in told


def test_a_page_that_is_not_embedded_loads_no_events_script(page: Page, server: DemoServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    H5Flow(page).open(server.entry(tel=number("0000"))).expect_step("phone")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "events.js" in url] == []
