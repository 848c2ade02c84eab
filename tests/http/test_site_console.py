"""The console is for operators only, shows flows and pushes, and no personal data."""

from collections.abc import Iterator

import html5lib
import pytest
from httpx2 import Response

from h5kit.carrier.numbering import Carrier
from h5kit.demo import demo_partner, keys_of
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from tests.conftest import Visit
from tests.eventually import eventually
from tests.http.staff import BASE, Browser, Staff

CONSOLE = (
    "/site/console", "/site/console/deliveries", "/site/console/partners", "/site/console/audit",
)  # fmt: skip
EVERYBODYS = ("/site/reports", "/report/rules")
NAMES = ("viewer", "auditor", "operator", "viewer-of-other", "operator-of-other")


@pytest.mark.parametrize("name", NAMES)
def test_each_role_sees_only_its_pages(staff: Staff, name: str) -> None:
    browser = staff.logged_in(name)
    seen = {path: browser.get(path).status_code for path in (*EVERYBODYS, *CONSOLE)}
    of_console = 200 if name == "operator" else 403
    assert seen == dict.fromkeys(EVERYBODYS, 200) | dict.fromkeys(CONSOLE, of_console)
    linked = browser.get("/site/reports").text
    assert ("/site/console" in linked) == (name == "operator")


@pytest.mark.parametrize("path", CONSOLE)
def test_a_visitor_is_led_to_the_login(staff: Staff, path: str) -> None:
    assert staff.browser().get(path).url.path == "/site/login"
    assert staff.browser().post("/site/console/redeliver").url.path == "/site/login"
    assert staff.client.get("/site/console/redeliver").status_code == 405


@pytest.mark.parametrize("path", CONSOLE)
def test_a_page_is_valid_html_without_personal_data(staff: Staff, path: str) -> None:
    tel = number("0000")
    staff.reported(tel=tel, uid="somebody")
    staff.granted("5010")
    shown = staff.logged_in("operator").get(path)
    html5lib.HTMLParser(strict=True).parse(shown.text)
    assert "<script" not in shown.text
    assert tel not in shown.text
    assert tel[-8:] not in shown.text
    assert "somebody" not in shown.text


@pytest.mark.parametrize("path", CONSOLE)
def test_no_secret_is_on_a_page(staff: Staff, path: str) -> None:
    shown = staff.logged_in("operator").get(path).text
    partner = demo_partner()
    for secret in (partner.secret, partner.token, *keys_of(staff.folder)):
        assert secret not in shown


def _rows(shown: Response, label: str) -> list[list[str]]:
    """Return the cells of the table with this title."""
    tree = html5lib.parse(shown.text, namespaceHTMLElements=False)
    tables = [t for t in tree.iter("table") if t.get("aria-label") == label]
    tables += [t for t in tree.iter("table") if t.get("aria-labelledby") == label]
    body = tables[0].find("tbody") if tables else None
    rows = body.findall("tr") if body is not None else []
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


STAGES, CARRIERS, REGIONS = "到达各步骤的流程", "各运营商", "各归属地"


def _counted(browser: Browser, **query: str) -> dict[str, str]:
    rows = _rows(browser.get("/site/console", **query), STAGES)
    return {row[0]: row[2] for row in rows}


def test_the_funnel_counts_each_flow_once_a_step(staff: Staff) -> None:
    zhejiang = number("0000", Carrier.UNICOM, "浙江")
    staff.granted(tel=zhejiang)
    wrong = Visit(staff.client).enter(tel=number("0000", Carrier.MOBILE, "广东"), uid="b")
    for _ in range(3):
        wrong.phone(password="112233")
    Visit(staff.client).enter()
    browser = staff.logged_in("operator")
    assert _counted(browser) == {
        "填写资料": "1", "填写号码": "2", "提交授权": "2", "授权成功": "1",
    }  # fmt: skip
    shown = browser.get("/site/console")
    assert _rows(shown, CARRIERS) == [["移动", "1", "0", "0%"], ["联通", "1", "1", "100%"]]
    assert sorted(row[0] for row in _rows(shown, REGIONS)) == ["广东", "浙江"]
    assert _rows(shown, "messages-head") == [["27", "手机号或服务密码错误", "3", "广东移动"]]
    assert _counted(browser, carrier="联通") == {"填写号码": "1", "提交授权": "1", "授权成功": "1"}
    assert _counted(browser, region="广东") == {"填写号码": "1", "提交授权": "1"}
    assert _counted(browser, carrier="nobody's") == _counted(browser)


def test_counts_outlive_their_flows(staff: Staff) -> None:
    staff.granted()
    staff.advance(3600)
    staff.run(staff.store.sweep, 1e12, 1e12)
    assert _counted(staff.logged_in("operator"))["授权成功"] == "1"
    staff.advance(86_400)
    browser = staff.logged_in("operator")
    assert _counted(browser) == {}
    assert _counted(browser, days="7")["授权成功"] == "1"
    staff.advance(7 * 86_400)
    assert _counted(staff.logged_in("operator"), days="7") == {}


def test_a_flow_that_timed_out_is_counted_at_its_step(staff: Staff) -> None:
    visit = Visit(staff.client).enter(tel=number("0000"))
    staff.advance(301)
    visit.take(staff.client.get(visit.address))
    rows = _rows(staff.logged_in("operator").get("/site/console"), STAGES)
    assert [row[-1] for row in rows if row[0] == "填写号码"] == ["1"]


def _pushes(browser: Browser, **query: str) -> list[list[str]]:
    return _rows(browser.get("/site/console/deliveries", **query), "pushes-head")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A partner's receiver."""
    with Receiver() as running:
        yield running


def test_a_redelivered_push_is_recorded_and_refreshed_until_it_is_done(
    staff: Staff, receiver: Receiver
) -> None:
    receiver.answers((500, b"secret answer"), (500, b"no"), (500, b"no"))
    sid = staff.granted(callback=f"{receiver.url}/key-in-the-path?k=v", uid="again")
    receiver.wait("again")
    staff.advance(2)
    receiver.wait("again", count=2)
    staff.advance(5)
    receiver.wait("again", count=3)
    browser = staff.logged_in("operator")
    (push,) = _until(browser, sid, "已失败")
    assert push[4].count("对方未接收（500）") == 3
    text = browser.get("/site/console/deliveries", sid=sid).text
    assert "secret answer" not in text
    assert "key-in-the-path" not in text
    event = text.partition('name="id" value="')[2].partition('"')[0]
    live = browser.post("/site/console/redeliver", id=event)
    assert str(live.url) == f"{BASE}/site/console/deliveries?live=1"
    receiver.wait("again", count=4)
    (push,) = _until(browser, sid, "已完成")
    assert "4. " in push[4]
    assert ("user:operator", "redelivered", sid) in staff.noted()
    ended = browser.get("/site/console/deliveries", live="1")
    assert "refresh" not in ended.headers


def _until(browser: Browser, sid: str, state: str) -> list[list[str]]:
    """Wait until a push of a sid is in this state; return the pushes."""
    return eventually(
        lambda: [row for row in _pushes(browser, sid=sid) if row[0] == "授权"],
        lambda found: found and found[0][3] == state,
        state,
    )


def test_the_page_refreshes_only_on_request(staff: Staff) -> None:
    sid = staff.granted("5010")
    browser = staff.logged_in("operator")
    plain = browser.get("/site/console/deliveries")
    assert "refresh" not in plain.headers
    assert "自动刷新" in plain.text
    live = browser.get("/site/console/deliveries", live="1", sid=sid)
    assert live.headers["refresh"] == "3"
    assert "停止刷新" in live.text


def test_a_page_that_refreshes_itself_does_not_extend_the_session(staff: Staff) -> None:
    browser = staff.logged_in("operator")
    addresses = []
    for _ in range(3):
        staff.advance(700)
        shown = browser.get("/site/console/deliveries", live="1")
        addresses.append(shown.url.path)
    assert addresses == ["/site/console/deliveries", "/site/console/deliveries", "/site/login"]


@pytest.mark.parametrize("name", [n for n in NAMES if n != "operator"])
def test_only_operators_can_redeliver(staff: Staff, name: str, receiver: Receiver) -> None:
    sid = staff.granted(callback=receiver.url, uid="once")
    receiver.wait("once")
    (push,) = [d for d in staff.run(staff.store.deliveries, sid) if d.kind == "auth"]
    browser = staff.logged_in(name)
    assert browser.post("/site/console/redeliver", id=push.id).status_code == 403
    assert not [entry for entry in staff.noted() if entry[1] == "redelivered"]


def test_a_post_without_the_pages_token_changes_nothing(staff: Staff, receiver: Receiver) -> None:
    sid = staff.granted(callback=receiver.url, uid="once")
    receiver.wait("once")
    browser = staff.logged_in("operator")
    _until(browser, sid, "已完成")
    jobs = {d.kind: d.id for d in staff.run(staff.store.deliveries, sid)}
    path = "/site/console/redeliver"
    assert browser.post(path, token="x", id=jobs["auth"]).status_code == 403
    browser.get("/site/console")
    evil = {"origin": "https://evil.example"}
    assert browser.post(path, evil, id=jobs["auth"]).status_code == 403
    browser.get("/site/console")
    assert browser.post(path, id="evt_none").status_code == 409
    assert browser.post(path, id=jobs["collect"]).status_code == 409
    assert not [entry for entry in staff.noted() if entry[1] == "redelivered"]


def test_the_audit_page_shows_entries_and_finds_those_of_a_report(staff: Staff) -> None:
    sid = staff.reported()
    viewer, operator = staff.logged_in("viewer"), staff.logged_in("operator")
    viewer.get("/report/detail", sid=sid, appid="demo")
    rows = _rows(operator.get("/site/console/audit"), "audit-head")
    assert rows[0][2:4] == ["user:viewer", "查看报告"]
    (row,) = _rows(operator.get("/site/console/audit", sid=sid), "audit-head")
    assert row[4] == sid
    for n in range(60):
        staff.run(staff.store.site.audit_log.record, f"user:n{n}", "viewed", "S", 1.0)
    first = operator.get("/site/console/audit")
    assert "更早的" in first.text
    last = _rows(first, "audit-head")[-1][0]
    older = _rows(operator.get("/site/console/audit", before=last), "audit-head")
    assert older[0][0] == str(int(last) - 1)


def test_partners_and_keys_are_shown_without_secrets(staff: Staff) -> None:
    shown = staff.logged_in("operator").get("/site/console/partners")
    assert "演示接入方" in shown.text
    (key,) = _rows(shown, "keys-head")
    assert key[0] == "1"
    assert key[3:] == ["0 天", "签名、加密"]
