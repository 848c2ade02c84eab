"""Delete expired rows: old flows, expired holds, old uses, quotas and idempotent answers."""

import msgspec
from sqlalchemy import bindparam, delete, text

from h5kit.flow.limits import KEPT_SECONDS
from h5kit.flow.stub import STUB_REVISION, STUB_SECONDS, stub_of
from h5kit.identity import person
from h5kit.store import schema as t
from h5kit.store.runner import Transaction
from h5kit.store.sealing import SealError
from h5kit.store.statements import flows

ANSWER_SECONDS = 86_400
FLOWS_PER_BATCH = 500
"""The maximum number of flows deleted in one transaction, so that other writers don't wait."""

_OLD = text("SELECT id, doc FROM flows WHERE touched_at < :before AND rev > :forgotten LIMIT :most")
_DROP = delete(t.flows).where(
    t.flows.c.id == bindparam("of"), t.flows.c.touched_at < bindparam("before")
)
_STUBS = delete(t.flows).where(t.flows.c.touched_at < bindparam("before"))
_HOLDS = delete(t.holds).where(t.holds.c.until < bindparam("before"))
_USES = delete(t.uses).where(t.uses.c.at < bindparam("before"))
_QUOTAS = delete(t.quotas).where(t.quotas.c.until < bindparam("before"))
_REQUESTS = delete(t.requests).where(t.requests.c.at < bindparam("before"))


def sweep(c: Transaction, lookup_key: str, before: float, now: float) -> int:
    """Delete a batch of flows last touched before `before`, and all expired rows of other tables.

    A flow that can be restarted is replaced by a stub for a day. Returns the number of deleted
    flows; more may remain until it returns 0.
    """
    c.lock("sweep")
    c.quick(_STUBS, {"before": before - STUB_SECONDS})
    which = {"before": before, "forgotten": STUB_REVISION, "most": FLOWS_PER_BATCH}
    old = c.quick(_OLD, which).fetchall()
    deleted = sum(_delete(c, lookup_key, str(flow_id), doc, before) for flow_id, doc in old)
    c.quick(_HOLDS, {"before": now})
    c.quick(_QUOTAS, {"before": now})
    c.quick(_USES, {"before": now - KEPT_SECONDS})
    c.quick(_REQUESTS, {"before": now - ANSWER_SECONDS})
    return deleted


def _delete(c: Transaction, lookup_key: str, flow_id: str, doc: bytes, before: float) -> bool:
    """Replace a flow by its stub, or delete it; also delete a flow that no key decrypts."""
    try:
        flow = flows.unsealed(c, flow_id, doc)
    except (SealError, msgspec.DecodeError):
        flow = None
    stub = flow and stub_of(flow, person(lookup_key, flow.partner, flow.tel))
    if flow and stub:
        return flows.change(c, flow, stub)
    return c.quick(_DROP, {"of": flow_id, "before": before}).rowcount == 1
