"""Reads queries, forms and JSON bodies within limits; raises BadRequestError for anything else."""

from collections.abc import Collection
from dataclasses import replace

from starlette.requests import ClientDisconnect, Request

from h5kit.steps.fields import FormData
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.charsets import codec_of, content_type
from h5kit.web.http.form_fields import RawField, fields_of, urlencoded
from h5kit.web.http.json_fields import read_json
from h5kit.web.http.multipart_form import multipart

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UNSAID = frozenset({FORM, "text/plain", ""})
"""Content types under which clients also send JSON, because they set none themselves."""
HTML_AMPERSAND = b"amp;"
"""What stays before a name when an address was copied from HTML: `?token=…&amp;uid=…`."""
LONGEST_LENGTH = 18
"""Digits of Content-Length that are read; Python refuses to convert thousands of them."""


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


def read_query(request: Request, max_fields: int, ours: Collection[str] = ()) -> FormData:
    """Return the parameters of the query, without those that aren't ours (none: all are).

    Raises BadRequestError if the query is malformed, one of ours is given twice, or there are more
    than `max_fields` parameters.
    """
    return fields_of(urlencoded(request.scope["query_string"], max_fields), ours)


async def read_form(request: Request, max_bytes: int, max_fields: int) -> FormData:
    """Return the fields of a posted form, urlencoded or multipart.

    Raises BadRequestError: 415 for another content type, 413 for a body over `max_bytes`, 400 for
    a malformed form, a field given twice, a file, or more than `max_fields` fields.
    """
    kind = content_type(request.headers.get("content-type", ""))[0]
    if kind not in {FORM, MULTIPART, ""}:
        raise BadRequestError("unsupported content type", 415)
    return fields_of(_raw_form(request, await read_body(request, max_bytes), max_fields))


def _raw_form(request: Request, body: bytes, max_fields: int) -> list[RawField]:
    kind, options = content_type(request.headers.get("content-type", ""))
    codec = codec_of(options)
    if kind == MULTIPART:
        return multipart(body, options, max_fields, codec)
    return urlencoded(body.strip(), max_fields, codec)


async def read_session(request: Request, max_bytes: int, ours: Collection[str]) -> FormData:
    """Return the fields of a session, which are JSON whatever the content type says.

    Raises BadRequestError as `read_json` does, also for a field that isn't ours.
    """
    _, options = content_type(request.headers.get("content-type", ""))
    body = await read_body(request, max_bytes)
    return read_json(body, codec_of(options), ours, refuses_others=True)


async def read_entry(
    request: Request, max_bytes: int, max_fields: int, ours: Collection[str]
) -> FormData:
    """Return our parameters of the entry, from the query and, for a POST, from its body.

    The body is a form, urlencoded or multipart, or JSON; JSON is recognised by its first character,
    too. Raises BadRequestError as `read_form` and `read_json` do, and if a parameter is given both
    in the query and in the body.
    """
    sent = urlencoded(request.scope["query_string"], max_fields)
    query = fields_of((replace(f, name=f.name.removeprefix(HTML_AMPERSAND)) for f in sent), ours)
    if request.method != "POST":
        return query
    body = await _entry_body(request, max_bytes, max_fields, ours)
    if query.keys() & body.keys():
        raise BadRequestError("a parameter given twice")
    return FormData({**query, **body})


async def _entry_body(
    request: Request, max_bytes: int, max_fields: int, ours: Collection[str]
) -> FormData:
    kind, options = content_type(request.headers.get("content-type", ""))
    is_json = kind.endswith(("/json", "+json"))
    if not is_json and kind not in {MULTIPART, *UNSAID}:
        raise BadRequestError("unsupported content type", 415)
    body = await read_body(request, max_bytes)
    if is_json or (kind in UNSAID and _looks_like_json(body)):
        return read_json(body, codec_of(options), ours)
    return fields_of(_raw_form(request, body, max_fields), ours)


def _looks_like_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
