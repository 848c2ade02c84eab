"""Whether a database is fit to serve: it takes a write, and how much work waits in it."""

from sqlalchemy import delete, func, insert, or_, select

from h5kit.store import schema as t
from h5kit.store.runner import Transaction

PROBE = "h5kit.probe"
_WAITING = select(func.count()).where(or_(t.jobs.c.state == "waiting", t.jobs.c.state == "running"))


def probe(c: Transaction, now: float) -> None:
    """Write a row and take it back, in the transaction of the caller; raises where it can't."""
    c.execute(delete(t.holds).where(t.holds.c.key == PROBE))
    c.execute(insert(t.holds).values(key=PROBE, flow_id=PROBE, until=now))
    c.execute(delete(t.holds).where(t.holds.c.key == PROBE))


def backlog(c: Transaction) -> int:
    """Return how many jobs wait or run."""
    return int(c.execute(_WAITING).scalar_one())
