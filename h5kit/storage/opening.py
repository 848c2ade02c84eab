"""Opening the store that an address names."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.engine import make_url

from h5kit.storage.port import Store
from h5kit.storage.sqlite import SqliteStore


def open_store(url: str, keys: Iterable[str]) -> Store:
    """Return the store at `sqlite:///path` or `postgresql://…`, its tables up to date.

    `keys` are those of the settings; they seal what is a person's.

    Raises ValueError for another kind of address, ImportError where the extra `postgres` isn't
    installed, SQLAlchemy's errors where the database can't be reached, and SealError where `keys`
    don't open what is kept there.
    """
    match make_url(url).get_backend_name():
        case "sqlite":
            return SqliteStore(Path(make_url(url).database or ""), keys)
        case "postgresql":
            # Late: its packages are an extra.
            from h5kit.storage.postgres import PostgresStore  # noqa: PLC0415

            return PostgresStore(url, keys)
        case other:
            raise ValueError(f"{other}: the store is sqlite:///… or postgresql://…")
