"""A forwarded link leads to its flow or says that it was cut; it never leads elsewhere."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from h5kit.entry.handles import HANDLE_LENGTH
from h5kit.messages import Message
from h5kit.testing.people import number
from tests.conftest import SHOWN, TOKEN, Visit
from tests.zoo import rows

LOGGED = {"/f", "/f/…", "/f/…/agreement", "(other)"}
CUT = "链接不完整，请重新打开"
REFUSED = f'data-h5-message="{Message.NOT_AUTHORIZED:d}"'


def _address(text: str, handle: str) -> str:
    """Return the address of a row: only what the row itself doesn't escape is escaped."""
    flow_id, signature = handle.split(".")
    named = {"handle": handle, "id": flow_id, "signature": signature, "cut": handle[:-5]}
    filled = re.sub(r"<(handle|id|signature|cut)>", lambda found: named[found[1]], text)
    return "/f/" + quote(filled, safe="%/?&=.+;,:!~*'()[]")


def test_a_forwarded_link_ends_where_its_row_says(
    visit: Visit, client: TestClient, subtests: pytest.Subtests, logs: list[Any]
) -> None:
    handle = visit.enter(tel=number("0000")).handle
    assert len(handle) == HANDLE_LENGTH
    for row in rows("links"):
        with subtests.test(text=row["text"]):
            logs.clear()
            address = f"http://127.0.0.1:8000{_address(row['text'], handle)}"
            answer = client.get(address, follow_redirects=False)
            head = client.head(address, follow_redirects=False)
            assert (head.status_code, head.headers.get("location")) == (
                answer.status_code, answer.headers.get("location")
            )  # fmt: skip
            assert answer.headers["cache-control"] == "no-store"
            assert "set-cookie" not in answer.headers
            _check(row["outcome"], answer, handle)
            paths = {line["path"] for line in logs}
            assert paths
            assert paths <= LOGGED


def _check(outcome: str, answer: Any, handle: str) -> None:
    shown = SHOWN.findall(answer.text)
    match outcome:
        case "shown":
            assert (answer.status_code, shown) == (200, [])
            assert 'data-h5-step="phone"' in answer.text
        case "redirected":
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/f/{handle}"
        case "cut":
            assert (answer.status_code, shown) == (404, [])
            assert CUT in answer.text
        case "refused":
            assert (answer.status_code, CUT in answer.text) == (404, False)
            assert REFUSED in answer.text
        case other:
            raise AssertionError(other)


def test_a_post_to_a_forwarded_link_is_not_taken(
    visit: Visit, client: TestClient, subtests: pytest.Subtests
) -> None:
    visit.enter(tel=number("0000"))
    for row in rows("links"):
        if row["outcome"] == "redirected":
            with subtests.test(text=row["text"]):
                token = TOKEN.search(visit.page)
                form = {"_step": token[1] if token else "", "service_password": "246813"}
                address = _address(row["text"], visit.handle)
                answer = client.post(address, data=form, follow_redirects=False)
                assert (answer.status_code, "location" in answer.headers) == (404, False)
    assert visit.flow["carrier_logins"] == 0


def test_a_post_with_a_slash_behind_its_address_is_taken(visit: Visit, client: TestClient) -> None:
    visit.enter(tel=number("0000"))
    visit.address += "/"
    assert visit.phone().step == "success"
    bearer = {"authorization": f"Bearer {demo_partner().secret}"}
    made = client.post("/v1/sessions/", json={"uid": "u"}, headers=bearer)
    assert made.status_code == 201
    assert client.get(f"{made.json()['url']}/agreement/").status_code == 200
