"""The move of a flow: one transaction with all that was planned, or a refusal that says why."""

from sqlalchemy import bindparam, select, text

from h5kit.flow.record import Flow
from h5kit.store import schema as t
from h5kit.store.plan import (
    Hold,
    LimitReached,
    Moved,
    MoveResult,
    NotMoved,
    NumberHeld,
    Plan,
    Stale,
)
from h5kit.store.runner import Transaction
from h5kit.store.statements import authorizations, flows, jobs, uses

# Claims the number only for a flow that still stands where it was read, so that a claim and
# the move it belongs to happen together or not at all.
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


def move(c: Transaction, before: Flow, after: Flow, plan: Plan) -> MoveResult:
    """Make the move with all that was planned, or change nothing but uses and say why."""
    _lock(c, before, plan)
    uses.give_back(c, plan.back)
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
    return Moved()


def holder(c: Transaction, key: str, now: float) -> str | None:
    """Return the id of the flow that holds a number, or None."""
    row = c.quick(_HOLDER, {"key": key, "now": now}).fetchone()
    return None if row is None else str(row[0])


def _lock(c: Transaction, before: Flow, plan: Plan) -> None:
    """Make those wait who would move the same flow, grant the same uid or use the same budget.

    Statements see what others have committed meanwhile; so what a move looks at must stay as it
    is until the move is committed.
    """
    c.lock_rows(_FLOW_ROW, {"of": before.id})
    if plan.grant is not None and plan.grant.uid:
        c.lock(f"{plan.grant.partner}\x1f{plan.grant.uid}")
    if plan.reserve is not None:
        c.lock(f"uses\x1f{plan.reserve.key}")


def _refusal(c: Transaction, before: Flow, after: Flow, plan: Plan) -> NotMoved | None:
    """Return why the move can't be made, None where it can; claims the number."""
    if plan.reserve is not None and (limit := uses.limit_of(c, plan.reserve)):
        return LimitReached(limit)
    if plan.grant is not None and (refusal := authorizations.refusal(c, plan.grant)):
        return refusal
    if plan.hold is not None:
        return _claim(c, before, plan.hold, after.touched_at)
    return None


def _claim(c: Transaction, before: Flow, hold: Hold, now: float) -> Stale | NumberHeld | None:
    """Claim a number; return why it can't be: another flow has it, or this one moved on."""
    claim = {"key": hold.key, "until": hold.until, "now": now, **flows.standing(before)}
    if c.quick(_CLAIM, claim).rowcount == 1:
        return None
    other = holder(c, hold.key, now)
    return Stale() if other is None or other == before.id else NumberHeld(other)
