"""Since when a server's keys have been in use; of a key only what it is called is kept."""

from dataclasses import dataclass

from sqlalchemy import select, text

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction

_NOTE = text(
    "INSERT INTO server_keys (id, seen_at) VALUES (:id, :seen_at) ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class KeyAge:
    """A key's name (8 hex digits of a hash), since when it is known, and whether it seals."""

    id: str
    seen_at: float
    is_newest: bool


class KeyAges:
    """When each key was first seen by a server."""

    def __init__(self, runner: Runner, ids: tuple[str, ...]) -> None:
        """Take the names of the keys in their order; the last one signs and seals."""
        self._runner = runner
        self._ids = ids

    async def note(self, now: float) -> None:
        """Note the keys that are new."""
        rows = [{"id": key, "seen_at": now} for key in self._ids]
        await self._runner.run_light(lambda c: c.execute(_NOTE, rows))

    async def ages(self) -> tuple[KeyAge, ...]:
        """Return this server's keys in their order."""
        seen = await self._runner.look(_seen)
        newest = self._ids[-1]
        return tuple(KeyAge(key, seen.get(key, 0.0), key == newest) for key in self._ids)


def _seen(c: Transaction) -> dict[str, float]:
    k = t.server_keys.c
    return {row.id: row.seen_at for row in c.execute(select(k.id, k.seen_at))}
