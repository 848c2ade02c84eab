"""Flows: read, written, and changed by compare-and-set on (state, revision)."""

from typing import Final

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update

from h5kit.flow.record import Flow
from h5kit.store import schema as t
from h5kit.store.runner import Transaction

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Flow).decode

_FIND = select(t.flows.c.doc).where(t.flows.c.id == bindparam("id"))
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
        sid=bindparam("sid"),
        doc=bindparam("doc"),
    )
)
_RELEASE = delete(t.holds).where(t.holds.c.flow_id == bindparam("of"))
_ANSWERED: Final = select(t.requests.c.digest, t.requests.c.answer).where(
    t.requests.c.partner == bindparam("partner"), t.requests.c.key == bindparam("key")
)
_REMEMBER = insert(t.requests)


def find(c: Transaction, flow_id: str) -> Flow | None:
    """Return a flow, or None when it isn't known (any more)."""
    row = c.quick(_FIND, {"id": flow_id}).fetchone()
    return None if row is None else opened(c, flow_id, row[0])


def opened(c: Transaction, flow_id: str, doc: bytes) -> Flow:
    """Return a flow as it was kept; raises SealError where no key opens it."""
    return _decode(c.sealer.unseal(doc, f"flows/{flow_id}"))


def create(c: Transaction, flow: Flow) -> None:
    """Insert a new flow."""
    c.quick(_INSERT, _row(c, flow))


def change(c: Transaction, before: Flow, after: Flow) -> bool:
    """Replace the row if it still stands at `before`'s state and revision."""
    row = _row(c, after)
    del row["id"]
    return c.quick(_CHANGE, row | standing(before)).rowcount == 1


def touch(c: Transaction, before: Flow, after: Flow, release: bool) -> bool:
    """Replace the row if it still stands where it was; let its number go with `release`."""
    is_changed = change(c, before, after)
    if is_changed and release:
        release_number(c, after)
    return is_changed


def release_number(c: Transaction, flow: Flow) -> None:
    """Let the number go that a flow holds."""
    c.quick(_RELEASE, {"of": flow.id})


def standing(flow: Flow) -> dict[str, object]:
    """Return the parameters by which a statement finds a flow only where it still stands."""
    return {"of": flow.id, "old_rev": flow.rev, "old_state": flow.state.value}


def remember(
    c: Transaction, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
) -> tuple[str, bytes]:
    """Create the flow and keep its answer, or return what an equal key got first."""
    c.lock(f"{partner}\x1f{key}")
    first = c.quick(_ANSWERED, {"partner": partner, "key": key}).fetchone()
    if first is not None:
        return str(first[0]), bytes(first[1])
    create(c, flow)
    row = {"partner": partner, "key": key, "digest": digest, "answer": answer, "at": now}
    c.quick(_REMEMBER, row)
    return digest, answer


def _row(c: Transaction, flow: Flow) -> dict[str, object]:
    return {
        "id": flow.id,
        "sid": flow.sid,
        "state": flow.state.value,
        "rev": flow.rev,
        "touched_at": flow.touched_at,
        "doc": c.sealer.seal(_encode(flow), f"flows/{flow.id}"),
    }
