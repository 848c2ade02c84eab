"""Which encoding of an answer a client prefers (RFC 9110, section 12.5.3: Accept-Encoding)."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final

from starlette.types import Scope


class Encoding(StrEnum):
    """The encodings of answers; of those that a client likes equally, the first is taken."""

    BROTLI = "br"
    GZIP = "gzip"
    IDENTITY = "identity"


_ELEMENT: Final = re.compile(
    r"[ \t]*(?P<name>[\w!#$%&'*+.^`|~-]+)[ \t]*"
    r"(?:;[ \t]*[qQ][ \t]*=[ \t]*(?P<q>[01](?:\.\d*)?)[ \t]*)?",
    re.ASCII,
)
_OTHER_NAMES: Final = {"x-gzip": Encoding.GZIP}
_ANY: Final = "*"
LONGEST_KEPT: Final = 100
"""Browsers send few headers, and short ones, so what they prefer is kept."""


def encoding_for(scope: Scope) -> Encoding:
    """Return the encoding that the client of a request prefers; IDENTITY if it names none.

    An element that can't be parsed counts as not written. A client that refuses every encoding
    gets IDENTITY: it can read that, if anything.
    """
    headers = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    is_short = len(headers) <= LONGEST_KEPT
    return _known(headers) if is_short else preferred(headers.decode("latin-1"))


@lru_cache(maxsize=256)
def _known(headers: bytes) -> Encoding:
    return preferred(headers.decode("latin-1"))


def preferred(accepted: str) -> Encoding:
    """Return the preferred encoding by the values of all Accept-Encoding headers of a request."""
    given = dict(_elements(accepted))
    if not given:
        return Encoding.IDENTITY
    others = given.get(_ANY)
    # What isn't named is refused without a `*`; but IDENTITY comes after all that is accepted.
    weights = {e: given.get(e, others or 0.0) for e in Encoding}
    best = max(Encoding, key=lambda encoding: weights[encoding])
    return best if weights[best] else Encoding.IDENTITY


def _elements(accepted: str) -> Iterator[tuple[str, float]]:
    """Yield each named encoding with its weight, from 0 to 1."""
    for element in accepted.split(","):
        found = _ELEMENT.fullmatch(element)
        if found is not None and (weight := float(found["q"] or 1)) <= 1:
            name = found["name"].lower()
            yield _OTHER_NAMES.get(name, name), weight
