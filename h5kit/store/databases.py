"""The databases that a store runs on, chosen by address."""

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
    """The store can't be opened; the text is one line, without the address and its password."""


def open_file(file: Path, keys: Iterable[str]) -> Store:
    """Return the store in an SQLite file, made if need be, its tables up to date.

    `keys` are those of the settings; they seal personal data. Raises OpeningError.
    """
    return _opened(lambda: SqliteRunner(file, keys), f"{file} can't be opened as SQLite")


def open_store(url: str, keys: Iterable[str]) -> Store:
    """Return the store at `sqlite:///path` or `postgresql://…`, its tables up to date.

    Raises OpeningError.
    """
    named = parsed(url)
    backend = named.get_backend_name() if named else ""
    if named and backend == "sqlite":
        return open_file(Path(named.database or ""), keys)
    if backend in SERVERS:
        return _opened(lambda: SERVERS[backend](url, keys), "database.url can't be opened")
    raise OpeningError(f"database.url must be {ADDRESSES}")


def is_server(url: str) -> bool:
    """Say whether an address is one of a database server."""
    scheme, is_split, _ = url.partition("://")
    return bool(is_split) and scheme in SERVERS


def parsed(url: str) -> URL | None:
    """Return the parts of a database's address, None where it is none."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return None


def _postgresql(url: str, keys: Iterable[str]) -> Runner:
    # Late: its packages are an extra.
    try:
        from h5kit.store.postgresql.runner import PostgresRunner  # noqa: PLC0415
    except ImportError:
        raise OpeningError("postgresql needs h5kit-flow[postgres] installed") from None
    return PostgresRunner(url, keys)


SERVERS: Final[Mapping[str, Callable[[str, Iterable[str]], Runner]]] = {"postgresql": _postgresql}
"""Databases that any number of servers and workers share, by the scheme of their address."""

FILE_ADDRESS: Final = "sqlite:///path"
SERVER_ADDRESSES: Final = ", ".join(f"{scheme}://…" for scheme in SERVERS)
ADDRESSES: Final = f"{FILE_ADDRESS} or {SERVER_ADDRESSES}"
"""What an address may look like, as error texts say it."""


def _opened(make: Callable[[], Runner], otherwise: str) -> Store:
    """Return the store, or say in a line why there is none."""
    try:
        return Store(make())
    except SealError:
        raise OpeningError("keys: none of them opens what the database holds") from None
    except NewerError as fault:
        raise OpeningError(str(fault)) from None
    except OSError as fault:
        raise OpeningError(f"{otherwise}: {fault.strerror}") from None
    except SQLAlchemyError as fault:
        # An error's text may quote the address, and with it the password.
        raise OpeningError(f"{otherwise}: {type(fault).__name__}") from None
