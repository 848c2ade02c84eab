"""Hourly counts of flows by step, carrier and region. They hold no personal data."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction

HOUR = 3600
_ADD = text(
    "INSERT INTO counts (hour, kind, name, carrier, region, n) "
    "VALUES (:hour, :kind, :name, :carrier, :region, :n) "
    "ON CONFLICT (hour, kind, name, carrier, region) DO UPDATE SET n = counts.n + excluded.n"
)

Key = tuple[int, str, str, str, str]
"""Hour (since the epoch), kind, name, carrier, region."""


@dataclass(frozen=True, slots=True)
class CountSum:
    """The sum of a count over several hours; `carrier` and `region` are "" if unknown."""

    kind: str
    name: str
    carrier: str
    region: str
    n: int


class HourlyCounts:
    """Stores counts by hour, kind, name, carrier and region."""

    def __init__(self, runner: Runner) -> None:
        """Use the runner's database."""
        self._runner = runner

    async def add(self, counted: Mapping[Key, int]) -> None:
        """Add to the counts in one transaction."""
        names = ("hour", "kind", "name", "carrier", "region", "n")
        # Sorted, so that two servers lock the rows in the same order and never deadlock.
        rows = [dict(zip(names, (*key, n), strict=True)) for key, n in sorted(counted.items())]
        if rows:
            await self._runner.run_light(lambda c: c.execute(_ADD, rows))

    async def since(self, when: float) -> tuple[CountSum, ...]:
        """Return the sums since the hour of `when` (seconds since the epoch)."""
        sums: tuple[CountSum, ...] = await self._runner.read(lambda c: _sums(c, int(when // HOUR)))
        return sums

    async def forget(self, before: float) -> None:
        """Delete the counts of hours that ended before a time."""
        old = delete(t.counts).where(t.counts.c.hour < int(before // HOUR))
        await self._runner.run_light(lambda c: c.execute(old))


def _sums(c: Transaction, hour: int) -> tuple[CountSum, ...]:
    n = t.counts.c
    of = (n.kind, n.name, n.carrier, n.region)
    rows = c.execute(select(*of, func.sum(n.n)).where(n.hour >= hour).group_by(*of))
    return tuple(CountSum(*row[:4], int(row[4])) for row in rows)
