"""`contactor` as partners' clients send it: what is used, and what is named as ignored."""

import html
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from h5kit.entry import contactor
from tests.entry.made import CONTACTOR, SECOND, TEL
from tests.zoo import rows

WHOLE = {**CONTACTOR, **SECOND}


def _plain(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


WAYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "plain": _plain,
    "percent": lambda fields: quote(_plain(fields)),
    "percent_plus": lambda fields: quote_plus(_plain(fields)),
    "percent_gbk": lambda fields: quote(_plain(fields), encoding="gbk"),
    "html": lambda fields: html.escape(_plain(fields)),
    "string": lambda fields: json.dumps(_plain(fields)),
    "slashes": lambda fields: _plain(fields).replace('"', '\\"'),
    "bom": lambda fields: f"\ufeff {_plain(fields)}",
    "ascii": json.dumps,
    "blanks": lambda fields: json.dumps({f" {k} ": f" {v}" for k, v in fields.items()}, indent=2),
    "null_second": lambda fields: _plain({**fields, **dict.fromkeys(SECOND)}),
    "endless_reference": lambda _: f"&#{'9' * 5000};",
    "twice": lambda fields: _plain(fields)[:-1] + ', "usrName": "谷雨"}',
}


def test_a_contactor_gives_what_can_be_used(subtests: pytest.Subtests) -> None:
    for row in rows("contactors"):
        fields = {**WHOLE, **row.get("changes", {})}
        sent = {k: v for k, v in fields.items() if k not in row.get("without", ())}
        text = row.get("text") or WAYS[row.get("way", "plain")](sent)
        with subtests.test(where=row["where"]):
            found = contactor.read(text, date(2026, 12, 1))
            has_applicant = row.get("applicant", True)
            assert (found.applicant is not None) == has_applicant
            assert found.phone == (TEL if row.get("phone", True) else "")
            if found.applicant:
                assert len(found.applicant.contacts) == row.get("contacts", 2)
            named = [f"{one.field}: {one.why}" for one in found.ignored]
            is_whole_named = named and named[-1].startswith("contactor: not")
            if not has_applicant and not is_whole_named:
                assert named.pop() == f"contactor: {contactor.INCOMPLETE}"
            assert sorted(named) == sorted(row.get("ignored", []))
            assert not any(value in repr(found.ignored) for value in WHOLE.values())
