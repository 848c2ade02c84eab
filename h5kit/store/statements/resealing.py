"""Moving everything that is sealed to the newest key, a batch at a time, beside running servers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any

from sqlalchemy import Column, Table, select, tuple_, update

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction
from h5kit.store.sealing import SealError

BATCH = 200


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were moved to the newest key, and how many were left as no key opens them."""

    changed: int
    unopened: int


class RowResult(Enum):
    """What came of a row: under the newest key now, left (it was, or was written meanwhile)."""

    CHANGED = auto()
    LEFT = auto()
    UNOPENED = auto()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with a sealed column, and what its rows are called by."""

    table: Table
    blob: Column[bytes]
    by: tuple[Column[str], ...]

    def place(self, key: tuple[str, ...]) -> str:
        """Return what a row's blob belongs to, as it was said when it was sealed."""
        return "/".join((self.table.name, *key))


SEALED = (
    Sealed(t.own_keys, t.own_keys.c.box, (t.own_keys.c.name,)),
    Sealed(t.flows, t.flows.c.doc, (t.flows.c.id,)),
    Sealed(t.authorizations, t.authorizations.c.doc, (t.authorizations.c.sid,)),
    Sealed(t.applicants, t.applicants.c.box, (t.applicants.c.sid,)),
    Sealed(t.jobs, t.jobs.c.payload, (t.jobs.c.id,)),
    Sealed(t.documents, t.documents.c.body, (t.documents.c.sid, t.documents.c.kind)),
)
"""All that is kept sealed."""


async def everything(runner: Runner) -> Resealed:
    """Reseal all, each batch in a transaction of its own."""
    came: Counter[RowResult] = Counter()
    for of in SEALED:
        after: tuple[str, ...] = ()
        while True:
            after, some = await runner.run(partial(reseal, of=of, after=after))
            came.update(some)
            if not after:
                break
    return Resealed(came[RowResult.CHANGED], came[RowResult.UNOPENED])


def reseal(
    c: Transaction, of: Sealed, after: tuple[str, ...]
) -> tuple[tuple[str, ...], Counter[RowResult]]:
    """Reseal the rows that follow `after`; return the last one's key, and what came of how many.

    The key is empty where there are no rows left. A row that was changed meanwhile is left alone:
    whoever changed it has sealed it anew.
    """
    rows = select(*of.by, of.blob).order_by(*of.by).limit(BATCH)
    if after:
        rows = rows.where(tuple_(*of.by) > tuple_(*after))
    found: Sequence[Any] = c.execute(rows).all()
    came = Counter(_resealed(c, of, tuple(row[:-1]), bytes(row[-1])) for row in found)
    return (tuple(found[-1][:-1]) if found else ()), came


def _resealed(c: Transaction, of: Sealed, key: tuple[str, ...], blob: bytes) -> RowResult:
    try:
        fresh = c.sealer.resealed(blob, of.place(key))
    except SealError:
        return RowResult.UNOPENED
    if fresh is blob:
        return RowResult.LEFT
    same: list[Any] = [column == value for column, value in zip(of.by, key, strict=True)]
    statement = update(of.table).where(*same, of.blob == blob).values({of.blob.name: fresh})
    return RowResult.CHANGED if c.execute(statement).rowcount == 1 else RowResult.LEFT
