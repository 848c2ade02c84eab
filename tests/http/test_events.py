"""The events' script belongs to one flow and contains no personal data."""

import json
import re

from starlette.testclient import TestClient

from h5kit.messages import Message
from h5kit.testing.people import number
from tests.conftest import Visit


def test_the_script_of_a_flow_is_private_and_configured(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    answer = client.get(f"{visit.address}/events.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    found = re.search(r"\(document,window,(\{.*\})\);?$", answer.text)
    assert found
    told = json.loads(found[1])
    assert (told["origins"], told["loopback"], told["total"]) == ([], True, 1)
    assert {int(code) for code in told["recovery"]} == set(Message) - {Message.OK}
    assert told["tag"] not in visit.handle


def test_it_counts_two_steps_if_basic_info_comes_first(visit: Visit, client: TestClient) -> None:
    visit.enter()
    assert '"total":2' in client.get(f"{visit.address}/events.js").text


def test_it_is_the_same_for_the_agreement(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    there = client.get(f"{visit.address}/agreement/events.js")
    assert there.text == client.get(f"{visit.address}/events.js").text


def test_it_contains_no_personal_data(visit: Visit, client: TestClient) -> None:
    tel = number("1001")
    visit.enter(tel=tel, uid="u-of-somebody").phone()
    text = client.get(f"{visit.address}/events.js").text
    assert tel not in text
    assert "u-of-somebody" not in text
    assert "SID" not in text


def test_a_forged_handle_gets_no_script(client: TestClient) -> None:
    answer = client.get("/f/forged.handle/events.js")
    assert (answer.status_code, answer.content) == (404, b"")


def test_loading_it_causes_no_transition(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    before = visit.flow
    client.get(f"{visit.address}/events.js")
    assert visit.flow == before
