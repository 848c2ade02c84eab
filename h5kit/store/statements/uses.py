"""Uses that count towards limits, by keyed hash of a number, and simple counters (quotas)."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select, text

from h5kit.flow.limits import KEPT_SECONDS, LimitReached, reached
from h5kit.store import schema as t
from h5kit.store.plan import Reserve, Use
from h5kit.store.runner import Transaction

_SINCE = select(t.uses.c.kind, t.uses.c.at).where(
    t.uses.c.key == bindparam("key"), t.uses.c.at > bindparam("since")
)
_ADD = insert(t.uses)
_DROP = delete(t.uses).where(
    t.uses.c.key == bindparam("key"),
    t.uses.c.kind == bindparam("kind"),
    t.uses.c.at == bindparam("at"),
)
_CLEAR = delete(t.uses).where(t.uses.c.key == bindparam("key"))
_COUNT = text(
    "INSERT INTO quotas (key, used, until) VALUES (:key, 1, :until) "
    "ON CONFLICT (key) DO UPDATE SET used = quotas.used + 1 RETURNING used"
)


def since(c: Transaction, key: str, when: float) -> tuple[Use, ...]:
    """Return the uses of a key since a time."""
    rows = c.quick(_SINCE, {"key": key, "since": when}).fetchall()
    return tuple(Use(key, kind, at) for kind, at in rows)


def add(c: Transaction, uses: Iterable[Use]) -> None:
    """Insert uses."""
    for use in uses:
        c.quick(_ADD, {"key": use.key, "kind": use.kind, "at": use.at})


def refund(c: Transaction, uses: Iterable[Use]) -> None:
    """Delete uses that did not happen."""
    for use in uses:
        c.quick(_DROP, {"key": use.key, "kind": use.kind, "at": use.at})


def clear(c: Transaction, key: str) -> int:
    """Delete all uses of a key; return how many there were."""
    return c.quick(_CLEAR, {"key": key}).rowcount


def limit_of(c: Transaction, reserve: Reserve) -> LimitReached | None:
    """Return the limit that forbids these uses, None if none does."""
    of = {"key": reserve.key, "since": reserve.at - KEPT_SECONDS}
    earlier = ((kind, at) for kind, at in c.quick(_SINCE, of).fetchall())
    return reached(reserve.limits, earlier, reserve.at)


def count(c: Transaction, key: str, until: float) -> int:
    """Increment a key's counter, which expires at `until`; return its new value."""
    return int(c.quick(_COUNT, {"key": key, "until": until}).fetchone()[0])
