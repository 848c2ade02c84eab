"""What each application makes at its start, made once for all applications of a test process.

A test run starts a thousand of them; the same source gives the same bytes, code and tables.
"""

from functools import cache, wraps
from types import CodeType
from typing import Any

from jinja2 import Environment
from sqlalchemy import Connection

from h5kit.store import migrate
from h5kit.web.http import assets

TABLES = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"


def share() -> None:
    """Compress each static file once, compile each template once, word SQLite's tables once."""
    assets._brotli = cache(assets._brotli)
    Environment.compile = _compiled_once(Environment.compile)  # type: ignore[method-assign]
    migrate._create_all = _worded_once(migrate._create_all)  # type: ignore[assignment]  # no parameter names


def _compiled_once(plain: Any) -> Any:
    """Return a `compile` that remembers; what it reads of an environment is part of the key."""
    made: dict[tuple[object, ...], CodeType] = {}

    @wraps(plain)
    def compiled(self: Environment, source: Any, name: Any = None, filename: Any = None) -> Any:
        # Not the language's tag: a test may make a language of the same name with other texts.
        language = self.globals.get("language")
        words = (self.autoescape, self.trim_blocks, self.lstrip_blocks, tuple(self.filters))
        key = (type(self), language, *words, source, name, filename)
        if key not in made:
            made[key] = plain(self, source, name, filename)
        return made[key]

    return compiled


def _worded_once(plain: migrate.Step) -> migrate.Step:
    """Return what makes all tables: where it's SQLite, by the statements of the first time."""
    statements: list[str] = []

    def made(c: Connection) -> None:
        if c.dialect.name != "sqlite" or not statements:
            plain(c)
            if c.dialect.name == "sqlite":
                statements.extend(c.exec_driver_sql(TABLES).scalars())
            return
        for statement in statements:
            c.exec_driver_sql(statement)
        c.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (migrate.HEAD,))

    return made
