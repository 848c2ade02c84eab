"""Requests of the entry as chats, old clients and partners' servers make them."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from tests.conftest import Visit
from tests.entry.made import CONTACTOR, TEL
from tests.zoo import rows


def _filled(text: str) -> str:
    plain = json.dumps(CONTACTOR, ensure_ascii=False)
    return text.format(
        token=demo_partner().token,
        tel=TEL,
        json=plain,
        contactor=quote(plain),
        contactor_gbk=quote(plain, encoding="gbk"),
        contactor_twice=quote(quote(plain)),
    )


def _send(client: TestClient, row: dict[str, Any]) -> Visit:
    if "query" in row:
        return Visit(client).take(client.get(f"/?{_filled(row['query'])}"))
    headers = {"content-type": row["type"]} if row["type"] else {}
    body = _filled(row["body"]).encode(row.get("as", "utf-8"))
    return Visit(client).take(client.post("/", content=body, headers=headers))


def test_an_entry_is_understood_or_refused(
    client: TestClient, logs: list[Any], subtests: pytest.Subtests
) -> None:
    for row in rows("entries"):
        logs.clear()
        with subtests.test(**row):
            visit = _send(client, row)
            assert (visit.status, bool(visit.messages)) == (row["status"], row["status"] != 200)
            if row["status"] == 200:
                assert visit.step == "phone"
                assert (f'value="{TEL}"' in visit.page) == row.get("whole", True)
                assert "other.example" not in visit.page
            lines = [line for line in logs if line["event"] == "entry_fields_ignored"]
            assert bool(lines) == (row.get("whole") is False)
