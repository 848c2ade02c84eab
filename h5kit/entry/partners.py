"""The partners of a server: read from a file, found by token, secret or appid."""

import hmac
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from h5kit.model import Partner

NAMES = frozenset(f.name for f in fields(Partner))
LISTS = frozenset({"callback_hosts", "redirect_hosts", "embed_origins"})
SWITCHES = frozenset({"basic_info", "token_pulls", "virtual_operators", "sample_style"})
NUMBERS = {
    "keep_days": range(1, 367),
    "pulls_a_minute": range(100_001),
    "pulls_a_day": range(10**9),
}
ENCRYPTIONS = ("", "AES-256-CBC", "AES-256-GCM")
ADDRESSES = ("auth_receiver", "report_receiver", "records_receiver", "redirect_url")
REQUIRED = ("appid", "name", "token", "secret")
SHORTEST_CREDENTIAL = 16
COLOUR = re.compile("#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5
ACCENT = "accent must be #rrggbb, dark enough for white text (contrast 4.5)"


class PartnerFileError(ValueError):
    """The partners' file says something that can't be right; the text names the place."""


class Partners:
    """All partners, with credentials compared in constant time."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        """Index the partners; raises PartnerFileError when two share an appid or credential."""
        self._all = {p.appid: p for p in partners}
        credentials = [c for p in self._all.values() for c in (p.token, p.secret)]
        if len(set(credentials)) != len(credentials):
            msg = "two partners share a credential, or one's token is its secret"
            raise PartnerFileError(msg)

    def __iter__(self) -> Iterator[Partner]:
        """Go through all partners."""
        return iter(self._all.values())

    def by_appid(self, appid: str) -> Partner | None:
        """Return the partner of an appid."""
        return self._all.get(appid)

    def by_token(self, token: str) -> Partner | None:
        """Return the partner whose flows this token opens."""
        return self._matching(token, "token")

    def by_secret(self, secret: str) -> Partner | None:
        """Return the partner whose data this secret pulls."""
        return self._matching(secret, "secret")

    def _matching(self, given: str, name: str) -> Partner | None:
        found = None
        for partner in self._all.values():
            known: str = getattr(partner, name)
            if hmac.compare_digest(given.encode(), known.encode()):
                found = partner
        return found


def read(path: Path) -> Partners:
    """Return the partners of a TOML file: one `[[partner]]` table each.

    Raises PartnerFileError for an unknown name, a wrong type, a missing or weak credential, or
    an address that isn't one.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        msg = f"{path}: {fault}"
        raise PartnerFileError(msg) from fault
    unknown = set(document) - {"partner"}
    if unknown:
        msg = f"{path}: unknown table {min(unknown)!r}"
        raise PartnerFileError(msg)
    rows = document.get("partner", [])
    return Partners(_partner(row, f"{path}: partner {n}") for n, row in enumerate(rows, 1))


def _partner(row: dict[str, object], where: str) -> Partner:
    for name, value in row.items():
        wrong = _wrong(name, value)
        if wrong:
            _fail(where, wrong)
    for name in REQUIRED:
        if not row.get(name):
            _fail(where, f"{name} is missing")
    for name in ("token", "secret"):
        if len(str(row[name])) < SHORTEST_CREDENTIAL:
            _fail(where, f"{name} is shorter than {SHORTEST_CREDENTIAL} characters")
    for name in ADDRESSES:
        if row.get(name) and not is_address(str(row[name])):
            _fail(where, f"{name} is not an http(s) address")
    values = {n: tuple(v) if isinstance(v, list) else v for n, v in row.items()}
    return Partner(**values)  # type: ignore[arg-type]  # each was checked above


def _wrong(name: str, value: object) -> str:
    """Return what is wrong with a value, "" when nothing is."""
    if name not in NAMES:
        return f"unknown name {name!r}"
    if name in SWITCHES:
        return "" if isinstance(value, bool) else f"{name} must be true or false"
    if name in NUMBERS:
        return _wrong_number(name, value)
    if name in LISTS:
        return "" if _is_text_list(value) else f"{name} must be a list of texts"
    return _wrong_text(name, value)


def _wrong_number(name: str, value: object) -> str:
    bounds = NUMBERS[name]
    is_right = isinstance(value, int) and not isinstance(value, bool) and value in bounds
    return "" if is_right else f"{name} must be a number from {bounds[0]} to {bounds[-1]}"


def _wrong_text(name: str, value: object) -> str:
    if not isinstance(value, str):
        return f"{name} must be text"
    if name == "records_encryption" and value not in ENCRYPTIONS:
        return f"{name} must be AES-256-CBC or AES-256-GCM"
    return "" if name != "accent" or is_readable(value) else ACCENT


def is_readable(colour: str) -> bool:
    """Say whether `colour` is #rrggbb and white on it has a contrast of at least 4.5 (WCAG)."""
    if not COLOUR.fullmatch(colour):
        return False
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]  # noqa: PLR2004
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05) >= LEAST_CONTRAST


def _is_text_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _fail(where: str, what: str) -> None:
    msg = f"{where}: {what}"
    raise PartnerFileError(msg)


def is_address(url: str) -> bool:
    """Say whether `url` is an absolute http(s) address without credentials in it."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False
