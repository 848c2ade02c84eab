"""Forgetting what is over: old flows, lapsed holds, old uses, counts and answers."""

import msgspec
from sqlalchemy import bindparam, delete, text

from h5kit.flow.limits import KEPT_SECONDS
from h5kit.flow.stub import FORGOTTEN, LEFT_SECONDS, left
from h5kit.identity import person
from h5kit.store import schema as t
from h5kit.store.runner import Transaction
from h5kit.store.sealing import SealError
from h5kit.store.statements import flows

ANSWERS_KEPT = 86_400
MOST_SWEPT = 500
"""So many flows a transaction: others want to write, too."""

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
    """Forget flows last touched before `before`, lapsed holds, old uses and old answers.

    Of a flow that can begin again a stub is left for a day. Returns how many were forgotten, of
    all that are old enough so many as fit into one transaction.
    """
    c.lock("sweep")
    c.quick(_STUBS, {"before": before - LEFT_SECONDS})
    which = {"before": before, "forgotten": FORGOTTEN, "most": MOST_SWEPT}
    old = c.quick(_OLD, which).fetchall()
    gone = sum(_forget(c, lookup_key, str(flow_id), doc, before) for flow_id, doc in old)
    c.quick(_HOLDS, {"before": now})
    c.quick(_QUOTAS, {"before": now})
    c.quick(_USES, {"before": now - KEPT_SECONDS})
    c.quick(_REQUESTS, {"before": now - ANSWERS_KEPT})
    return gone


def _forget(c: Transaction, lookup_key: str, flow_id: str, doc: bytes, before: float) -> bool:
    """Leave a stub in a flow's place, or nothing; one that no key opens goes, too."""
    try:
        flow = flows.opened(c, flow_id, doc)
    except (SealError, msgspec.DecodeError):
        flow = None
    stub = flow and left(flow, person(lookup_key, flow.partner, flow.tel))
    if flow and stub:
        return flows.change(c, flow, stub)
    return c.quick(_DROP, {"of": flow_id, "before": before}).rowcount == 1
