"""How the site's tables are reached: a store's three ways to run a function of a connection."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Work = Callable[[Connection], Any]
Run = Callable[[Work], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Access:
    """`do` returns once it's committed and on the disk, `do_light` may lose it in a power cut.

    `read` changes nothing. The functions are the same on every database.
    """

    do: Run
    do_light: Run
    read: Run
