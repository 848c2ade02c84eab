"""Report page, report site and both consoles speak the language that their reader chooses."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import html5lib
import msgspec
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from h5kit.carrier.numbering import Carrier
from h5kit.demo import demo_partner
from h5kit.languages import REPORT_LANGUAGES
from h5kit.messages import Message
from h5kit.report.checks import NOT_DISCLOSED
from h5kit.report.rules import packaged
from h5kit.steps.basic_info import RELATIONS
from h5kit.testing.people import number
from h5kit.web.http.chosen_language import PLAIN_COOKIE
from h5kit.web.sandbox.render import PANELS
from h5kit.web.site.login import MOST_BY_NAME
from tests.conftest import Visit
from tests.http.console import Started, handle_of, live, visit_of
from tests.http.desk import ABOUT, Desk
from tests.http.made import OTHER, made
from tests.http.staff import BASE, PASSWORD, Browser, Staff
from tests.http.test_languages import EXACT, HAN, MARKED, PSEUDO
from tests.http.test_report_page import PAGES
from tests.web.made import SID

TEXTS: Final = frozenset({NOT_DISCLOSED, *RELATIONS, *packaged().financial_tags, *packaged().marks})
"""Values of a report that are texts of the rules or of P1."""
DATA: Final = frozenset(
    {"user_name", "user_city", "user_province", "user_address", "full_name", "address",
     "contact_name", "contact_relationship", "tags_financial", "tags_label", "tags_yellow_page",
     "tags_name", "call_method", "call_from", "call_tel", "call_time", "format_tel"}
)  # fmt: skip
"""Fields of a report that are shown as the carrier, a partner or the number directory has them."""
NOT_TEXT: Final = (
    re.compile(r' value="[^"]*"'),
    re.compile(r'data-answers="[^"]*"'),
    re.compile(r'<td lang="en">.*?</td>'),
    re.compile(r"<pre .*?</pre>", re.DOTALL),
    re.compile(r"(?<=</time> )【[^<]*"),
)
"""What a page prints as it is: values of fields, formulas, what was pushed, SMS."""
NAMES: Final = ("简体中文", "繁體中文", "演示接入方（推送到沙箱）", demo_partner().name, OTHER.name)
SITE: Final = (
    "/site/reports", "/site/reports?q=zzz", "/site/reports?on=x", "/site/reports?older=1~x",
    "/site/console", "/site/console?carrier=联通&region=西藏&days=7", "/site/console/deliveries",
    "/site/console/deliveries?sid=x", "/site/console/partners", "/site/console/audit",
    "/site/console/audit?sid=x", "/site/console/audit?a=1&a=2",
)  # fmt: skip
STARTS: Final[tuple[dict[str, str], ...]] = (
    {"scenario": "none"},
    {"scenario": "0000", "partner": "nobody"},
    {"scenario": "0000", "carrier": "none"},
    {"scenario": "0000", "region": "none"},
    {"scenario": "0000", "carrier": "广电", "region": "香港"},
    {"scenario": "0000", "callback": "https://evil.example/"},
    {"scenario": "0000", "uid": "x" * 300},
)
"""What the sandbox's console refuses to begin."""
WALKS: Final = (
    ({"scenario": "2002"}, "verify"),
    ({"scenario": "0000", "callback": "http://127.0.0.1:9/"}, "success"),
    ({"scenario": "3003"}, "reset_sms"),
    ({"scenario": "90MM", "message": str(int(Message.ACCOUNT_ABNORMAL))}, "failed"),
)
HOSTILE: Final = (
    "", "xx", "zh-Hant", "en\r\nset-cookie: a=b", "<script>alert(1)</script>", '"><b>', "en;x=y",
    "../../etc/passwd", "e" * 5000, "\0", "en\u202e", "__Host-h5kit", "None", "-", "_", "1",
)  # fmt: skip
CHOOSE: Final = re.compile(
    r'<a (?:class="button" )?translate="no" href="([^"]+)" lang="(\w[\w-]*)" hreflang="\2">'
)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language that marks every text, among those that can be chosen."""
    monkeypatch.setitem(REPORT_LANGUAGES, PSEUDO.tag, PSEUDO)


def _latin(value: Any, key: str = "") -> Any:
    """Return a document whose data is in Latin letters: what is Chinese there is the page's."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value).items()
        return msgspec.structs.replace(value, **{k: _latin(v, k) for k, v in fields})
    if isinstance(value, list):
        return [_latin(item, key) for item in value]
    is_data = isinstance(value, str) and key in DATA and value not in TEXTS
    return f"{key}-1" if is_data and HAN.search(value) else value


def _untranslated(page: str) -> list[str]:
    """Return the lines of a page that hold Chinese which no language was asked for."""
    for pattern in NOT_TEXT:
        page = pattern.sub("", page)
    for text in (*NAMES, *sorted(EXACT, key=len, reverse=True)):
        page = page.replace(html.escape(text), "")
    while MARKED.search(page):  # a text may stand in another one
        page = MARKED.sub("", page)
    return [line for line in page.splitlines() if HAN.search(line)]


def _report_pages(desk: Desk) -> Iterator[tuple[str, str]]:
    for sid, view in desk.desk.reports.by_sid.items():
        desk.desk.reports.by_sid[sid] = replace(view, report=_latin(view.report))
    for name, shown in PAGES.items():
        yield f"report, {name}", shown(desk).text
    yield "report, bad", desk.client.get("/report/detail?a=1&a=2").text


def _site_pages(staff: Staff, language: str) -> Iterator[tuple[str, str]]:
    staff.reported(tel=number("0000", Carrier.UNICOM, "浙江"))
    staff.reported(last_four="5011", uid="u-2")
    wrong = Visit(staff.client).enter(tel=number("0000", Carrier.MOBILE, "广东"), uid="b")
    wrong.phone(password="112233")
    staff.granted("5010", uid="u-3", callback="http://127.0.0.1:9/")
    browser = _browser(staff, language)
    yield "login", browser.get("/site/login").text
    for _ in range(MOST_BY_NAME + 1):
        browser.get("/site/login")
        shown = browser.post("/site/login", user="somebody", password="wrong-password")
        yield f"login, {shown.status_code}", shown.text
    yield "login, stale", browser.post("/site/login", token="x").text
    browser.log_in("operator")
    for path in SITE:
        yield path, browser.get(path).text
    browser.get("/site/console")
    yield "redeliver, gone", browser.post("/site/console/redeliver", id="x").text
    yield "redeliver, stale", browser.post("/site/console/redeliver", token="x").text
    viewer = _browser(staff, language)
    viewer.log_in("viewer")
    yield "list of a viewer", viewer.get("/site/reports").text
    yield "console of a viewer", viewer.get("/site/console").text


def _sandbox_pages(client: TestClient) -> Iterator[tuple[str, str]]:
    yield "sandbox", client.get("/sandbox").text
    yield "sandbox, unknown flow", client.get("/sandbox?handle=x").text
    foreign = {"sec-fetch-site": "cross-site"}
    yield "sandbox, foreign", client.post("/sandbox/start", headers=foreign).text
    for given in STARTS:
        refused = client.post("/sandbox/start", data=given)
        assert refused.status_code == 422, given
        yield f"sandbox, {given}", refused.text
    for given, step in WALKS:
        handle = handle_of(client.post("/sandbox/start", data=given))
        client.post(f"/sandbox/flows/{handle}", json={"step": step})
        yield f"sandbox at {step}", client.get(f"/sandbox?handle={handle}").text
        told = live(client, handle)
        assert told["step"] == step
        yield from ((f"panel {name} at {step}", told["panels"][name]) for name in PANELS)


def _browser(staff: Staff, language: str) -> Browser:
    browser = staff.browser()
    browser.cookies[PLAIN_COOKIE] = language
    return browser


Pages = Callable[[str], Iterator[tuple[str, str]]]


@pytest.fixture(params=["report", "site", "sandbox"])
def pages(request: pytest.FixtureRequest) -> Pages:
    """Renders every page of a room in a language; name and HTML of each."""
    if request.param == "site":
        staff: Staff = request.getfixturevalue("staff")
        return lambda language: _site_pages(staff, language)
    if request.param == "report":
        desk: Desk = request.getfixturevalue("desk")
        return lambda language: _with_cookie(desk.client, language, _report_pages(desk))
    client: TestClient = request.getfixturevalue("client")
    return lambda language: _with_cookie(client, language, _sandbox_pages(client))


def _with_cookie(
    client: TestClient, language: str, pages: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    client.cookies.set(PLAIN_COOKIE, language)
    return pages


def test_nothing_of_a_page_stays_untranslated(pages: Pages) -> None:
    seen = [(name, _untranslated(page)) for name, page in pages(PSEUDO.tag)]
    assert len(seen) >= 10
    assert [(name, lines) for name, lines in seen if lines] == []


def test_an_english_page_is_english_but_for_data_and_valid(pages: Pages) -> None:
    for name, page in pages("en"):
        assert _untranslated(page) == [], name
        if page.startswith("<!doctype"):
            assert '<html lang="en">' in page, name
            html5lib.HTMLParser(strict=True).parse(page)


def test_the_test_finds_what_is_not_translated() -> None:
    assert _untranslated("<h1>⟦登录⟧</h1>") == []
    assert _untranslated("<h1>⟦登⟦录⟧⟧</h1>") == []
    assert _untranslated("<h1>⟦登⟧录</h1>") == ["<h1>录</h1>"]


def test_without_a_choice_a_page_is_in_the_source_language(desk: Desk, staff: Staff) -> None:
    for client in (desk.client, staff.client):
        for path in ("/report/rules", "/report/detail?sid=x&appid=y&link=z"):
            page = client.get(path, headers={"accept-language": "en"})
            assert '<html lang="zh-CN">' in page.text
            assert "set-cookie" not in page.headers
    page = staff.client.get("/site/login", headers={"accept-language": "en"})
    assert '<html lang="zh-CN">' in page.text
    assert PLAIN_COOKIE not in page.headers["set-cookie"]
    assert '<html lang="zh-CN">' in staff.client.get("/sandbox").text


ADDRESSES: Final = (
    "/report/rules",
    "/report/detail?sid=x&appid=y&link=z",
    "/site/login",
    "/sandbox",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_choice_is_remembered_and_taken_back(client: TestClient, address: str) -> None:
    separator = "&" if "?" in address else "?"
    chosen = client.get(f"{address}{separator}lang=EN_gb")
    assert '<html lang="en">' in chosen.text
    (line,) = _lines(chosen)
    assert line == f"{PLAIN_COOKIE}=en; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
    for again in (address, f"{address}{separator}lang=en"):
        shown = client.get(again)
        assert '<html lang="en">' in shown.text
        assert _lines(shown) == []
    back = client.get(f"{address}{separator}lang=zh-CN")
    assert '<html lang="zh-CN">' in back.text
    assert _lines(back) == [f"{PLAIN_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]
    assert '<html lang="zh-CN">' in client.get(address).text


def _lines(answer: Response) -> list[str]:
    """Return the set-cookie lines that are about the language."""
    return [line for line in answer.headers.get_list("set-cookie") if "-lang=" in line]


def test_the_usual_language_needs_no_cookie(client: TestClient) -> None:
    for address in ADDRESSES:
        separator = "&" if "?" in address else "?"
        assert _lines(client.get(f"{address}{separator}lang=zh-CN")) == []


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    app = made(tmp_path, base_url="https://h5.example")
    with TestClient(app, base_url="https://h5.example") as client:
        for address in ("/report/rules", "/site/login", "/sandbox"):
            client.cookies.clear()
            (line,) = _lines(client.get(f"{address}?lang=en"))
            assert line == (
                "__Host-h5kit-lang=en; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000"
            )
            assert '<html lang="en">' in client.get(address).text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hostile_choice_chooses_nothing_and_stands_nowhere(
    client: TestClient, address: str
) -> None:
    for value in HOSTILE:
        client.cookies.clear()
        shown = client.get(address, params={**_query(address), "lang": value})
        assert '<html lang="zh-CN">' in shown.text, value
        assert _lines(shown) == [], value
        assert "alert(1)" not in shown.text
        if value.isprintable() and ";" not in value:
            cookie = {"cookie": f"{PLAIN_COOKIE}={value}"}
            assert '<html lang="zh-CN">' in client.get(address, headers=cookie).text, value


def _query(address: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in address.partition("?")[2].split("&") if pair)


def test_a_language_that_is_gone_is_the_usual_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.cookies.set(PLAIN_COOKIE, PSEUDO.tag)
    assert f'<html lang="{PSEUDO.tag}">' in client.get("/report/rules").text
    monkeypatch.delitem(REPORT_LANGUAGES, PSEUDO.tag)
    assert '<html lang="zh-CN">' in client.get("/report/rules").text


def _choices(page: Response) -> dict[str, str]:
    """Return the addresses of a page's links to other languages, by the language."""
    return {tag: html.unescape(href) for href, tag in CHOOSE.findall(page.text)}


def test_the_links_keep_what_a_page_shows_and_nothing_else(desk: Desk) -> None:
    shown = desk.log_in("viewer").open(sid="SIDusual", numbers="all", token="secret", x="evil")
    path, _, query = _choices(shown)["en"].partition("?")
    assert path == "/report/detail"
    assert sorted(query.split("&")) == ["appid=demo", "lang=en", "numbers=all", "sid=SIDusual"]
    english = desk.client.get(_choices(shown)["en"])
    assert '<html lang="en">' in english.text
    assert english.text.count("<tr>") == shown.text.count("<tr>")
    assert set(_choices(english)) == {"zh-CN", PSEUDO.tag}


def test_a_shared_link_is_read_in_english(desk: Desk) -> None:
    shared = desk.link().json()["url"]
    shown = desk.client.get(f"{shared}&lang=en")
    assert "<h1>Operator report</h1>" in shown.text
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "<h1>Operator report</h1>" in desk.client.get(shared).text
    assert '<html lang="zh-CN">' in desk.client.get(_choices(shown)["zh-CN"]).text


def test_english_stays_through_unmasking(desk: Desk) -> None:
    desk.log_in("auditor").open(lang="en")
    shown = desk.unmask()
    assert "Unmasked data is shown" in shown.text
    assert '<html lang="zh-CN">' in desk.client.get(_choices(shown)["zh-CN"]).text
    assert "正在显示完整信息" in desk.client.get(_choices(shown)["zh-CN"]).text


def test_a_refused_post_links_to_a_page_that_can_be_opened(desk: Desk) -> None:
    refused = desk.log_in("viewer").unmask()
    assert refused.status_code == 403
    assert _choices(refused)["en"] == f"/report/detail?sid={SID}&appid=demo&lang=en"
    malformed = desk.client.post("/report/unmask", data={**ABOUT, "a": "\0"})
    assert _choices(malformed)["en"] == "/report/detail?lang=en"
    assert desk.client.get(_choices(refused)["en"]).status_code == 200


def test_the_document_is_the_same_in_every_language(desk: Desk) -> None:
    desk.log_in("viewer")
    chinese = desk.open(format="json").content
    assert desk.open(format="json", lang="en").content == chinese


def test_english_stays_from_the_login_to_the_next_page_of_the_list(staff: Staff) -> None:
    for n in range(21):
        staff.granted("0000", uid=f"u-{n}")
    browser = staff.browser()
    shown = browser.get("/site/reports", q="0000", lang="en")
    assert shown.url.path == "/site/login"
    assert "<h1>Log in</h1>" in shown.text
    after = re.search(r'name="next" value="([^"]+)"', shown.text)
    assert after
    listed = browser.post(
        "/site/login", user="viewer", password=PASSWORD, next=html.unescape(after[1])
    )
    assert str(listed.url).startswith(f"{BASE}/site/reports?q=0000")
    older = re.search(r'href="(/site/reports\?[^"]+)">Older</a>', listed.text)
    assert older
    assert "lang" not in older[1]
    assert ">Newest</a>" in browser.get(html.unescape(older[1])).text
    assert "<h1>Log in</h1>" in browser.post("/site/logout").text


def test_a_login_that_goes_wrong_says_so_in_english_and_links_back(staff: Staff) -> None:
    browser = staff.browser()
    browser.get("/site/login", next="/site/reports?q=1", lang="en")
    wrong = browser.post("/site/login", user="x", password="y", next="/site/reports?q=1")
    assert "Wrong user name or password" in wrong.text
    assert _choices(wrong)["zh-CN"] == "/site/login?next=%2Fsite%2Freports%3Fq%3D1&lang=zh-CN"
    evil = browser.get("/site/login", next="https://evil.example/")
    assert "evil" not in _choices(evil)["zh-CN"]


def test_a_page_that_refreshes_itself_stays_english(staff: Staff) -> None:
    staff.granted("5010")
    browser = staff.logged_in("operator")
    browser.get("/site/console/deliveries", live="1", lang="en")
    again = browser.get("/site/console/deliveries", live="1")
    assert "Refreshes every 3 seconds." in again.text
    assert _choices(again)["zh-CN"] == "/site/console/deliveries?live=1&lang=zh-CN"


def test_a_message_has_its_exact_text_under_its_translation(staff: Staff) -> None:
    wrong = Visit(staff.client).enter(tel=number("0000", Carrier.MOBILE, "广东"))
    wrong.phone(password="112233")
    browser = staff.logged_in("operator")
    shown = browser.get("/site/console", lang="en")
    message = Message.WRONG_PASSWORD
    beside = message.row.translations["en"]
    exact = f'<span class="soft sub" lang="zh-CN">{message.text()}</span>'
    assert f"{beside}{exact}" in shown.text
    assert "<td>Guangdong China Mobile</td>" in shown.text


def test_the_consoles_panels_are_in_the_language_of_their_page(
    start: Started, client: TestClient
) -> None:
    handle = handle_of(start("2002"))
    client.get("/sandbox?lang=en")
    assert "Where this step can lead" in live(client, handle)["panels"]["machine"]
    client.cookies.clear()
    asked = client.get("/sandbox/live", params={"handle": handle, "lang": "en"})
    assert "Where this step can lead" in asked.json()["panels"]["machine"]
    assert _lines(asked) == []
    assert "从这一步可以去哪里" in live(client, handle)["panels"]["machine"]


def test_the_flows_language_is_not_the_consoles(start: Started, client: TestClient) -> None:
    page = start("0000", lang="en")
    assert page.url.params["flow_lang"] == "en"
    assert '<html lang="zh-CN">' in page.text
    assert '<html lang="en">' in visit_of(client, handle_of(page)).page
    assert '<option value="en" selected>English</option>' in page.text
    assert '<option value="zh-Hant">繁體中文</option>' in page.text
    english = client.get(_choices(page)["en"])
    assert '<html lang="en">' in english.text
    assert handle_of(english) == handle_of(page)
    assert '<option value="en" selected>English</option>' in english.text
    again = start("0000", lang="zh-Hant")
    assert '<html lang="en">' in again.text
    assert '<html lang="zh-Hant">' in visit_of(client, handle_of(again)).page


def test_a_reports_link_of_the_console_opens_it_in_english(
    start: Started, client: TestClient
) -> None:
    client.get("/sandbox?lang=en")
    handle = handle_of(start("0000"))
    visit_of(client, handle).phone()
    shown = client.get(f"/sandbox/report?handle={handle}")
    assert shown.url.path == "/report/detail"
    assert '<html lang="en">' in shown.text
