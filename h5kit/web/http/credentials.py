"""Authenticates partners' servers by the secret in `Authorization: Bearer`."""

from starlette.requests import Request
from starlette.responses import Response

from h5kit.entry.partners import Partners
from h5kit.messages import Status
from h5kit.model import Partner
from h5kit.text import clean
from h5kit.web.http.responses import error_json


def bearer(request: Request) -> str:
    """Return the credential of `Authorization: Bearer`; "" if there is none."""
    words = clean(request.headers.get("authorization", "")).split(maxsplit=1)
    return words[1] if len(words) == 2 and words[0].lower() == "bearer" else ""  # noqa: PLR2004 - scheme and secret


def partner_of(partners: Partners, request: Request) -> Partner | Response:
    """Return the partner whose secret was sent; a 401 response if it is missing or unknown."""
    secret = bearer(request)
    if not secret:
        return error_json(Status.NO_TOKEN, "no token", 401)
    return partners.by_secret(secret) or error_json(Status.BAD_TOKEN, "bad token", 401)
