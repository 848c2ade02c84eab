"""Signed tokens of the report page: links without a login, unmasking, and its form."""

import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from itsdangerous import BadData, URLSafeSerializer

from h5kit.signatures import SIGNATURE_LENGTH, PurposeSigner

DAY: Final = 86_400
LONGEST_LINK: Final = 7 * DAY
USUAL_LINK: Final = DAY
UNMASKED_FOR: Final = 600
LONGEST: Final = 1000

_BEGINNING: Final = re.compile(rf"\.?[\w-]+\.[\w-]{{{SIGNATURE_LENGTH}}}", re.ASCII)
"""A token that a text begins with; a leading dot says that it is compressed."""


def _serializer(keys: Sequence[str], purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt=f"h5kit.report.{purpose}", signer=PurposeSigner)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the token for the address, the id for the log, when it expires (epoch seconds)."""

    word: str
    id: str
    expires_at: int


class ReportLinks:
    """Signs and verifies tokens; each purpose has a salt of its own."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, oldest first: the last one signs, all verify."""
        self._link = _serializer(keys, "link")
        self._grant = _serializer(keys, "unmasked")
        self._form = _serializer(keys, "form")

    def link(self, sid: str, appid: str, *, now: float, seconds: float = USUAL_LINK) -> Link:
        """Return a link that opens one report.

        Raises ValueError unless `seconds` is between one second and seven days.
        """
        if not 1 <= seconds <= LONGEST_LINK:
            raise ValueError("a link lives between one second and seven days")
        name, ends = secrets.token_urlsafe(6), math.floor(now + seconds)
        return Link(_word(self._link, sid, appid, name, ends), name, ends)

    def opened(self, word: str, sid: str, appid: str, *, now: float) -> str | None:
        """Return the id of the link if it opens this report now, else None."""
        return _name_in(self._link, word, sid, appid, now)

    def forwarded(self, text: str, sid: str, appid: str, *, now: float) -> str | None:
        """Return the token that a text begins with, if it opens this report and has a tail.

        A chat or a sentence adds such tails, as to the links of flows.
        """
        found = _BEGINNING.match(text)
        word = found[0] if found else ""
        opens = word != text and self.opened(word, sid, appid, now=now) is not None
        return word if opens else None

    def grant(self, sid: str, appid: str, viewer: str, *, now: float) -> str:
        """Return a token that lets this viewer see this report unmasked for ten minutes."""
        return _word(self._grant, sid, appid, viewer, math.floor(now + UNMASKED_FOR))

    def is_granted(self, word: str, sid: str, appid: str, viewer: str, *, now: float) -> bool:
        """Say whether a token lets this viewer see this report unmasked now."""
        return _name_in(self._grant, word, sid, appid, now) == viewer

    def form_token(self, sid: str, appid: str, viewer: str, *, now: float) -> str:
        """Return the token of the page's form; without it another site could post the form."""
        return _word(self._form, sid, appid, viewer, math.floor(now + DAY))

    def is_form_token(self, word: str, sid: str, appid: str, viewer: str, *, now: float) -> bool:
        """Say whether a form token was made for this viewer and report."""
        return _name_in(self._form, word, sid, appid, now) == viewer


def _word(serializer: URLSafeSerializer, sid: str, appid: str, name: str, ends: int) -> str:
    return str(serializer.dumps([sid, appid, name, ends]))


def _name_in(
    serializer: URLSafeSerializer, word: str, sid: str, appid: str, now: float
) -> str | None:
    """Return the name in a valid, unexpired token for this report, else None."""
    if not word or len(word) > LONGEST or not word.isascii():
        return None
    try:
        told: Any = serializer.loads(word)
    except BadData:
        return None
    told_sid, told_appid, name, ends = told
    is_it = (told_sid, told_appid) == (sid, appid) and now < ends
    return str(name) if is_it else None
