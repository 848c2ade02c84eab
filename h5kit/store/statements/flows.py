"""Read, insert and change flows; a change is a compare-and-set on (state, revision)."""

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
_ADD_ANSWER = insert(t.requests)


def find(c: Transaction, flow_id: str) -> Flow | None:
    """Return a flow, None if there is none or it has been deleted."""
    row = c.quick(_FIND, {"id": flow_id}).fetchone()
    return None if row is None else unsealed(c, flow_id, row[0])


def unsealed(c: Transaction, flow_id: str, doc: bytes) -> Flow:
    """Return the decrypted flow; raises SealError if no key decrypts it."""
    return _decode(c.sealer.unseal(doc, f"flows/{flow_id}"))


def create(c: Transaction, flow: Flow) -> None:
    """Insert a new flow."""
    c.quick(_INSERT, _row(c, flow))


def change(c: Transaction, before: Flow, after: Flow) -> bool:
    """Replace the row if its state and revision are still those of `before`."""
    row = _row(c, after)
    del row["id"]
    return c.quick(_CHANGE, row | unchanged(before)).rowcount == 1


def touch(c: Transaction, before: Flow, after: Flow, release: bool) -> bool:
    """Replace the row if it is unchanged; with `release` also release the flow's number."""
    is_changed = change(c, before, after)
    if is_changed and release:
        release_number(c, after)
    return is_changed


def release_number(c: Transaction, flow: Flow) -> None:
    """Delete the flow's claim on its number."""
    c.quick(_RELEASE, {"of": flow.id})


def unchanged(flow: Flow) -> dict[str, object]:
    """Return the parameters by which a statement finds the flow only if it hasn't changed."""
    return {"of": flow.id, "old_rev": flow.rev, "old_state": flow.state.value}


def create_once(
    c: Transaction, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
) -> tuple[str, bytes]:
    """Insert the flow and its answer; if the key was used before, return the earlier answer.

    Returns (digest of the request, answer).
    """
    c.lock(f"{partner}\x1f{key}")
    first = c.quick(_ANSWERED, {"partner": partner, "key": key}).fetchone()
    if first is not None:
        return str(first[0]), bytes(first[1])
    create(c, flow)
    row = {"partner": partner, "key": key, "digest": digest, "answer": answer, "at": now}
    c.quick(_ADD_ANSWER, row)
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
