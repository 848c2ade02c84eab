"""The fields of a query or form: as bytes, as they were sent, and then as text."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from h5kit.entry.contactor import CONTACTOR
from h5kit.steps.fields import FormData
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.charsets import CHINESE, text_of, without_bom

UNREADABLE: Final = "\ufffd"
"""What an unreadable `contactor` becomes: no JSON, so it is ignored as any other that is none."""


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as it was sent, and the codec in which its value is meant."""

    name: bytes
    value: bytes = field(repr=False)
    codec: str = "utf-8"


def urlencoded(text: bytes, max_fields: int, codec: str = "utf-8") -> list[RawField]:
    """Return the fields of a urlencoded text. Raises BadRequestError for more than `max_fields`."""
    try:
        # Latin-1 keeps every byte as it is: each value may be in another charset.
        found = parse_qsl(
            text.decode("latin-1"),
            keep_blank_values=True,
            encoding="latin-1",
            max_num_fields=max_fields,
        )
    except ValueError:
        raise BadRequestError("too many fields") from None
    return [RawField(n.encode("latin-1"), v.encode("latin-1"), codec) for n, v in found]


def has_nul(texts: Iterable[str]) -> bool:
    """Return whether a text contains NUL, which PostgreSQL refuses to store."""
    return any("\0" in text for text in texts)


def fields_of(given: Iterable[RawField], ours: Collection[str] = ()) -> FormData:
    """Return the fields by name; those that aren't ours are ignored, however often they come.

    Without `ours` every field is. Raises BadRequestError if one of ours is given twice, holds NUL,
    or can't be read. A `contactor` that can't be read is `UNREADABLE`.
    """
    fields = FormData()
    for one in given:
        name = without_bom(text_of(one.name, "utf-8"))
        if ours and name not in ours:
            continue
        if name in fields:
            raise BadRequestError("a parameter given twice")
        value = _value(one, name)
        if name is None or value is None or has_nul((name, value)):
            raise BadRequestError("malformed form")
        fields[name] = value
    return fields


def _value(one: RawField, name: str | None) -> str | None:
    value = text_of(one.value, one.codec)
    if value is None and name == CONTACTOR:
        return text_of(one.value, CHINESE) or UNREADABLE
    return value
