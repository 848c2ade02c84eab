"""The transactions on flows, as functions of a connection; the same SQL on every database."""

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from h5kit.flow.record import Flow
from h5kit.model import Authorization
from h5kit.storage import schema as t
from h5kit.storage.port import Hold, Moved, NewJob

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Flow).decode

FIND = select(t.flows.c.doc).where(t.flows.c.id == bindparam("id"))
_STANDS = select(t.flows.c.state, t.flows.c.rev).where(t.flows.c.id == bindparam("id"))
_INSERT = insert(t.flows)
_CHANGE = (
    update(t.flows)
    .where(
        t.flows.c.id == bindparam("of"),
        t.flows.c.rev == bindparam("old_rev"),
        t.flows.c.state == bindparam("old_state"),
    )
    .values(
        state=bindparam("state"),
        rev=bindparam("rev"),
        touched_at=bindparam("touched_at"),
        doc=bindparam("doc"),
    )
)
HOLDER = select(t.holds.c.flow_id).where(
    t.holds.c.key == bindparam("key"), t.holds.c.until > bindparam("now")
)
GRANTED = select(t.authorizations.c.sid).where(
    t.authorizations.c.partner == bindparam("partner"), t.authorizations.c.uid == bindparam("uid")
)
_DROP_HOLD = delete(t.holds).where(t.holds.c.key == bindparam("hold_key"))
_RELEASE = delete(t.holds).where(t.holds.c.flow_id == bindparam("of"))
_ADD_HOLD = insert(t.holds)
_ADD_GRANT = insert(t.authorizations)
_ADD_JOB = insert(t.jobs)


def decode(doc: bytes) -> Flow:
    """Return the flow that a row's document holds."""
    return _decode(doc)


def _row(flow: Flow) -> dict[str, object]:
    return {
        "id": flow.id,
        "state": flow.state.value,
        "rev": flow.rev,
        "touched_at": flow.touched_at,
        "doc": _encode(flow),
    }


def create(c: Connection, flow: Flow) -> None:
    """Insert a new flow."""
    c.execute(_INSERT, _row(flow))


def change(c: Connection, before: Flow, after: Flow) -> bool:
    """Replace the row if it still stands at `before`'s state and revision."""
    row = _row(after)
    of = row.pop("id")
    where = {"of": of, "old_rev": before.rev, "old_state": before.state.value}
    return c.execute(_CHANGE, {**row, **where}).rowcount == 1


def move(
    c: Connection,
    before: Flow,
    after: Flow,
    hold: Hold | None,
    release: bool,
    grant: Authorization | None,
    jobs: tuple[NewJob, ...],
) -> Moved:
    """Make the move with all that follows from it, or change nothing and say why.

    The transaction holds the write lock from its first statement, so what is checked here
    can't change before it is written.
    """
    stands = c.execute(_STANDS, {"id": before.id}).first()
    if stands is None or tuple(stands) != (before.state.value, before.rev):
        return Moved(done=False, reason="stale")
    if hold is not None:
        at = {"key": hold.key, "now": after.touched_at}
        holder = c.execute(HOLDER, at).scalar()
        if holder not in (None, before.id):
            return Moved(done=False, reason="held", holder=str(holder))
    if grant is not None and grant.uid:
        of = {"partner": grant.partner, "uid": grant.uid}
        if c.execute(GRANTED, of).first() is not None:
            return Moved(done=False, reason="granted")
    change(c, before, after)
    _follow(c, after, hold, release, grant, jobs)
    return Moved(done=True)


def _follow(
    c: Connection,
    after: Flow,
    hold: Hold | None,
    release: bool,
    grant: Authorization | None,
    jobs: tuple[NewJob, ...],
) -> None:
    if release:
        c.execute(_RELEASE, {"of": after.id})
    if hold is not None:
        c.execute(_DROP_HOLD, {"hold_key": hold.key})
        c.execute(_ADD_HOLD, {"key": hold.key, "flow_id": after.id, "until": hold.until})
    if grant is not None:
        row = {
            "sid": grant.sid,
            "partner": grant.partner,
            "uid": grant.uid,
            "granted_at": grant.granted_at,
            "doc": _encode(grant),
        }
        c.execute(_ADD_GRANT, row)
    for job in jobs:
        c.execute(
            _ADD_JOB,
            {
                "id": job.id,
                "kind": job.kind,
                "sid": job.sid,
                "payload": job.payload,
                "state": "waiting",
                "due_at": job.due_at,
                "tries": 0,
                "tries_before": 0,
                "created_at": job.due_at,
            },
        )


def sweep(c: Connection, before: float) -> int:
    """Forget flows last touched before `before`, their holds, and answers as old."""
    gone = c.execute(delete(t.flows).where(t.flows.c.touched_at < before)).rowcount
    c.execute(delete(t.holds).where(t.holds.c.until < before))
    c.execute(delete(t.requests).where(t.requests.c.at < before - 86400 + 1800))
    return gone
