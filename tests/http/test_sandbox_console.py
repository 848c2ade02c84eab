"""The sandbox console over HTTP: what it shows, and what it does not change."""

import html
import re
from pathlib import Path

import html5lib
import pytest
from starlette.testclient import TestClient

from h5kit.demo import Demo, keys_of, make_demo
from h5kit.messages import Message, Status
from h5kit.web.report.links import ReportLinks
from tests.http.console import Started, handle_of, live, visit_of


@pytest.mark.parametrize("path", ["/sandbox/start", "/sandbox/move"])
def test_a_page_of_another_site_cannot_start_or_move_anything(
    client: TestClient, path: str
) -> None:
    before = client.get("/sandbox/clock").json()["now"]
    data = {"scenario": "0000", "seconds": "86400"}
    answer = client.post(path, data=data, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert client.get("/sandbox/clock").json()["now"] - before < 60


def test_an_unknown_handle_is_reported(client: TestClient) -> None:
    page = client.get("/sandbox?handle=forged.handle")
    assert page.status_code == 404
    assert "没有这个流程" in page.text
    assert client.get("/sandbox/live?handle=forged.handle").status_code == 404
    assert client.get("/sandbox/live").status_code == 404


def test_panels_are_sent_only_when_they_change(start: Started, client: TestClient) -> None:
    handle = handle_of(start("1003"))
    first = live(client, handle)
    assert set(first["panels"]) == {"machine", "inbox", "moves", "pushes", "pulled"}
    same = live(client, handle, first["seen"])
    assert (same["panels"], same["step"]) == ({}, "phone")
    assert same["now"] >= first["now"]
    visit_of(client, handle).phone()
    assert live(client, handle, first["seen"])["panels"]


def test_the_inbox_and_the_captchas_answer_lead_to_the_end(
    start: Started, client: TestClient
) -> None:
    page = start("1003")
    handle = handle_of(page)
    visit = visit_of(client, handle).phone()
    inbox = live(client, handle)["panels"]["inbox"]
    (code,) = re.findall(r'data-into="sms_code" data-value="(\d{6})"', inbox)
    (word,) = re.findall(r'data-into="captcha" data-value="(\w{4})"', inbox)
    visit.post(service_password="246813", agree="yes", sms_code=code, captcha=word)
    assert visit.step == "success"
    assert live(client, handle)["step"] == "success"


def test_a_password_that_the_carrier_sends_is_typed_as_the_password(
    start: Started, client: TestClient
) -> None:
    handle = handle_of(start("3006"))
    client.post(f"/sandbox/flows/{handle}", json={"step": "reset_sms"})
    visit_of(client, handle).post(sms_code="123456")
    inbox = live(client, handle)["panels"]["inbox"]
    assert re.search(r'data-into="service_password" data-value="\d{6}"', inbox)


def test_transitions_are_shown_with_time_and_message(start: Started, client: TestClient) -> None:
    handle = handle_of(start("90MM", message=str(Message.TOO_FREQUENT)))
    visit_of(client, handle).phone()
    moves = live(client, handle)["panels"]["moves"]
    assert re.findall(r'<code translate="no">(\w+)</code>', moves) == [
        "refused",
        "submitted",
        "opened",
    ]
    assert f"{Message.TOO_FREQUENT} {Message.TOO_FREQUENT.text()}" in moves
    assert len(re.findall(r"<time>\d\d:\d\d:\d\d</time>", moves)) == 3


def test_looking_does_not_keep_a_flow_alive(start: Started, client: TestClient) -> None:
    handle = handle_of(start("0000"))
    for _ in range(2):
        assert live(client, handle)["step"] == "phone"
        client.post("/sandbox/clock", json={"advance_seconds": 151})
    assert live(client, handle)["step"] == "failed"


def test_the_console_follows_a_restarted_flow(start: Started, client: TestClient) -> None:
    handle = handle_of(start("0000"))
    client.post("/sandbox/clock", json={"advance_seconds": 301})
    visit_of(client, handle).post(go="restart")
    told = live(client, handle)
    assert (told["step"], told["handle"] == handle) == ("phone", False)
    assert f'src="/f/{told["handle"]}"' in client.get(f"/sandbox?handle={handle}").text


def test_the_clock_moves_without_javascript_and_leads_back(
    start: Started, client: TestClient
) -> None:
    handle, before = handle_of(start("0000")), client.get("/sandbox/clock").json()["now"]
    page = client.post("/sandbox/move", data={"seconds": "1800", "handle": handle})
    assert handle_of(page) == handle
    assert client.get("/sandbox/clock").json()["now"] - before >= 1800


@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "九", "604801", "9" * 400])
def test_an_unknown_clock_step_is_refused(client: TestClient, seconds: str) -> None:
    assert client.post("/sandbox/move", data={"seconds": seconds}).status_code == 400


def test_pulls_are_linked_after_the_grant(start: Started, client: TestClient) -> None:
    handle = handle_of(start("0000"))
    assert "<a " not in live(client, handle)["panels"]["pulled"]
    visit_of(client, handle).phone()
    pulled = live(client, handle)["panels"]["pulled"]
    links = [html.unescape(link) for link in re.findall(r'href="(/(?:c|i)[^"]+)"', pulled)]
    assert [link.split("?")[0] for link in links] == [
        "/calls/record", "/calls/report", "/cuishou", "/itag",
    ]  # fmt: skip
    assert {client.get(link).json()["status"] for link in links} <= {0, Status.BEING_MADE}


def test_the_pushes_panel_says_if_there_is_no_receiver(start: Started, client: TestClient) -> None:
    pushes = live(client, handle_of(start("0000")))["panels"]["pushes"]
    assert pushes.count("没有接收地址") == 3


def test_a_callback_of_this_machine_gets_the_authorization(
    start: Started, client: TestClient
) -> None:
    handle = handle_of(start("0000", callback="http://127.0.0.1:9/"))
    assert live(client, handle)["panels"]["pushes"].count("没有接收地址") == 2


def test_without_a_receiver_flows_belong_to_the_consoles_partner(tmp_path: Path) -> None:
    receiver = "http://127.0.0.1:9/sandbox/receiver"
    demo = make_demo(tmp_path / "data", console_receiver=receiver)
    with TestClient(demo.app, base_url="http://127.0.0.1:8000") as client:
        page = client.post("/sandbox/start", data={"scenario": "0000"})
        pushes = live(client, handle_of(page))["panels"]["pushes"]
    assert "没有接收地址" not in pushes
    assert '<option value="console" selected>' in page.text


def test_the_sandboxs_receiver_accepts_every_push(client: TestClient) -> None:
    answer = client.post("/sandbox/receiver", content=b"x" * 3_000_000)
    assert (answer.status_code, answer.text) == (200, "ok")


def test_a_report_is_opened_by_a_link_of_its_own(
    start: Started, client: TestClient, tmp_path: Path
) -> None:
    handle = handle_of(start("0000"))
    # Before the grant there is no report to link to.
    assert client.get(f"/sandbox/report?handle={handle}").status_code == 404
    sid = visit_of(client, handle).phone().flow["sid"]
    page = client.get(f"/sandbox/report?handle={handle}")
    word, now = page.url.params["link"], client.get("/sandbox/clock").json()["now"]
    assert page.url.path == "/report/detail"
    assert ReportLinks(keys_of(tmp_path / "data")).opened(word, sid, "demo", now=now)


def test_the_console_loads_and_runs_only_its_own_files(start: Started) -> None:
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
    handle = handle_of(start("2005"))
    client.post(f"/sandbox/flows/{handle}", json={"step": "verify"})
    for page in (client.get("/sandbox"), client.get(f"/sandbox?handle={handle}")):
        html5lib.HTMLParser(strict=True).parse(page.text)


def test_typed_values_are_shown_as_text(start: Started) -> None:
    page = start("0000", uid="<script>alert(1)</script>").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_no_partners_secret_is_on_the_page(start: Started, demo: Demo) -> None:
    assert demo.partner.secret not in start("0000").text


def test_the_flow_may_be_framed_by_its_own_server(start: Started, client: TestClient) -> None:
    policy = client.get(f"/f/{handle_of(start('0000'))}").headers["content-security-policy"]
    assert "frame-ancestors 'self' " in policy


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"sec-fetch-site": "same-origin"}, 200),
     ({"origin": "http://127.0.0.1:8000"}, 200), ({"sec-fetch-site": "cross-site"}, 403),
     ({"origin": "https://evil.example", "content-type": "text/plain"}, 403)],
)  # fmt: skip
def test_a_page_of_another_site_does_not_move_the_clock(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    before = client.get("/sandbox/clock").json()["now"]
    body = '{"advance_seconds": 3600}'
    assert client.post("/sandbox/clock", content=body, headers=headers).status_code == status
    is_moved = client.get("/sandbox/clock").json()["now"] >= before + 3600
    assert is_moved is (status == 200)
