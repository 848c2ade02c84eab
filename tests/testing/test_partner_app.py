"""`h5_partner_app` in every mode, in a partner's test suite of its own."""

import sys

import pytest

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from h5kit.testing.browser import find_chromium, launch_options

@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **launch_options(find_chromium())}

@pytest.fixture(scope="session")
def h5kit_options():
    return ("--records-encryption", "AES-256-CBC")
"""

MODES = """
import pytest

@pytest.mark.parametrize("mode", ["full", "sheet", "inline"])
def test_a_frame_tells_the_page(page, h5_session, h5_scenario, h5_partner_app, mode):
    session = h5_session(tel=h5_scenario("1003"), uid=f"u-{mode}")
    shown = h5_partner_app.open(page, session, mode)
    shown.flow.complete("1003")
    assert shown.expect_success()["uid"] == f"u-{mode}"
    assert [e["type"] for e in shown.events()][:3] == ["open", "ready", "step"]
    assert [e["seq"] for e in shown.events()] == list(range(1, len(shown.events()) + 1))
    assert shown.exits == []
    shown.close()
    assert shown.expect_exit() == {"reason": "done"}
    assert len(shown.successes) == 1

def test_a_redirect_comes_back(page, h5_session, h5_scenario, h5_partner_app):
    tel = h5_scenario("0000")
    session = h5_session(tel=tel, redirect_url=h5_partner_app.home)
    shown = h5_partner_app.open(page, session, "redirect")
    shown.flow.complete().success.close()
    shown.expect_back()
    assert (shown.events(), shown.successes) == ([], [])

@pytest.mark.parametrize("app", ["android", "ios", "react-native", "flutter", "mini-program"])
def test_an_app_hears_it_once(page, h5_session, h5_scenario, h5_partner_app, app):
    shown = h5_partner_app.open(page, h5_session(tel=h5_scenario("2001")), "webview", app)
    shown.flow.complete("2001")
    first = shown.expect_success()
    page.reload()
    while len(shown.events("success")) < 2:
        page.title()
    assert shown.successes == [first]
    assert [e["seq"] for e in shown.events()] == list(range(1, len(shown.events()) + 1))

def test_what_there_is_not_is_said(page, h5_session, h5_scenario, h5_partner_app):
    session = h5_session(tel=h5_scenario("0000"))
    with pytest.raises(ValueError, match="inline"):
        h5_partner_app.open(page, session, "popup")
    with pytest.raises(ValueError, match="flutter"):
        h5_partner_app.open(page, session, "webview", "symbian")

def test_an_event_that_does_not_come_is_a_timeout(page, h5_session, h5_scenario, h5_partner_app):
    shown = h5_partner_app.open(page, h5_session(tel=h5_scenario("0000")))
    shown.expect_event("ready")
    with pytest.raises(TimeoutError, match="success"):
        shown.expect_success(timeout=1)
"""

CLOCK = """
from playwright.sync_api import expect
from h5kit.testing import H5Flow

def _counted(page, session, h5_clock):
    flow = H5Flow(page).open(session).submit_phone()
    expect(flow.main.get_by_text("秒后重发")).to_be_visible()
    expect(flow.button_named("重新获取")).to_be_hidden()
    before = page.evaluate("performance.timeOrigin")
    h5_clock.advance(61)
    # The countdown has ended because the clock was moved: long before its 60 seconds are over.
    expect(flow.button_named("重新获取")).to_be_visible(timeout=10_000)
    assert page.evaluate("performance.timeOrigin") == before, "it was loaded anew"
    flow.request_code()

def test_a_countdown_ends(page, h5_session, h5_scenario, h5_sms, h5_clock):
    tel = h5_scenario("1001")
    _counted(page, h5_session(tel=tel), h5_clock)
    assert len(h5_sms.of(tel)) == 2

def test_a_phones_does_too(h5_mobile, h5_session, h5_scenario, h5_sms, h5_clock):
    tel = h5_scenario("1001")
    _counted(h5_mobile("iPhone 15"), h5_session(tel=tel), h5_clock)
    assert len(h5_sms.of(tel)) == 2
"""

PUSHES = """
import pytest

def test_all_three_come_and_records_are_opened(h5_session, h5_scenario, h5_webhooks):
    tel = h5_scenario("0000")
    session = h5_session(tel=tel, uid="order-7").jump("success")
    sid = session.sid
    auth = {"status": 0, "tel": tel, "uid": "order-7", "sid": sid}
    assert h5_webhooks.wait("auth", sid) == auth
    assert h5_webhooks.wait("report", sid) == auth
    record = h5_webhooks.wait("record", sid)
    assert record["status"] == 0
    assert record["data"]["sid"] == sid
    assert sorted(p["kind"] for p in h5_webhooks.deliveries(sid)) == ["auth", "record", "report"]

def test_a_report_that_failed_is_told(h5_session, h5_scenario, h5_webhooks):
    session = h5_session(tel=h5_scenario("5011")).jump("success")
    assert h5_webhooks.wait("report", session.sid)["status"] == 2

def test_each_push_gets_its_own_answers(h5_session, h5_scenario, h5_webhooks, h5_clock):
    h5_webhooks.answers(500, "no")
    sid = h5_session(tel=h5_scenario("0000")).jump("success").sid
    for event in ("auth", "record", "report"):
        h5_webhooks.wait_for_tries(1, sid, event)
    h5_clock.advance(60)
    for event in ("auth", "record", "report"):
        h5_webhooks.wait_for_tries(2, sid, event)
    h5_clock.advance(60)
    for event in ("auth", "record", "report"):
        log = h5_webhooks.wait_for_tries(3, sid, event)
        assert [t["outcome"] for t in log["tries"]] == ["refused", "refused", "ok"]

def test_what_an_earlier_test_brought_about_is_not_waited_for(
    h5kit_server, h5_session, h5_scenario, h5_clock, _h5_receiver
):
    from h5kit.testing.webhooks import Webhooks

    earlier = Webhooks(_h5_receiver, h5kit_server)
    earlier.answers(500, event="auth")
    before = h5_session(tel=h5_scenario("0000"), uid="before").jump("success")
    earlier.wait_for_tries(1, before.sid)
    later = Webhooks(_h5_receiver, h5kit_server)
    h5_clock.advance(60)
    later.wait_for_tries(2, before.sid)
    h5_session(tel=h5_scenario("0000"), uid="after").jump("success")
    assert later.wait("auth")["uid"] == "after"

@pytest.fixture
def granted(h5_session, h5_scenario, h5kit_server, _h5_receiver):
    tel = h5_scenario("0000")
    session = h5_session(tel=tel, uid=tel).jump("success")
    _h5_receiver.wait(tel)
    return session

def test_what_came_before_the_receiver_was_asked_for_is_found_by_its_sid(granted, h5_webhooks):
    assert h5_webhooks.wait("auth", sid=granted.sid)["sid"] == granted.sid

def test_what_did_not_come_is_told_with_what_did(granted, h5_webhooks):
    h5_webhooks.wait("auth", sid=granted.sid)
    # Pushes of an earlier test may still arrive.
    missing = "no auth of SID0 within 0.01 s; what came: (nothing|.* of SID[0-9a-f]+)$"
    with pytest.raises(TimeoutError, match=missing):
        h5_webhooks.wait("auth", sid="SID0", timeout=0.01)
    with pytest.raises(TimeoutError, match="no auth within 0.01 s; "):
        h5_webhooks.wait("auth", timeout=0.01)

def test_answers_of_several_events_add_up(h5_session, h5_scenario, h5_webhooks):
    h5_webhooks.answers(500, event="auth")
    h5_webhooks.answers(404, event="report")
    sid = h5_session(tel=h5_scenario("0000")).jump("success").sid
    statuses = {}
    for event in ("auth", "record", "report"):
        statuses[event] = h5_webhooks.wait_for_tries(1, sid, event)["tries"][0]["status"]
    assert statuses == {"auth": 500, "record": 200, "report": 404}

def test_answers_of_an_event_that_there_is_not_are_refused(h5_webhooks):
    with pytest.raises(ValueError, match="auth, report, record"):
        h5_webhooks.answers(500, event="auht")

def test_answers_of_one_event_leave_the_others_alone(h5_session, h5_scenario, h5_webhooks):
    h5_webhooks.answers(500, event="record")
    sid = h5_session(tel=h5_scenario("0000")).jump("success").sid
    outcomes = {}
    for event in ("auth", "record", "report"):
        outcomes[event] = h5_webhooks.wait_for_tries(1, sid, event)["tries"][0]["outcome"]
    assert outcomes == {"auth": "ok", "record": "refused", "report": "ok"}
"""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


@pytest.mark.parametrize(
    ("suite", "passed"), [(MODES, 11), (CLOCK, 2), (PUSHES, 9)], ids=["modes", "clock", "pushes"]
)
def test_a_partners_suite_passes(pytester: pytest.Pytester, suite: str, passed: int) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(suite)
    done = pytester.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=passed)
