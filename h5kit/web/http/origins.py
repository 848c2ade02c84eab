"""Whether a POST comes from our own pages: Sec-Fetch-Site decides, or else Origin."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

_PORTS: Final = {"http": 80, "https": 443}
_ORIGIN: Final = re.compile(r"https?://[\w.~%!$&'()*+,;=:\[\]-]+", re.ASCII)
LONGEST_ORIGIN: Final = 300
"""No name of a host is longer. A server sees few origins, so they are kept."""
_NULL: Final = "null"
_SAME_ORIGIN: Final = "same-origin"
_BY_THE_PERSON: Final = "none"


class PostOrigin(StrEnum):
    """Where a POST comes from.

    HIDDEN is `Origin: null` without Sec-Fetch-Site. It may be one of our pages in an old web view
    that hides its address, or a sandboxed frame of another site. Only what our page alone knows,
    such as its step token, tells them apart.
    """

    OWN = "own"
    HIDDEN = "hidden"
    FOREIGN = "foreign"


def origin_of_post(request: Request) -> PostOrigin:
    """Return where a POST comes from; FOREIGN if Origin, Host or Sec-Fetch-Site is malformed.

    Without Origin and Sec-Fetch-Site, as in old browsers, this is OWN: then the form's token
    protects, because another page can't know it.
    """
    try:
        site, origin, host = (_only(request, name) for name in ("sec-fetch-site", "origin", "host"))
        is_own_address = _is_at(origin, host)
    except ValueError:
        return PostOrigin.FOREIGN
    if site is not None:
        allowed = {_SAME_ORIGIN} if origin == _NULL else {_SAME_ORIGIN, _BY_THE_PERSON}
        return PostOrigin.OWN if site in allowed else PostOrigin.FOREIGN
    if origin == _NULL:
        return PostOrigin.HIDDEN
    return PostOrigin.OWN if origin is None or is_own_address else PostOrigin.FOREIGN


def is_foreign_post(request: Request) -> bool:
    """Return whether a POST to a form without a step token may come from another site's page."""
    return origin_of_post(request) is not PostOrigin.OWN


def _only(request: Request, name: str) -> str | None:
    """Return a header, None if it is missing; raises ValueError for two that differ."""
    values = set(request.headers.getlist(name))
    if len(values) > 1:
        raise ValueError(name)
    return values.pop() if values else None


def _is_at(origin: str | None, host: str | None) -> bool:
    """Return whether Origin and Host name the same host and port; raises ValueError."""
    named, scheme = None, "https"
    if origin is not None and origin != _NULL:
        # Host may leave out the default port, which is that of the scheme in the browser.
        named, scheme = _authority(origin), origin.partition(":")[0]
    at = _authority(f"{scheme}://{host}") if host is not None else None
    return named is not None and named == at


def _authority(origin: str) -> tuple[str, int]:
    """Return host and port of `https://host[:port]`; raises ValueError for anything else."""
    if len(origin) > LONGEST_ORIGIN:
        raise ValueError("not an origin")
    return _parsed(origin)


@lru_cache(maxsize=256)
def _parsed(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    if not _ORIGIN.fullmatch(origin) or not parts.hostname:
        raise ValueError("not an origin")
    return parts.hostname, parts.port or _PORTS[parts.scheme]
