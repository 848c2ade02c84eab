"""The parameters of a call, in every form in which clients are known to send them."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from h5kit.charset_names import GB18030, GB18030_NAMES
from h5kit.messages import Status

MOST_BODY_BYTES: Final = 65_536
MOST_FIELDS: Final = 100
OBJECTS: Final = frozenset({"user_info", "user_contact"})
"""Parameters that are JSON objects or lists of them; as JSON text in forms and queries."""


class CallRefusedError(Exception):
    """A call is refused with a status of the dialect."""

    def __init__(self, status: Status) -> None:
        """Create the error; its text doesn't contain anything that was sent."""
        super().__init__(status.name)
        self.status = status


class Parameters:
    """A call's parameters by name, stripped of spaces; unknown ones are ignored."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Store the pairs in the order in which they were sent."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            # PHP clients append brackets to the name of a repeated parameter.
            self._values.setdefault(name.strip().removesuffix("[]"), []).append(value)

    def __contains__(self, name: object) -> bool:
        """Return whether a parameter was sent, even if empty."""
        return name in self._values

    def one(self, name: str) -> str:
        """Return the last value of a parameter, "" if it is missing."""
        return self._values.get(name, [""])[-1].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return a list: sent as a JSON array, `[a, b]`, `a,b`, or a repeated parameter."""
        texts = (text.strip().strip("[]") for text in self._values.get(name, []))
        items = (item.strip(" \t\r\n\"'") for text in texts for item in text.split(","))
        return tuple(item for item in items if item)

    def objects(self, name: str) -> "list[Parameters]":
        """Return the JSON objects of a parameter: one, a list, or a repeated parameter.

        Values that aren't objects are ignored.
        """
        found: list[object] = []
        for text in self._values.get(name, []):
            try:
                value = msgspec.json.decode(text)
            except (msgspec.DecodeError, RecursionError):
                continue
            found += value if isinstance(value, list) else [value]
        return [Parameters(_flat(one)) for one in found if isinstance(one, dict)]


async def read(request: Request) -> Parameters:
    """Return the parameters of query and body; a JSON body is recognised by its first character.

    Raises CallRefusedError (4001) for a body that is too large, malformed or incomplete.
    """
    query = _pairs(request.scope["query_string"], "utf-8")
    body = (await body_of(request, MOST_BODY_BYTES)).removeprefix(BOM_UTF8).strip()
    if body.startswith((b"{", b"[")):
        return Parameters([*query, *_json(body)])
    return Parameters([*query, *_pairs(body, _charset(request))])


async def body_of(request: Request, most: int) -> bytes:
    """Return the body.

    Raises CallRefusedError (4001) for more than `most` bytes or an incomplete body.
    """
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise CallRefusedError(Status.BAD_PARAMETER)
    except ClientDisconnect:
        raise CallRefusedError(Status.BAD_PARAMETER) from None
    return body


def _charset(request: Request) -> str:
    _, _, named = request.headers.get("content-type", "").lower().partition("charset=")
    charset = named.partition(";")[0].strip(" \"'")
    return GB18030 if charset in GB18030_NAMES else "utf-8"


def _pairs(text: bytes, charset: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            text.decode(charset),
            keep_blank_values=True,
            encoding=charset,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise CallRefusedError(Status.BAD_PARAMETER) from None


def _json(body: bytes) -> list[tuple[str, str]]:
    try:
        return _flat(msgspec.json.decode(body, type=dict[str, object]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CallRefusedError(Status.BAD_PARAMETER) from None


def _flat(given: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return a JSON object as pairs; ignore values that aren't text, numbers or lists of them."""
    found = []
    for name, value in given.items():
        if name.strip() in OBJECTS and isinstance(value, dict | list):
            found.append((name, msgspec.json.encode(value).decode()))
            continue
        # An empty list is an empty value, not a missing parameter.
        values = (value or [""]) if isinstance(value, list) else [value]
        found += [(name, str(v)) for v in values if isinstance(v, str | int)]
    return found
