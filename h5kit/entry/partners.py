"""The partners of a server: read from a TOML file, looked up by token, secret or appid."""

import hmac
import re
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import msgspec

from h5kit.declarations import declared, nearest, refusal
from h5kit.entry import themes
from h5kit.model import Partner, Theme

RECEIVERS = ("auth_receiver", "report_receiver", "records_receiver")
ADDRESSES = (*RECEIVERS, "redirect_url")
THEME_KEYS = ("accent", "theme")
"""Keys of a partner's theme; a bare `accent` is the old form, from before `[partner.theme]`."""
ORIGIN = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9]\d{1,4})?")
USUAL_PORT = re.compile("https:.*:443|http:.*:80")
SCHEME = re.compile("[a-z][a-z0-9+.-]{1,30}")
RESERVED_SCHEMES = frozenset(
    {"about", "blob", "content", "data", "file", "filesystem", "ftp", "http", "https", "intent",
     "javascript", "mailto", "sms", "tel", "view-source", "ws", "wss"}
)  # fmt: skip
"""URL schemes that belong to the browser or to system apps, not to a partner's app."""


class PartnerFileError(ValueError):
    """The partners' file is invalid; the text says what is wrong and where."""


class Partners:
    """All partners of the server. Credentials are compared in constant time."""

    def __init__(self, partners: Iterable[Partner]) -> None:
        """Index the partners; raises PartnerFileError if two share an appid or a credential."""
        listed = tuple(partners)
        self._all = {p.appid: p for p in listed}
        if len(self._all) != len(listed):
            raise PartnerFileError("two partners share an appid")
        credentials = [c for p in self._all.values() for c in (p.token, p.secret)]
        if len(set(credentials)) != len(credentials):
            msg = "two partners share a credential, or one's token is its secret"
            raise PartnerFileError(msg)

    def __iter__(self) -> Iterator[Partner]:
        """Iterate over all partners."""
        return iter(self._all.values())

    def by_appid(self, appid: str) -> Partner | None:
        """Return the partner with this appid, or None."""
        return self._all.get(appid)

    def of_flow(self, flow_id: str) -> Partner | None:
        """Return the partner whose tag ends the flow's id, None if none or several match."""
        found = [p for p in self._all.values() if flow_id.endswith(tag_of(p.appid))]
        return found[0] if len(found) == 1 else None

    def by_token(self, token: str) -> Partner | None:
        """Return the partner with this token, or None."""
        return self._matching(token, "token")

    def by_secret(self, secret: str) -> Partner | None:
        """Return the partner with this secret, or None."""
        return self._matching(secret, "secret")

    def _matching(self, credential: str, name: str) -> Partner | None:
        found = None
        for partner in self._all.values():
            known: str = getattr(partner, name)
            if hmac.compare_digest(credential.encode(), known.encode()):
                found = partner
        return found


def tag_of(appid: str) -> str:
    """Return the four characters that end a partner's flow ids; they don't reveal the appid."""
    return urlsafe_b64encode(sha256(f"h5kit.partner\0{appid}".encode()).digest()[:3]).decode()


def read(path: Path) -> Partners:
    """Return the partners of a TOML file with one `[[partner]]` table each.

    Raises PartnerFileError for an unknown name, a wrong type, a missing or weak credential, or an
    invalid address.
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
    known = {name: field for name, field in declared(Partner).items() if name not in THEME_KEYS}
    values = {name: value for name, value in row.items() if name not in THEME_KEYS}
    for name, value in values.items():
        if name not in known:
            _fail(where, f"unknown name {name!r}{nearest(name, [*known, *THEME_KEYS])}")
        wrong = refusal(known[name], value)
        if wrong:
            _fail(where, f"{name} {wrong}")
    for name, field in known.items():
        if field.is_required and name not in values:
            _fail(where, f"{name} is missing")
    typed = {name: msgspec.convert(value, known[name].kind) for name, value in values.items()}
    partner = Partner(**typed, theme=_theme(row, where, folder))
    for wrong in _unsafe(partner):
        _fail(where, wrong)
    return partner


def _unsafe(partner: Partner) -> Iterator[str]:
    """Yield the faults that type checks don't find: invalid addresses, origins and schemes."""
    for name in ADDRESSES:
        address = getattr(partner, name)
        if address and not is_address(address):
            yield f"{name} is not an http(s) address"
        if name in RECEIVERS and not address.isascii():
            yield f"{name} must be ASCII: write the host as xn--…, the rest as %…"
    for origin in partner.embed_origins:
        if not is_origin(origin):
            yield f"embed_origins: {origin!r} is not an origin (https://shop.example)"
    if partner.app_scheme and not is_app_scheme(partner.app_scheme):
        yield "app_scheme must be the scheme of an app, in lower case"


def _theme(row: dict[str, object], where: str, folder: Path) -> Theme:
    """Return the theme; a bare `accent` of the partner is the default of the theme's accent."""
    old = {"accent": row["accent"]} if "accent" in row else {}
    theme = row.get("theme", {})
    try:
        return themes.read(old | theme if isinstance(theme, dict) else theme, folder)
    except themes.ThemeError as fault:
        _fail(where, f"theme: {fault}")


def is_app_scheme(text: str) -> bool:
    """Return whether `text` is a URL scheme that an app can register."""
    return SCHEME.fullmatch(text) is not None and text not in RESERVED_SCHEMES


def is_origin(text: str) -> bool:
    """Return whether `text` is an origin exactly as a browser writes it.

    An origin has no path, no wildcard and no default port.
    """
    return ORIGIN.fullmatch(text) is not None and not USUAL_PORT.fullmatch(text)


def _fail(where: str, what: str) -> NoReturn:
    msg = f"{where}: {what}"
    raise PartnerFileError(msg)


def is_address(url: str) -> bool:
    """Return whether `url` is an absolute http(s) address without credentials.

    White space and control characters are refused, because `urlsplit` would drop some of them.
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
    """Return whether `url` is an address to which pushes can be sent: also ASCII only."""
    return is_address(url) and url.isascii()


def is_loopback_url(url: str) -> bool:
    """Return whether the host of an address is this machine's loopback."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
