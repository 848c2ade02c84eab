"""A transition of a flow with its plan in one database transaction, or the reason for refusal."""

from sqlalchemy import bindparam, select, text

from h5kit.flow.record import Flow
from h5kit.store import schema as t
from h5kit.store.plan import (
    Applied,
    Hold,
    NotApplied,
    NumberHeld,
    Plan,
    Stale,
    TransitionResult,
)
from h5kit.store.runner import Transaction
from h5kit.store.statements import authorizations, flows, jobs, uses

# Claims the number only if the flow hasn't changed since it was read, so that a claim and its
# transition happen together or not at all.
_CLAIM = text(
    "INSERT INTO holds (key, flow_id, until) SELECT :key, :of, :until "
    "WHERE EXISTS (SELECT 1 FROM flows WHERE id = :of AND rev = :old_rev AND state = :old_state) "
    "ON CONFLICT (key) DO UPDATE SET flow_id = excluded.flow_id, until = excluded.until "
    "WHERE holds.flow_id = excluded.flow_id OR holds.until <= :now"
)
_HOLDER = select(t.holds.c.flow_id).where(
    t.holds.c.key == bindparam("key"), t.holds.c.until > bindparam("now")
)
_FLOW_ROW = select(t.flows.c.rev).where(t.flows.c.id == bindparam("of")).with_for_update()


def transition(c: Transaction, before: Flow, after: Flow, plan: Plan) -> TransitionResult:
    """Write the transition and its plan; if it is refused, write only uses and refunds."""
    _lock(c, before, plan)
    uses.refund(c, plan.refunds)
    uses.add(c, plan.uses)
    if refusal := _refusal(c, before, after, plan):
        return refusal
    if not flows.change(c, before, after):
        return Stale()
    if plan.release:
        flows.release_number(c, after)
    if plan.reserve is not None:
        uses.add(c, plan.reserve.uses)
    if plan.grant is not None:
        authorizations.add(c, plan.grant)
    jobs.add(c, plan.jobs)
    return Applied()


def holder(c: Transaction, key: str, now: float) -> str | None:
    """Return the id of the flow that has claimed the number, or None."""
    row = c.quick(_HOLDER, {"key": key, "now": now}).fetchone()
    return None if row is None else str(row[0])


def _lock(c: Transaction, before: Flow, plan: Plan) -> None:
    """Lock the flow, the uid to be granted and the number's uses against other transactions.

    Each statement sees what other transactions have committed, so everything a transition checks
    must be locked until it is committed.
    """
    c.lock_rows(_FLOW_ROW, {"of": before.id})
    if plan.grant is not None and plan.grant.uid:
        c.lock(f"{plan.grant.partner}\x1f{plan.grant.uid}")
    if plan.reserve is not None:
        c.lock(f"uses\x1f{plan.reserve.key}")


def _refusal(c: Transaction, before: Flow, after: Flow, plan: Plan) -> NotApplied | None:
    """Return why the transition is refused, None if it isn't; claims the number."""
    if plan.reserve is not None and (limit := uses.limit_of(c, plan.reserve)):
        return limit
    if plan.grant is not None and (refusal := authorizations.refusal(c, plan.grant)):
        return refusal
    if plan.hold is not None:
        return _claim(c, before, plan.hold, after.touched_at)
    return None


def _claim(c: Transaction, before: Flow, hold: Hold, now: float) -> Stale | NumberHeld | None:
    """Claim a number; return why not: another flow has claimed it, or this flow has changed."""
    claim = {"key": hold.key, "until": hold.until, "now": now, **flows.unchanged(before)}
    if c.quick(_CLAIM, claim).rowcount == 1:
        return None
    other = holder(c, hold.key, now)
    return Stale() if other is None or other == before.id else NumberHeld(other)
