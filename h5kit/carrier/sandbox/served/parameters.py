"""What clients send, in every shape that they are known to send it in."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from h5kit.messages import Status

MOST_BODY_BYTES: Final = 65_536
MOST_FIELDS: Final = 100
CHARSETS: Final = frozenset({"utf-8", "gbk", "gb2312", "gb18030"})
OBJECTS: Final = frozenset({"user_info", "user_contact"})
"""Parameters that are JSON objects, or lists of them; in a form and a query they are JSON text."""


class CallRefusedError(Exception):
    """A call that can't be taken, by the dialect's status for it."""

    def __init__(self, status: Status) -> None:
        """Keep the status; nothing that was sent is quoted."""
        super().__init__(status.name)
        self.status = status


class Parameters:
    """A call's parameters by name, without stray spaces; unknown ones do no harm."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take the pairs in the order they were sent."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            # PHP's clients name a list that they repeat with brackets.
            self._values.setdefault(name.strip().removesuffix("[]"), []).append(value)

    def __contains__(self, name: object) -> bool:
        """Say whether a parameter was sent, empty or not."""
        return name in self._values

    def one(self, name: str) -> str:
        """Return what was sent last under a name, "" for nothing."""
        return self._values.get(name, [""])[-1].strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Return a list: a JSON array, `[a, b]`, `a,b` or the name repeated."""
        texts = (text.strip().strip("[]") for text in self._values.get(name, []))
        items = (item.strip(" \t\r\n\"'") for text in texts for item in text.split(","))
        return tuple(item for item in items if item)

    def objects(self, name: str) -> "list[Parameters]":
        """Return what JSON objects were sent under a name, alone, in a list or repeated.

        Whatever else was sent there is passed over.
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
    """Return the parameters of query and body, JSON or form, whatever its content type says.

    Raises CallRefusedError (4001) for a body that is too large, malformed, or cut off.
    """
    query = _pairs(request.scope["query_string"], "utf-8")
    body = (await body_of(request, MOST_BODY_BYTES)).strip()
    if body.startswith((b"{", b"[")):
        return Parameters([*query, *_json(body)])
    return Parameters([*query, *_pairs(body, _charset(request))])


async def body_of(request: Request, most: int) -> bytes:
    """Return the body; raises CallRefusedError (4001) for more than `most` bytes, or a cut one."""
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
    return charset if charset in CHARSETS else "utf-8"


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
    """Return a JSON object as pairs; what is no text, number or list of them is passed over."""
    found = []
    for name, value in given.items():
        if name.strip() in OBJECTS and isinstance(value, dict | list):
            found.append((name, msgspec.json.encode(value).decode()))
            continue
        # An empty list is an empty answer, not none.
        values = (value or [""]) if isinstance(value, list) else [value]
        found += [(name, str(v)) for v in values if isinstance(v, str | int)]
    return found
