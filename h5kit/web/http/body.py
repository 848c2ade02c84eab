"""Reads forms and JSON bodies within limits; raises BadRequestError for anything else."""

import json
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from h5kit.steps.fields import FormData

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
LONGEST_LENGTH = 18
"""Digits of Content-Length that are read; Python refuses to convert thousands of them."""


class BadRequestError(Exception):
    """The request can't be read; `status` is the HTTP status of the answer.

    `reason` is a text of ours, for logs and JSON; at most it names a field of the request.
    """

    def __init__(self, reason: str, status: int = 400) -> None:
        """Create the error; `reason` must quote no value of the request."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Return the whole body.

    Raises BadRequestError: 413 as soon as the body has more than `max_bytes`, 400 if the connection
    is lost or Content-Length is no number.
    """
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise BadRequestError("malformed Content-Length")
    # A number with more digits than LONGEST_LENGTH is too large, whatever it is.
    if int(length[:LONGEST_LENGTH]) > max_bytes:
        raise BadRequestError("body too large", 413)
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise BadRequestError("body too large", 413)
    except ClientDisconnect:
        raise BadRequestError("connection lost") from None
    return body


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def has_nul(texts: Iterable[str]) -> bool:
    """Return whether a text contains NUL, which PostgreSQL refuses to store."""
    return any("\0" in text for text in texts)


def pairs(text: str, max_fields: int) -> FormData:
    """Return the fields of a urlencoded text.

    Raises BadRequestError if the text is malformed, a field is given twice, or there are more than
    `max_fields` fields.
    """
    try:
        given = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=max_fields)
    except (ValueError, UnicodeDecodeError):
        raise BadRequestError("malformed form") from None
    fields = FormData(given)
    if len(fields) != len(given):
        raise BadRequestError("a parameter given twice")
    if has_nul(fields.values()):
        raise BadRequestError("malformed form")
    return fields


async def read_form(request: Request, max_bytes: int, max_fields: int) -> FormData:
    """Return the fields of a posted form.

    Raises BadRequestError: 415 for another content type, 413 for a body over `max_bytes`, 400 for
    a malformed form.
    """
    if _media_type(request) not in {FORM, ""}:
        raise BadRequestError("unsupported content type", 415)
    body = await read_body(request, max_bytes)
    try:
        return pairs(body.decode("utf-8"), max_fields)
    except UnicodeDecodeError:
        raise BadRequestError("malformed form") from None


def read_json(body: bytes, known: Collection[str] = ()) -> dict[str, str]:
    """Return a JSON object's fields as texts, without those that are null.

    The value of `contactor` may be any JSON and is returned as JSON text. `tel` and `uid` may be
    integers. Raises BadRequestError if the JSON is malformed, a value has the wrong type, a field
    is given twice, or, if `known` names any fields, a field isn't one of them.
    """
    try:
        given = msgspec.json.decode(body, type=dict[str, object])
        # msgspec keeps only the last of repeated fields, so count them in a list of pairs.
        named = json.loads(body, object_pairs_hook=list)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise BadRequestError("malformed JSON") from None
    if len(named) != len(given):
        raise BadRequestError("a parameter given twice")
    unknown = [name for name in given if known and name not in known]
    if unknown:
        raise BadRequestError(f"{min(unknown)[:40]}: unknown field")
    fields = {name: _text(name, value) for name, value in given.items() if value is not None}
    if has_nul(fields.values()):
        raise BadRequestError("malformed JSON")
    return fields


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if name == "contactor":
        return msgspec.json.encode(value).decode()
    if name in {"tel", "uid"} and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRequestError(f"{name[:40]}: wrong type")


async def read_entry(request: Request, max_bytes: int, max_fields: int) -> Mapping[str, str]:
    """Return the entry's parameters, from the query and, for a POST, from a form or JSON body.

    Raises BadRequestError as `read_form` and `read_json` do, and if a parameter is given both in
    the query and in the body.
    """
    query = pairs(request.scope["query_string"].decode("latin-1"), max_fields)
    if request.method != "POST":
        return query
    if _media_type(request) == JSON:
        body: Mapping[str, str] = read_json(await read_body(request, max_bytes))
    else:
        body = await read_form(request, max_bytes, max_fields)
    if query.keys() & body.keys():
        raise BadRequestError("a parameter given twice")
    return {**query, **body}
