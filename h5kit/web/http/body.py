"""Reading what was sent: forms and JSON within limits, every fault a clear refusal."""

import json
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import ClientDisconnect, Request

from h5kit.steps.fields import FormData

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class BadRequestError(Exception):
    """What was sent can't be taken; `reason` is one of ours, never the sender's words."""

    def __init__(self, reason: str, status: int = 400) -> None:
        """Say why in a few words that hold nothing that was sent."""
        super().__init__(reason)
        self.reason = reason
        self.status = status


async def read_body(request: Request, most: int) -> bytes:
    """Return the whole body; raises BadRequestError (413) as soon as it is over `most` bytes."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise BadRequestError("body too large", 413)
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise BadRequestError("body too large", 413)
    except ClientDisconnect:
        raise BadRequestError("connection lost") from None
    return body


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def has_nul(texts: Iterable[str]) -> bool:
    """Say whether one of the texts holds a NUL: nothing of ours does, and PostgreSQL takes none."""
    return any("\0" in text for text in texts)


def pairs(text: str, most_fields: int) -> FormData:
    """Return the fields of a urlencoded text; raises BadRequestError for one given twice."""
    try:
        found = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most_fields)
    except (ValueError, UnicodeDecodeError):
        raise BadRequestError("malformed form") from None
    fields = FormData(found)
    if len(fields) != len(found):
        raise BadRequestError("a parameter given twice")
    if has_nul(fields.values()):
        raise BadRequestError("malformed form")
    return fields


async def read_form(request: Request, most_bytes: int, most_fields: int) -> FormData:
    """Return the fields of a posted page form."""
    if _kind(request) not in {FORM, ""}:
        raise BadRequestError("unsupported content type", 415)
    body = await read_body(request, most_bytes)
    try:
        return pairs(body.decode("utf-8"), most_fields)
    except UnicodeDecodeError:
        raise BadRequestError("malformed form") from None


def read_json(body: bytes, known: Collection[str] = ()) -> dict[str, str]:
    """Return a JSON object of texts; what `contactor` holds becomes its JSON text.

    Where `known` fields are given, another is refused as such, whatever it holds.
    """
    try:
        given = msgspec.json.decode(body, type=dict[str, object])
        # Of a name given twice the decoder keeps the last.
        named = json.loads(body, object_pairs_hook=list)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise BadRequestError("malformed JSON") from None
    if len(named) != len(given):
        raise BadRequestError("a parameter given twice")
    unknown = [name for name in given if known and name not in known]
    if unknown:
        raise BadRequestError(f"{min(unknown)[:40]}: unknown field")
    read = {name: _text(name, value) for name, value in given.items() if value is not None}
    if has_nul(read.values()):
        raise BadRequestError("malformed JSON")
    return read


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if name == "contactor":
        return msgspec.json.encode(value).decode()
    if name in {"tel", "uid"} and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRequestError(f"{name[:40]}: wrong type")


async def read_entry(request: Request, most_bytes: int, most_fields: int) -> Mapping[str, str]:
    """Return the entry's parameters, from the query (GET) or from a form or JSON body (POST).

    A parameter in both the query and the body was given twice.
    """
    query = pairs(request.scope["query_string"].decode("latin-1"), most_fields)
    if request.method != "POST":
        return query
    kind = _kind(request)
    if kind == JSON:
        body: Mapping[str, str] = read_json(await read_body(request, most_bytes))
    else:
        body = await read_form(request, most_bytes, most_fields)
    if query.keys() & body.keys():
        raise BadRequestError("a parameter given twice")
    return {**query, **body}
