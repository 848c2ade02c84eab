"""The partners of a server: read from a file, found by token, secret or appid."""

import hmac
import re
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import fields
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn, TypeGuard
from urllib.parse import urlsplit

from h5kit.entry import themes
from h5kit.model import Partner, Theme

NAMES = frozenset({*(f.name for f in fields(Partner)), "accent"})
LOOKS = frozenset({"accent", "theme"})
LISTS = frozenset({"callback_hosts", "redirect_hosts", "embed_origins"})
SWITCHES = frozenset({"basic_info", "token_pulls", "virtual_operators", "sample_style"})
NUMBERS = {
    "keep_days": range(1, 367),
    "pulls_a_minute": range(100_001),
    "pulls_a_day": range(10**9),
}
ENCRYPTIONS = ("", "AES-256-CBC", "AES-256-GCM")
RECEIVERS = ("auth_receiver", "report_receiver", "records_receiver")
ADDRESSES = (*RECEIVERS, "redirect_url")
REQUIRED = ("appid", "name", "token", "secret")
SHORTEST_CREDENTIAL = 16
ORIGIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9]\d{1,4})?")
USUAL_PORT = re.compile("https:.*:443|http:.*:80")
SCHEME = re.compile("[a-z][a-z0-9+.-]{1,30}")
NO_APPS = frozenset(
    {"about", "blob", "content", "data", "file", "filesystem", "ftp", "http", "https", "intent",
     "javascript", "mailto", "sms", "tel", "view-source", "ws", "wss"}
)  # fmt: skip
"""Schemes that are the browser's own or somebody else's, and lead to no partner's app."""


class PartnerFileError(ValueError):
    """The partners' file says something that can't be right; the text names the place."""


class Partners:
    """All partners, with credentials compared in constant time."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        """Index the partners; raises PartnerFileError when two share an appid or credential."""
        given = tuple(partners)
        self._all = {p.appid: p for p in given}
        if len(self._all) != len(given):
            raise PartnerFileError("two partners share an appid")
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

    def of_flow(self, flow_id: str) -> Partner | None:
        """Return the partner whose tag a flow's id ends with, None where that is not one alone."""
        found = [p for p in self._all.values() if flow_id.endswith(tag_of(p.appid))]
        return found[0] if len(found) == 1 else None

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


def tag_of(appid: str) -> str:
    """Return the four characters that a partner's flow ids end with; they tell nobody who it is."""
    return urlsafe_b64encode(sha256(f"h5kit.partner\0{appid}".encode()).digest()[:3]).decode()


def read(path: Path) -> Partners:
    """Return the partners of a TOML file: one `[[partner]]` table each.

    Raises PartnerFileError for an unknown name, a wrong type, a missing or weak credential, or
    an address that isn't one.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise PartnerFileError(f"{path}: {fault.strerror}") from None
    except ValueError as fault:
        raise PartnerFileError(f"{path}: {fault}") from None
    unknown = set(document) - {"partner"}
    if unknown:
        msg = f"{path}: unknown table {min(unknown)!r}"
        raise PartnerFileError(msg)
    rows = document.get("partner", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        msg = f"{path}: partner is a list of tables, write [[partner]]"
        raise PartnerFileError(msg)
    return Partners(
        _partner(row, f"{path}: partner {n}", path.parent) for n, row in enumerate(rows, 1)
    )


def _partner(row: dict[str, object], where: str, folder: Path) -> Partner:
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
        if name in RECEIVERS and not str(row.get(name, "")).isascii():
            _fail(where, f"{name} must be ASCII: write the host as xn--…, the rest as %…")
    theme = _theme(row, where, folder)
    values = {n: tuple(v) if isinstance(v, list) else v for n, v in row.items() if n not in LOOKS}
    return Partner(**values, theme=theme)  # type: ignore[arg-type]  # each was checked above


def _theme(row: dict[str, object], where: str, folder: Path) -> Theme:
    """Return the theme; a partner's `accent` of old is the theme's where that has none."""
    old = {"accent": row["accent"]} if "accent" in row else {}
    given = row.get("theme", {})
    try:
        return themes.read(old | given if isinstance(given, dict) else given, folder)
    except themes.ThemeError as fault:
        _fail(where, f"theme: {fault}")


def _wrong(name: str, value: object) -> str:
    """Return what is wrong with a value, "" when nothing is."""
    if name not in NAMES:
        return f"unknown name {name!r}"
    if name in LOOKS:
        return ""
    if name in SWITCHES:
        return "" if isinstance(value, bool) else f"{name} must be true or false"
    if name in NUMBERS:
        return _wrong_number(name, value)
    if name in LISTS:
        return _wrong_list(name, value)
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
    is_wrong = name == "app_scheme" and (not SCHEME.fullmatch(value) or value in NO_APPS)
    return "app_scheme must be the scheme of an app, in lower case" if is_wrong else ""


def _wrong_list(name: str, value: object) -> str:
    if not _is_text_list(value):
        return f"{name} must be a list of texts"
    if name == "embed_origins":
        wrong = [item for item in value if not is_origin(item)]
        return (
            f"embed_origins: {wrong[0]!r} is not an origin (https://shop.example)" if wrong else ""
        )
    return ""


def is_origin(text: str) -> bool:
    """Say whether `text` is exactly what a browser calls a page's origin.

    It has no path, no wildcard, and no port that its scheme has anyway.
    """
    return ORIGIN.fullmatch(text) is not None and not USUAL_PORT.fullmatch(text)


def _is_text_list(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _fail(where: str, what: str) -> NoReturn:
    msg = f"{where}: {what}"
    raise PartnerFileError(msg)


def is_address(url: str) -> bool:
    """Say whether `url` is an absolute http(s) address: no credentials in it, a usable port.

    One with white space or control characters is none; `urlsplit` would drop some of them.
    """
    if " " in url or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    has_parts = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return has_parts and "@" not in parts.netloc and port != 0


def is_receiver(url: str) -> bool:
    """Say whether `url` is an address that can be posted to as it is written."""
    return is_address(url) and url.isascii()


def is_here(url: str) -> bool:
    """Say whether an address is on this machine's loopback."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
