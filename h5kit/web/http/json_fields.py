"""Reads the fields of an entry or session from a JSON body."""

import json
from collections.abc import Collection, Mapping
from typing import Final

from h5kit.entry.contactor import CONTACTOR
from h5kit.entry.json_values import Repeated, digits_of, object_of
from h5kit.steps.fields import FormData
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.charsets import CHINESE, text_of, without_bom
from h5kit.web.http.form_fields import has_nul

NUMBERS: Final = frozenset({"tel", "uid", "scenario"})
"""Fields that are text of digits; clients send them as numbers, too."""


def read_json(
    body: bytes, codec: str, ours: Collection[str], *, refuses_others: bool = False
) -> FormData:
    """Return our fields of a JSON object as texts, without those that are null.

    The value of `contactor` may be any JSON and is returned as JSON text. Raises BadRequestError if
    the JSON is malformed, or one of our fields has the wrong type or is given twice; with
    `refuses_others` also for a field that isn't ours.
    """
    text, is_guessed = _text(body, codec)
    given = object_of(text)
    if given is None:
        raise BadRequestError("malformed JSON")
    others = [name for name in given if name not in ours]
    if others and refuses_others:
        raise BadRequestError(f"{min(others)[:40]}: unknown field")
    known = {name: value for name, value in given.items() if name in ours and value is not None}
    fields = FormData({name: _value(name, value) for name, value in known.items()})
    if has_nul(fields.values()) or (is_guessed and not _is_ascii(fields)):
        raise BadRequestError("malformed JSON")
    return fields


def _text(body: bytes, codec: str) -> tuple[str, bool]:
    """Return (the text, whether its charset is guessed); an unnamed one may be GB 18030."""
    text = without_bom(text_of(body, codec))
    if text is not None:
        return text, False
    text = without_bom(text_of(body, CHINESE))
    if text is None:
        raise BadRequestError("malformed JSON")
    return text, True


def _is_ascii(fields: Mapping[str, str]) -> bool:
    return all(value.isascii() for name, value in fields.items() if name != CONTACTOR)


def _value(name: str, value: object) -> str:
    if isinstance(value, Repeated):
        raise BadRequestError("a parameter given twice")
    if isinstance(value, str):
        return value
    if name == CONTACTOR:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    digits = digits_of(value) if name in NUMBERS else None
    if digits is None:
        raise BadRequestError(f"{name}: wrong type")
    return digits
