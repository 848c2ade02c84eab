"""Opening the store that an address or a file names."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from h5kit.store.migrate import NewerError
from h5kit.store.port import Store
from h5kit.store.sealing import SealError
from h5kit.store.sqlite import SqliteStore


class OpeningError(Exception):
    """The store can't be had; the text is one line, without the address: it may hold a password."""


def open_file(file: Path, keys: Iterable[str]) -> Store:
    """Return the store in an SQLite file, made if need be, its tables up to date.

    `keys` are those of the settings; they seal what is a person's. Raises OpeningError.
    """
    return _had(lambda: SqliteStore(file, keys), f"{file} can't be opened as SQLite")


def open_store(url: str, keys: Iterable[str]) -> Store:
    """Return the store at `sqlite:///path` or `postgresql://…`, its tables up to date.

    Raises OpeningError.
    """
    named = parsed(url)
    backend = named.get_backend_name() if named else ""
    if named and backend == "sqlite":
        return open_file(Path(named.database or ""), keys)
    if backend == "postgresql":
        return _had(lambda: _postgres(url, keys), "database.url can't be opened")
    raise OpeningError("database.url must be sqlite:///path or postgresql://…")


def parsed(url: str) -> URL | None:
    """Return the parts of a database's address, None where it is none."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        return None


def _postgres(url: str, keys: Iterable[str]) -> Store:
    # Late: its packages are an extra.
    from h5kit.store.postgres import PostgresStore  # noqa: PLC0415

    return PostgresStore(url, keys)


def _had(made: Callable[[], Store], otherwise: str) -> Store:
    """Return the store, or say in a line why there is none."""
    try:
        return made()
    except ImportError:
        raise OpeningError("postgresql needs h5kit-flow[postgres] installed") from None
    except SealError:
        raise OpeningError("keys: none of them opens what the database holds") from None
    except NewerError as fault:
        raise OpeningError(str(fault)) from None
    except OSError as fault:
        raise OpeningError(f"{otherwise}: {fault.strerror}") from None
    except SQLAlchemyError as fault:
        # An error's text may quote the address, and with it the password.
        raise OpeningError(f"{otherwise}: {type(fault).__name__}") from None
