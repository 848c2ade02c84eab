"""Health checks: whether the database accepts a write, and how many jobs are waiting."""

from sqlalchemy import delete, func, insert, or_, select

from h5kit.store import schema as t
from h5kit.store.runner import Transaction

PROBE = "h5kit.probe"
_WAITING = select(func.count()).where(or_(t.jobs.c.state == "waiting", t.jobs.c.state == "running"))


def probe(c: Transaction, now: float) -> None:
    """Insert and delete a row; raises the database's error if it can't write."""
    c.execute(delete(t.holds).where(t.holds.c.key == PROBE))
    c.execute(insert(t.holds).values(key=PROBE, flow_id=PROBE, until=now))
    c.execute(delete(t.holds).where(t.holds.c.key == PROBE))


def backlog(c: Transaction) -> int:
    """Return how many jobs are waiting or running."""
    return int(c.execute(_WAITING).scalar_one())
