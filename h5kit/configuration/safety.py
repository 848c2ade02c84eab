"""Find settings that are valid but unsafe in production, with a line for each."""

import os
import socket
import stat
import tempfile
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from h5kit.configuration.file import Configuration
from h5kit.configuration.reading import Loaded
from h5kit.delivery.addresses import is_public
from h5kit.demo import demo_partner
from h5kit.entry.partners import is_address, is_loopback_url, is_receiver
from h5kit.model import SHORTEST_CREDENTIAL, Partner
from h5kit.settings import (
    SHORTEST_KEY,
    DatabaseSettings,
    DirectorySettings,
    GatewaySettings,
    MetricsSettings,
    ServerSettings,
)
from h5kit.store.databases import (
    ADDRESSES,
    FILE_ADDRESS,
    SERVER_ADDRESSES,
    is_server,
    parsed,
)

SQLITE = "sqlite:///"
SQLITE_BEGINS = b"SQLite format 3\0"
RECEIVERS = ("auth_receiver", "report_receiver", "records_receiver", "redirect_url")


def faults(loaded: Loaded, partners: Iterable[Partner]) -> list[str]:
    """Return a line for each unsafe setting; no line contains a secret."""
    c = loaded.configuration
    return [
        *_of_server(c.server),
        *store_faults(loaded),
        *_of_gateway(c.gateway),
        *_of_directory(c.directory),
        *_of_metrics(c.metrics),
        *_of_times(c),
        *(fault for partner in partners for fault in _of_partner(partner)),
        *_of_files(loaded),
    ]


def store_faults(loaded: Loaded) -> list[str]:
    """Return a line for each unsafe or impossible setting that the store needs."""
    c = loaded.configuration
    return [*_of_keys(c.keys), *_of_database(c, loaded.path.absolute().parent)]


def _of_server(server: ServerSettings) -> Iterator[str]:
    if not is_address(server.base_url):
        yield "server.base_url is missing or not an address such as https://h5.example"
    elif urlsplit(server.base_url).path or "?" in server.base_url:
        yield "server.base_url must end after the host"
    elif not server.base_url.startswith("https://"):
        yield "server.base_url must be https"
    for proxy in server.trusted_proxies:
        if not _is_network(proxy):
            yield f"server.trusted_proxies: {proxy!r} is not an address or network of proxies"


def _is_network(text: str) -> bool:
    """Return whether a text is an IP address, or a network other than all addresses."""
    try:
        return ip_network(text, strict=False).prefixlen > 0
    except ValueError:
        return False


def _of_keys(keys: tuple[str, ...]) -> Iterator[str]:
    if not keys:
        yield "keys are missing: give at least one, of 32 random characters or more"
    elif min(map(len, keys)) < SHORTEST_KEY:
        yield "keys: one is shorter than 32 characters"
    elif len(set(keys)) < len(keys):
        yield "keys: one is given twice"
    elif any(len(set(key)) < 8 for key in keys):  # noqa: PLR2004 - refuses "aaaa…"
        yield "keys: one isn't random"


def _of_database(c: Configuration, folder: Path) -> Iterator[str]:
    url = c.database.url
    if is_server(url):
        if " " in url or not url.isprintable() or parsed(url) is None:
            yield "database.url is not an address such as postgresql://user@host/name"
    elif not url:
        yield f"database.url is missing: {FILE_ADDRESS}, or {SERVER_ADDRESSES}"
    elif not url.startswith(SQLITE):
        yield f"database.url must be {ADDRESSES}"
    elif "?" in url:
        yield "database.url takes no options: h5kit always writes with synchronous=FULL"
    else:
        yield from _of_sqlite(folder / url.removeprefix(SQLITE))
        if not c.server.works:
            yield "server.works = false needs postgresql: SQLite can't have separate workers"


def database_file(database: DatabaseSettings, folder: Path) -> Path | None:
    """Return SQLite's file, None for PostgreSQL; a relative path starts at `folder`."""
    is_file = database.url.startswith(SQLITE)
    return folder / database.url.removeprefix(SQLITE) if is_file else None


def _of_sqlite(file: Path) -> Iterator[str]:
    if not file.parent.is_dir():
        yield f"database.url: {file.parent} is not a folder"
    elif file.exists() and not file.is_file():
        yield f"database.url: {file} is not a file; write sqlite:///path"
    elif not _is_writable(file.parent) or (file.exists() and not os.access(file, os.W_OK)):
        yield f"database.url: {file.parent} can't be written to"
    elif file.exists() and not _is_database(file):
        yield f"database.url: {file} is not an SQLite database"


def _is_database(file: Path) -> bool:
    """Return whether a file has SQLite's header or is empty."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(SQLITE_BEGINS)) in {SQLITE_BEGINS, b""}
    except OSError:
        return False


def _is_writable(folder: Path) -> bool:
    """Return whether a file can be written; permissions don't show a read-only or full disk."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _of_gateway(gateway: GatewaySettings) -> Iterator[str]:
    if not is_address(gateway.url):
        yield "gateway.url is missing or not an address such as https://gateway.example"
    elif not gateway.url.startswith("https://") and not _is_plain_allowed(gateway):
        yield (
            "gateway.url must be https (a gateway on loopback may be http with "
            "allow_plain_gateway = true)"
        )
    for name in ("appid", "secret"):
        if not getattr(gateway, name):
            yield f"gateway.{name} is missing"
    if gateway.secret and gateway.secret == demo_partner().secret:
        yield "gateway.secret is the demo's"


def _is_plain_allowed(gateway: GatewaySettings) -> bool:
    return gateway.allow_plain_gateway and is_loopback_url(gateway.url)


def _of_directory(directory: DirectorySettings) -> Iterator[str]:
    if not directory.url:
        if directory.token:
            yield "directory.url is missing: directory.token needs it"
    elif not is_receiver(directory.url):
        yield "directory.url is not an address such as https://numbers.example/itag"
    elif not directory.url.startswith("https://") and not is_loopback_url(directory.url):
        yield "directory.url must be https (on loopback it may be http)"
    elif directory.token:
        yield from _of_token("directory.token", directory.token)


def _of_metrics(metrics: MetricsSettings) -> Iterator[str]:
    if metrics.token:
        yield from _of_token("metrics.token", metrics.token)


def _of_token(name: str, token: str) -> Iterator[str]:
    if len(token) < SHORTEST_CREDENTIAL:
        yield f"{name} is shorter than {SHORTEST_CREDENTIAL} characters"


def _of_times(c: Configuration) -> Iterator[str]:
    needed = max(
        c.gateway.flow_seconds + c.gateway.login_seconds,
        c.gateway.verify_seconds,
        c.gateway.forget_seconds,
    )
    if c.flow.call_seconds <= needed:
        yield (
            "flow.call_seconds must be longer than the gateway's calls "
            f"({needed:g} s: flow and login together, verify, forget)"
        )
    lasts = max(c.flow.idle_seconds, c.flow.flow_seconds)
    if c.flow.keep_seconds < lasts:
        yield (
            "flow.keep_seconds must not be shorter than idle_seconds and flow_seconds "
            f"({lasts:g} s), or active flows are deleted"
        )
    if c.push.lease_seconds <= c.push.deadline_seconds:
        yield "push.lease_seconds must be longer than push.deadline_seconds, or pushes go out twice"


def _of_partner(partner: Partner) -> Iterator[str]:
    demo = demo_partner()
    if {partner.token, partner.secret} & {demo.token, demo.secret}:
        yield f"partner {partner.appid}: its token or secret is the demo's"
    addresses = [(name, getattr(partner, name)) for name in RECEIVERS if getattr(partner, name)]
    addresses += [("embed_origins", origin) for origin in partner.embed_origins]
    for name, url in addresses:
        if not url.startswith("https://"):
            yield f"partner {partner.appid}: {name} must be https"
    hosts = [(name, urlsplit(url).hostname or "") for name, url in addresses]
    for name in ("callback_hosts", "redirect_hosts"):
        hosts += [(name, host) for host in getattr(partner, name)]
    for name, host in hosts:
        if _is_inside(host):
            yield f"partner {partner.appid}: {name}: {host or 'nothing'} is not a public host"


def _bare(host: str) -> str:
    """Return a host without port, brackets and trailing dot."""
    name = host.strip().lower()
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        name = urlsplit(f"//{name}").hostname or ""
    return name.strip("[]").rstrip(".")


def _is_inside(host: str) -> bool:
    """Return whether a host is loopback or a private address, in any notation of a resolver."""
    name = _bare(host)
    if not name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(name))
    except ValueError:
        pass
    try:
        return not is_public(ip_address(socket.inet_aton(name)))
    except OSError:
        return False


def _of_files(loaded: Loaded) -> Iterator[str]:
    partners = loaded.configuration.partners
    files = [loaded.path] if loaded.holds_secrets else []
    files += [*loaded.secret_files, *([Path(partners)] if partners else [])]
    for file in dict.fromkeys(files):
        if file.exists() and file.stat().st_mode & stat.S_IROTH:
            yield f"{file} contains secrets and everybody can read it: chmod o-rwx"
