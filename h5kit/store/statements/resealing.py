"""Encrypt all sealed data with the newest key, in batches, while servers are running."""

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
    """How many rows were encrypted with the newest key, and how many no key could decrypt."""

    changed: int
    unopened: int


class RowResult(Enum):
    """What happened to a row. UNCHANGED: it had the newest key, or was written meanwhile."""

    CHANGED = auto()
    UNCHANGED = auto()
    UNOPENED = auto()


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A table's encrypted column and the columns that identify its rows."""

    table: Table
    blob: Column[bytes]
    by: tuple[Column[str], ...]

    def place(self, key: tuple[str, ...]) -> str:
        """Return the name of a row, which its blob's seal authenticates."""
        return "/".join((self.table.name, *key))


SEALED = (
    SealedColumn(t.own_keys, t.own_keys.c.box, (t.own_keys.c.name,)),
    SealedColumn(t.flows, t.flows.c.doc, (t.flows.c.id,)),
    SealedColumn(t.authorizations, t.authorizations.c.doc, (t.authorizations.c.sid,)),
    SealedColumn(t.applicants, t.applicants.c.box, (t.applicants.c.sid,)),
    SealedColumn(t.jobs, t.jobs.c.payload, (t.jobs.c.id,)),
    SealedColumn(t.documents, t.documents.c.body, (t.documents.c.sid, t.documents.c.kind)),
)
"""All encrypted columns."""


async def reseal_all(runner: Runner) -> Resealed:
    """Reseal all columns, each batch in a transaction of its own."""
    results: Counter[RowResult] = Counter()
    for column in SEALED:
        after: tuple[str, ...] = ()
        while True:
            after, of_batch = await runner.run(partial(reseal_batch, column=column, after=after))
            results.update(of_batch)
            if not after:
                break
    return Resealed(results[RowResult.CHANGED], results[RowResult.UNOPENED])


def reseal_batch(
    c: Transaction, column: SealedColumn, after: tuple[str, ...]
) -> tuple[tuple[str, ...], Counter[RowResult]]:
    """Reseal a batch of the rows whose key follows `after`.

    Returns (the key of the last row, empty when no rows are left; a count of the results). A row
    that was changed meanwhile is skipped: the change has already sealed it with the newest key.
    """
    query = select(*column.by, column.blob).order_by(*column.by).limit(BATCH)
    if after:
        query = query.where(tuple_(*column.by) > tuple_(*after))
    rows: Sequence[Any] = c.execute(query).all()
    results = Counter(_reseal(c, column, tuple(row[:-1]), bytes(row[-1])) for row in rows)
    return (tuple(rows[-1][:-1]) if rows else ()), results


def _reseal(c: Transaction, column: SealedColumn, key: tuple[str, ...], blob: bytes) -> RowResult:
    try:
        resealed = c.sealer.resealed(blob, column.place(key))
    except SealError:
        return RowResult.UNOPENED
    if resealed is blob:
        return RowResult.UNCHANGED
    has_key: list[Any] = [part == value for part, value in zip(column.by, key, strict=True)]
    statement = (
        update(column.table)
        .where(*has_key, column.blob == blob)
        .values({column.blob.name: resealed})
    )
    return RowResult.CHANGED if c.execute(statement).rowcount == 1 else RowResult.UNCHANGED
