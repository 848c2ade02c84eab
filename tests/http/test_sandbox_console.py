"""The sandbox's console over HTTP: what it opens, what it shows, and what it leaves alone."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from httpx2 import Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.responses import Response as Answer
from starlette.routing import Route
from starlette.testclient import TestClient

from h5kit.carrier.numbering import PhoneData, guess
from h5kit.carrier.sandbox import SCENARIOS
from h5kit.demo import Demo, keys_of, make_demo
from h5kit.messages import CATALOGUE
from h5kit.web.report_links import ReportLinks
from tests.conftest import Visit

TEL = re.compile(r'data-tel="(\d*)"')
Started = Callable[..., Response]


@pytest.fixture
def start(client: TestClient) -> Started:
    """Choose a row of the table, with options."""

    def choose(scenario: str, **options: str) -> Response:
        return client.post("/sandbox/start", data={"scenario": scenario, **options})

    return choose


def _handle(page: Response) -> str:
    return str(page.url.params["handle"])


def _tel(page: Response) -> str:
    found = TEL.search(page.text)
    assert found
    return found[1]


def _live(client: TestClient, handle: str, seen: str = "") -> Any:
    return client.get("/sandbox/live", params={"handle": handle, "seen": seen}).json()


def _visit(client: TestClient, handle: str) -> Visit:
    return Visit(client).take(client.get(f"/f/{handle}"))


def test_every_row_of_the_table_can_be_chosen(client: TestClient) -> None:
    page = client.get("/sandbox").text
    chosen = re.findall(r'name="scenario" value="(\w+)"', page)
    assert chosen == [s.last_four for s in SCENARIOS]
    for scenario in SCENARIOS:
        assert html.escape(scenario.title) in page


@pytest.mark.parametrize("scenario", [s.last_four for s in SCENARIOS if s.last_four.isdigit()])
def test_a_row_opens_the_flow_of_a_number_that_ends_so(start: Started, scenario: str) -> None:
    page = start(scenario)
    assert (page.status_code, _tel(page)[-4:]) == (200, scenario)
    assert f'<iframe src="/f/{_handle(page)}"' in page.text
    assert page.text.count('aria-current="true"') == 1


@pytest.mark.parametrize("pattern", ["90", "91", "92", "93"])
def test_a_pattern_takes_the_chosen_message(start: Started, pattern: str) -> None:
    page = start(f"{pattern}MM", message="43")
    assert _tel(page).endswith(f"{pattern}43")
    assert f'value="{pattern}MM" aria-current="true"' in page.text


def test_the_number_is_of_the_chosen_carrier_and_region(start: Started) -> None:
    page = start("3001", carrier="电信", region="广东")
    assert (guess(_tel(page)).carrier, PhoneData.region(_tel(page))) == ("电信", "广东")
    assert "广东电信" in page.text


def test_what_was_chosen_stays_chosen_but_the_uid_does_not(start: Started) -> None:
    page = start("0000", carrier="移动", region="江苏", basic_info="yes", uid="u-1").text
    assert re.search(r'<option value="移动" selected>', page)
    assert re.search(r'<option value="江苏" selected>', page)
    assert 'name="basic_info" type="checkbox" value="yes" checked' in page
    assert 'name="uid" type="text" value=""' in page


def test_with_p1_the_flow_begins_there_and_knows_the_number(
    start: Started, client: TestClient
) -> None:
    page = start("1001", basic_info="yes")
    visit = _visit(client, _handle(page))
    assert visit.step == "basic_info"
    assert f'value="{_tel(page)}"' in visit.page


def test_without_p1_the_number_is_read_only(start: Started, client: TestClient) -> None:
    page = start("1001")
    visit = _visit(client, _handle(page))
    assert visit.step == "phone"
    assert re.search(rf'value="{_tel(page)}" readonly', visit.page)


def test_the_page_can_be_in_english(start: Started, client: TestClient) -> None:
    assert '<html lang="en">' in _visit(client, _handle(start("0000", lang="en"))).page


def test_a_uid_that_was_granted_before_gets_23(start: Started, client: TestClient) -> None:
    _visit(client, _handle(start("0000", uid="u-again"))).phone()
    again = start("0000", uid="u-again")
    assert "23 " + CATALOGUE[23].text in again.text
    assert _visit(client, _handle(again)).messages == [23]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scenario": "1234"}, "没有这一行"),
        ({"scenario": "90MM", "message": "56"}, "没有这一行"),
        ({"carrier": "铁通"}, "没有这个运营商"),
        ({"region": "某省"}, "没有这个归属地"),
        ({"partner": "nobody"}, "没有这个接入方"),
        ({"uid": "u" * 129}, "uid 不能用"),
        ({"callback": "http://elsewhere.example/"}, "callback 只能是本机地址"),
    ],
)
def test_what_cannot_be_had_is_said_and_opens_nothing(
    client: TestClient, options: dict[str, str], words: str
) -> None:
    page = client.post("/sandbox/start", data={"scenario": "0000", **options})
    assert page.status_code == 422
    assert re.search(rf'role="alert">{words}', page.text)
    assert "<iframe" not in page.text


@pytest.mark.parametrize("path", ["/sandbox/start", "/sandbox/move"])
def test_another_sites_page_can_start_and_move_nothing(client: TestClient, path: str) -> None:
    before = client.get("/sandbox/clock").json()["now"]
    data = {"scenario": "0000", "seconds": "86400"}
    answer = client.post(path, data=data, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert client.get("/sandbox/clock").json()["now"] - before < 60


def test_an_unknown_handle_is_said(client: TestClient) -> None:
    page = client.get("/sandbox?handle=forged.handle")
    assert page.status_code == 404
    assert "没有这个流程" in page.text
    assert client.get("/sandbox/live?handle=forged.handle").status_code == 404
    assert client.get("/sandbox/live").status_code == 404


def test_the_panels_come_when_they_change_and_only_then(start: Started, client: TestClient) -> None:
    handle = _handle(start("1003"))
    first = _live(client, handle)
    assert set(first["panels"]) == {"machine", "inbox", "moves", "pushes", "pulled"}
    same = _live(client, handle, first["seen"])
    assert (same["panels"], same["step"]) == ({}, "phone")
    assert same["now"] >= first["now"]
    _visit(client, handle).phone()
    assert _live(client, handle, first["seen"])["panels"]


def test_the_inbox_and_the_captchas_answer_lead_to_the_end(
    start: Started, client: TestClient
) -> None:
    page = start("1003")
    handle = _handle(page)
    visit = _visit(client, handle).phone()
    inbox = _live(client, handle)["panels"]["inbox"]
    (code,) = re.findall(r'data-into="sms_code" data-value="(\d{6})"', inbox)
    (word,) = re.findall(r'data-into="captcha" data-value="(\w{4})"', inbox)
    visit.post(service_password="246813", agree="yes", sms_code=code, captcha=word)
    assert visit.step == "success"
    assert _live(client, handle)["step"] == "success"


def test_a_password_that_the_carrier_sends_is_typed_as_the_password(
    start: Started, client: TestClient
) -> None:
    handle = _handle(start("3006"))
    client.post(f"/sandbox/flows/{handle}", json={"step": "reset_sms"})
    _visit(client, handle).post(sms_code="123456")
    inbox = _live(client, handle)["panels"]["inbox"]
    assert re.search(r'data-into="service_password" data-value="\d{6}"', inbox)


def test_moves_are_told_with_time_and_message(start: Started, client: TestClient) -> None:
    handle = _handle(start("90MM", message="48"))
    _visit(client, handle).phone()
    moves = _live(client, handle)["panels"]["moves"]
    assert re.findall(r"<code>(\w+)</code>", moves) == ["refused", "submitted", "opened"]
    assert "48 " + CATALOGUE[48].text in moves
    assert len(re.findall(r"<time>\d\d:\d\d:\d\d</time>", moves)) == 3


def test_looking_does_not_keep_a_flow_alive(start: Started, client: TestClient) -> None:
    handle = _handle(start("0000"))
    for _ in range(2):
        assert _live(client, handle)["step"] == "phone"
        client.post("/sandbox/clock", json={"advance_seconds": 151})
    assert _live(client, handle)["step"] == "failed"


def test_a_restarted_flow_is_followed(start: Started, client: TestClient) -> None:
    handle = _handle(start("0000"))
    client.post("/sandbox/clock", json={"advance_seconds": 301})
    _visit(client, handle).post(go="restart")
    told = _live(client, handle)
    assert (told["step"], told["handle"] == handle) == ("phone", False)
    assert f'src="/f/{told["handle"]}"' in client.get(f"/sandbox?handle={handle}").text


def test_the_clock_moves_without_script_and_leads_back(start: Started, client: TestClient) -> None:
    handle, before = _handle(start("0000")), client.get("/sandbox/clock").json()["now"]
    page = client.post("/sandbox/move", data={"seconds": "1800", "handle": handle})
    assert _handle(page) == handle
    assert client.get("/sandbox/clock").json()["now"] - before >= 1800


@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "九", "604801", "9" * 400])
def test_what_is_no_step_of_the_clock_is_refused(client: TestClient, seconds: str) -> None:
    assert client.post("/sandbox/move", data={"seconds": seconds}).status_code == 400


def test_pulls_are_linked_once_something_was_granted(start: Started, client: TestClient) -> None:
    handle = _handle(start("0000"))
    assert "<a " not in _live(client, handle)["panels"]["pulled"]
    _visit(client, handle).phone()
    pulled = _live(client, handle)["panels"]["pulled"]
    links = [html.unescape(link) for link in re.findall(r'href="(/(?:c|i)[^"]+)"', pulled)]
    assert [link.split("?")[0] for link in links] == [
        "/calls/record", "/calls/report", "/cuishou", "/itag",
    ]  # fmt: skip
    assert {client.get(link).json()["status"] for link in links} <= {0, 3101}


def test_pushes_say_that_there_is_no_receiver(start: Started, client: TestClient) -> None:
    pushes = _live(client, _handle(start("0000")))["panels"]["pushes"]
    assert pushes.count("没有接收地址") == 3


def test_a_callback_of_this_machine_gets_the_authorization(
    start: Started, client: TestClient
) -> None:
    handle = _handle(start("0000", callback="http://127.0.0.1:9/"))
    assert _live(client, handle)["panels"]["pushes"].count("没有接收地址") == 2


def test_the_consoles_partner_begins_where_nobody_else_gets_pushes(tmp_path: Path) -> None:
    receiver = "http://127.0.0.1:9/sandbox/receiver"
    demo = make_demo(tmp_path / "data", console_receiver=receiver)
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as client:
        page = client.post("/sandbox/start", data={"scenario": "0000"})
        pushes = _live(client, _handle(page))["panels"]["pushes"]
    assert "没有接收地址" not in pushes
    assert '<option value="console" selected>' in page.text


def test_the_own_receiver_takes_every_push(client: TestClient) -> None:
    answer = client.post("/sandbox/receiver", content=b"x" * 3_000_000)
    assert (answer.status_code, answer.text) == (200, "ok")


def test_without_a_report_page_there_is_no_link_to_one(start: Started, client: TestClient) -> None:
    handle = _handle(start("0000"))
    _visit(client, handle).phone()
    assert client.get(f"/sandbox/report?handle={handle}").status_code == 404


def test_a_report_is_opened_by_a_link_of_its_own(
    start: Started, client: TestClient, demo: Demo, tmp_path: Path
) -> None:
    async def detail(request: Request) -> Answer:
        return PlainTextResponse("the report")

    demo.app.router.routes.append(Route("/report/detail", detail))
    handle = _handle(start("0000"))
    assert client.get(f"/sandbox/report?handle={handle}").status_code == 404
    sid = _visit(client, handle).phone().flow["sid"]
    page = client.get(f"/sandbox/report?handle={handle}")
    word, now = page.url.params["link"], client.get("/sandbox/clock").json()["now"]
    assert page.text == "the report"
    assert ReportLinks(keys_of(tmp_path / "data")).opened(word, sid, "demo", now=now)


def test_the_console_runs_and_loads_only_what_is_its_own(start: Started) -> None:
    page = start("2002")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-src 'self';" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert re.findall(r"<script[^>]*>", page.text) == re.findall(
        r'<script defer src="/static/[0-9a-f]{8}/sandbox.js">', page.text
    )
    assert "http://" not in re.sub(r'placeholder="[^"]*"', "", page.text)


def test_the_console_is_valid_html(start: Started, client: TestClient) -> None:
    handle = _handle(start("2005"))
    client.post(f"/sandbox/flows/{handle}", json={"step": "verify"})
    for page in (client.get("/sandbox"), client.get(f"/sandbox?handle={handle}")):
        html5lib.HTMLParser(strict=True).parse(page.text)


def test_what_was_typed_is_shown_as_text(start: Started) -> None:
    page = start("0000", uid="<script>alert(1)</script>").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_no_partners_secret_is_on_the_page(start: Started, demo: Demo) -> None:
    assert demo.partner.secret not in start("0000").text


def test_the_flow_may_be_framed_by_its_own_server(start: Started, client: TestClient) -> None:
    policy = client.get(f"/f/{_handle(start('0000'))}").headers["content-security-policy"]
    assert "frame-ancestors 'self' " in policy
