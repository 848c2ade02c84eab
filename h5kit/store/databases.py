"""Open a store on SQLite or PostgreSQL, chosen by the scheme of the address."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from h5kit.store.migrate import NewerError
from h5kit.store.runner import Runner
from h5kit.store.sealing import SealError
from h5kit.store.sqlite.runner import SqliteRunner
from h5kit.store.store import Store


class OpeningError(Exception):
    """The store can't be opened. The text is one line and never contains the address."""


def open_file(file: Path, keys: Iterable[str]) -> Store:
    """Return the store in an SQLite file; create the file and migrate its tables as needed.

    `keys` are the server's keys from the settings, oldest first; they seal personal data.
    Raises OpeningError.
    """
    return _opened(lambda: SqliteRunner(file, keys), f"{file} can't be opened as SQLite")


def open_store(url: str, keys: Iterable[str]) -> Store:
    """Return the store at `sqlite:///path` or `postgresql://…`; migrate its tables as needed.

    Raises OpeningError.
    """
    address = parsed(url)
    backend = address.get_backend_name() if address else ""
    if address and backend == "sqlite":
        return open_file(Path(address.database or ""), keys)
    if backend in SERVERS:
        return _opened(lambda: SERVERS[backend](url, keys), "database.url can't be opened")
    raise OpeningError(f"database.url must be {ADDRESSES}")


def is_server(url: str) -> bool:
    """Return whether an address names a database server, as opposed to a file."""
    scheme, is_split, _ = url.partition("://")
    return bool(is_split) and scheme in SERVERS


def parsed(url: str) -> URL | None:
    """Return the parts of a database address, None for text that is not an address."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is not a number
        return None


def _postgresql(url: str, keys: Iterable[str]) -> Runner:
    # Imported here because its packages are an optional extra.
    try:
        from h5kit.store.postgresql.runner import PostgresRunner  # noqa: PLC0415
    except ImportError:
        raise OpeningError("postgresql needs h5kit-flow[postgres] installed") from None
    return PostgresRunner(url, keys)


SERVERS: Final[Mapping[str, Callable[[str, Iterable[str]], Runner]]] = {"postgresql": _postgresql}
"""Databases that any number of servers and workers can share, by the scheme of their address."""

FILE_ADDRESS: Final = "sqlite:///path"
SERVER_ADDRESSES: Final = ", ".join(f"{scheme}://…" for scheme in SERVERS)
ADDRESSES: Final = f"{FILE_ADDRESS} or {SERVER_ADDRESSES}"
"""The accepted forms of an address, for error texts."""


def _opened(make_runner: Callable[[], Runner], otherwise: str) -> Store:
    """Return the store; raises OpeningError, which begins with `otherwise` for database errors."""
    try:
        return Store(make_runner())
    except SealError:
        raise OpeningError("keys: none of them decrypts this database") from None
    except NewerError as fault:
        raise OpeningError(str(fault)) from None
    except OSError as fault:
        raise OpeningError(f"{otherwise}: {fault.strerror}") from None
    except SQLAlchemyError as fault:
        # Only the type: the text of the error may contain the address and its password.
        raise OpeningError(f"{otherwise}: {type(fault).__name__}") from None
