"""How many flows came how far, by the hour: counts that outlive the flows, of nobody's data."""

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
class Counted:
    """How often something of a kind was counted; carrier and region "" where nobody knows."""

    kind: str
    name: str
    carrier: str
    region: str
    n: int


class HourlyCounts:
    """Counts by hour, kind, name, carrier and region; each from a closed set."""

    def __init__(self, runner: Runner) -> None:
        """Take what runs the transactions."""
        self._runner = runner

    async def add(self, counted: Mapping[Key, int]) -> None:
        """Add to the counts, all in one transaction."""
        names = ("hour", "kind", "name", "carrier", "region", "n")
        # In one order: two servers that add at once never wait for each other in a circle.
        rows = [dict(zip(names, (*key, n), strict=True)) for key, n in sorted(counted.items())]
        if rows:
            await self._runner.run_light(lambda c: c.execute(_ADD, rows))

    async def since(self, when: float) -> tuple[Counted, ...]:
        """Return the sums from the hour on that `when` (epoch seconds) is in."""
        sums: tuple[Counted, ...] = await self._runner.look(lambda c: _sums(c, int(when // HOUR)))
        return sums

    async def forget(self, before: float) -> None:
        """Forget the hours that ended before a time."""
        old = delete(t.counts).where(t.counts.c.hour < int(before // HOUR))
        await self._runner.run_light(lambda c: c.execute(old))


def _sums(c: Transaction, hour: int) -> tuple[Counted, ...]:
    n = t.counts.c
    of = (n.kind, n.name, n.carrier, n.region)
    rows = c.execute(select(*of, func.sum(n.n)).where(n.hour >= hour).group_by(*of))
    return tuple(Counted(*row[:4], int(row[4])) for row in rows)
