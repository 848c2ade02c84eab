"""When each of the server's keys was first used. Only the keys' ids are stored."""

from dataclasses import dataclass

from sqlalchemy import select, text

from h5kit.store import schema as t
from h5kit.store.runner import Runner, Transaction

_NOTE = text(
    "INSERT INTO server_keys (id, seen_at) VALUES (:id, :seen_at) ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class KeyAge:
    """A key's id (8 hex digits of a hash), when it was first seen, whether it is the newest."""

    id: str
    seen_at: float
    is_newest: bool


class KeyAges:
    """Stores when each key was first seen by a server."""

    def __init__(self, runner: Runner, ids: tuple[str, ...]) -> None:
        """`ids` are those of the server's keys, oldest first; the last one signs and seals."""
        self._runner = runner
        self._ids = ids

    async def note(self, now: float) -> None:
        """Store `now` for the keys that weren't seen before."""
        rows = [{"id": key, "seen_at": now} for key in self._ids]
        await self._runner.run_light(lambda c: c.execute(_NOTE, rows))

    async def ages(self) -> tuple[KeyAge, ...]:
        """Return this server's keys, oldest first."""
        seen = await self._runner.read(_seen)
        newest = self._ids[-1]
        return tuple(KeyAge(key, seen.get(key, 0.0), key == newest) for key in self._ids)


def _seen(c: Transaction) -> dict[str, float]:
    k = t.server_keys.c
    return {row.id: row.seen_at for row in c.execute(select(k.id, k.seen_at))}
