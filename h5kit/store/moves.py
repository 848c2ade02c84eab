"""The transactions on flows, as functions of a runner; the same statements on every database."""

import msgspec
from sqlalchemy import Executable, bindparam, delete, insert, select, text, update

from h5kit.flow.limits import KEPT_SECONDS, reached
from h5kit.flow.record import Flow, Shown
from h5kit.flow.stub import FORGOTTEN, LEFT_SECONDS, left
from h5kit.identity import person
from h5kit.model import Authorization, Private
from h5kit.store import queue
from h5kit.store import schema as t
from h5kit.store.jobs import NewJob
from h5kit.store.port import Hold, Moved, Reserve, Use
from h5kit.store.queue import Lined
from h5kit.store.quick import Runner
from h5kit.store.sealing import SealError, sealer_of

replace = msgspec.structs.replace

encode = msgspec.msgpack.Encoder().encode
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
# Claims the number only for a flow that still stands where it was read, so that a claim and
# the move it belongs to happen together or not at all.
_CLAIM = text(
    "INSERT INTO holds (key, flow_id, until) SELECT :key, :of, :until "
    "WHERE EXISTS (SELECT 1 FROM flows WHERE id = :of AND rev = :old_rev AND state = :old_state) "
    "ON CONFLICT (key) DO UPDATE SET flow_id = excluded.flow_id, until = excluded.until "
    "WHERE holds.flow_id = excluded.flow_id OR holds.until <= :now"
)
HOLDER = select(t.holds.c.flow_id).where(
    t.holds.c.key == bindparam("key"), t.holds.c.until > bindparam("now")
)
GRANTED = select(t.authorizations.c.sid).where(
    t.authorizations.c.partner == bindparam("partner"), t.authorizations.c.uid == bindparam("uid")
)
_OF_GRANT = select(t.authorizations.c.sid).where(
    (t.authorizations.c.sid == bindparam("sid"))
    | (
        (t.authorizations.c.partner == bindparam("partner"))
        & (t.authorizations.c.uid == bindparam("uid"))
        & (t.authorizations.c.uid != text("''"))
    )
)
_RELEASE = delete(t.holds).where(t.holds.c.flow_id == bindparam("of"))
USES = select(t.uses.c.kind, t.uses.c.at).where(
    t.uses.c.key == bindparam("key"), t.uses.c.at > bindparam("since")
)
_ADD_USE = insert(t.uses)
_DROP_USE = delete(t.uses).where(
    t.uses.c.key == bindparam("key"),
    t.uses.c.kind == bindparam("kind"),
    t.uses.c.at == bindparam("at"),
)
_ADD_GRANT = insert(t.authorizations)
_ADD_APPLICANT = insert(t.applicants)
_FORGOTTEN = text(
    "SELECT id, doc FROM flows WHERE touched_at < :before AND rev > :forgotten LIMIT :most"
)
_DROP_FLOW = delete(t.flows).where(
    t.flows.c.id == bindparam("of"), t.flows.c.touched_at < bindparam("before")
)
_SWEEP_FLOWS = delete(t.flows).where(t.flows.c.touched_at < bindparam("before"))
_SWEEP_HOLDS = delete(t.holds).where(t.holds.c.until < bindparam("before"))
_SWEEP_USES = delete(t.uses).where(t.uses.c.at < bindparam("before"))
_SWEEP_QUOTAS = delete(t.quotas).where(t.quotas.c.until < bindparam("before"))
_SWEEP_REQUESTS = delete(t.requests).where(t.requests.c.at < bindparam("before"))
ANSWERS_KEPT = 86_400
MOST_SWEPT = 500
"""So many flows a transaction: others want to write, too."""


def find(c: Runner, flow_id: str) -> Flow | None:
    """Return a flow, or None when it isn't known (any more)."""
    row = c.execute(_FIND, {"id": flow_id}).fetchone()
    return None if row is None else _decode(sealer_of(c).unseal(row[0], f"flows/{flow_id}"))


def _row(c: Runner, flow: Flow) -> dict[str, object]:
    return {
        "id": flow.id,
        "sid": flow.sid,
        "state": flow.state.value,
        "rev": flow.rev,
        "touched_at": flow.touched_at,
        "doc": sealer_of(c).seal(encode(flow), f"flows/{flow.id}"),
    }


def _stand(flow: Flow) -> dict[str, object]:
    return {"of": flow.id, "old_rev": flow.rev, "old_state": flow.state.value}


def create(c: Runner, flow: Flow) -> None:
    """Insert a new flow."""
    c.execute(_INSERT, _row(c, flow))


def change(c: Runner, before: Flow, after: Flow) -> bool:
    """Replace the row if it still stands at `before`'s state and revision."""
    row = _row(c, after)
    del row["id"]
    return c.execute(_CHANGE, row | _stand(before)).rowcount == 1


def touch(c: Runner, before: Flow, after: Flow, release: bool) -> bool:
    """Replace the row if it still stands where it was; let its number go with `release`."""
    is_changed = change(c, before, after)
    if is_changed and release:
        c.execute(_RELEASE, {"of": after.id})
    return is_changed


def move(
    c: Runner,
    before: Flow,
    after: Flow,
    hold: Hold | None,
    release: bool,
    grant: Authorization | None,
    jobs: tuple[NewJob, ...],
    reserve: Reserve | None,
    uses: tuple[Use, ...],
    back: tuple[Use, ...],
) -> tuple[Moved, tuple[Lined, ...]]:
    """Make the move with all that follows from it, or change nothing and say why.

    `uses` are written in any case: an SMS that was sent stays sent, and one that was not is not
    (`back`). Returns the jobs, too, that are in line now.
    """
    _use(c, _DROP_USE, back)
    _use(c, _ADD_USE, uses)
    if reserve is not None and (limit := _limit(c, reserve)):
        return Moved(done=False, reason="limit", limit=limit), ()
    if grant is not None and (reason := _ungrantable(c, grant)):
        return Moved(done=False, reason=reason), ()
    if hold is not None:
        claim = {"key": hold.key, "until": hold.until, "now": after.touched_at, **_stand(before)}
        if c.execute(_CLAIM, claim).rowcount != 1:
            return _unclaimed(c, before, hold, after.touched_at), ()
    if not change(c, before, after):
        return Moved(done=False, reason="stale"), ()
    if release:
        c.execute(_RELEASE, {"of": after.id})
    if reserve is not None:
        _use(c, _ADD_USE, reserve.uses)
    if grant is not None:
        _add_grant(c, grant)
    lined = (queue.add(c, job) for job in jobs)
    return Moved(done=True), tuple(job for job in lined if job is not None)


def _ungrantable(c: Runner, grant: Authorization) -> str:
    """Return why there can't be such an authorization, "" where there can."""
    of = {"sid": grant.sid, "partner": grant.partner, "uid": grant.uid}
    sids = {row[0] for row in c.execute(_OF_GRANT, of).fetchall()}
    return "reused" if grant.sid in sids else "granted" if sids else ""


def _use(c: Runner, statement: Executable, uses: tuple[Use, ...]) -> None:
    for use in uses:
        c.execute(statement, {"key": use.key, "kind": use.kind, "at": use.at})


def _limit(c: Runner, reserve: Reserve) -> Shown | None:
    """Return what tells that nothing may be taken now, None when it may."""
    of = {"key": reserve.key, "since": reserve.at - KEPT_SECONDS}
    uses = ((kind, at) for kind, at in c.execute(USES, of).fetchall())
    return reached(reserve.bars, uses, reserve.at)


def _unclaimed(c: Runner, before: Flow, hold: Hold, now: float) -> Moved:
    """Say why a number could not be claimed: by another flow, or because this one moved on."""
    row = c.execute(HOLDER, {"key": hold.key, "now": now}).fetchone()
    if row is not None and row[0] != before.id:
        return Moved(done=False, reason="held", holder=str(row[0]))
    return Moved(done=False, reason="stale")


def _add_grant(c: Runner, grant: Authorization) -> None:
    row = {
        "sid": grant.sid,
        "partner": grant.partner,
        "uid": grant.uid,
        "granted_at": grant.granted_at,
        "person": grant.person,
        "last_four": grant.last_four,
        "doc": sealed(c, replace(grant, applicant=None), f"authorizations/{grant.sid}"),
    }
    c.execute(_ADD_GRANT, row)
    if grant.applicant is not None:
        box = sealed(c, grant.applicant, f"applicants/{grant.sid}")
        c.execute(_ADD_APPLICANT, {"sid": grant.sid, "box": box})


def sealed(c: Runner, value: Private, of: str) -> bytes:
    """Return a value as it's kept."""
    return sealer_of(c).seal(encode(value), of)


def sweep(c: Runner, lookup_key: str, before: float, now: float) -> int:
    """Forget flows last touched before `before`, lapsed holds, old uses and old answers.

    Of a flow that can begin again a stub is left for a day. Returns how many were forgotten, of
    all that are old enough so many as fit into one transaction.
    """
    c.execute(_SWEEP_FLOWS, {"before": before - LEFT_SECONDS})
    which = {"before": before, "forgotten": FORGOTTEN, "most": MOST_SWEPT}
    old = c.execute(_FORGOTTEN, which).fetchall()
    gone = sum(_forget(c, lookup_key, str(flow_id), doc, before) for flow_id, doc in old)
    c.execute(_SWEEP_HOLDS, {"before": now})
    c.execute(_SWEEP_QUOTAS, {"before": now})
    c.execute(_SWEEP_USES, {"before": now - KEPT_SECONDS})
    c.execute(_SWEEP_REQUESTS, {"before": now - ANSWERS_KEPT})
    return gone


def _forget(c: Runner, lookup_key: str, flow_id: str, doc: bytes, before: float) -> bool:
    """Leave a stub in a flow's place, or nothing; one that no key opens goes, too."""
    flow = _opened(c, flow_id, doc)
    stub = flow and left(flow, person(lookup_key, flow.partner, flow.tel))
    if flow and stub:
        return change(c, flow, stub)
    return c.execute(_DROP_FLOW, {"of": flow_id, "before": before}).rowcount == 1


def _opened(c: Runner, flow_id: str, doc: bytes) -> Flow | None:
    try:
        return _decode(sealer_of(c).unseal(doc, f"flows/{flow_id}"))
    except (SealError, msgspec.DecodeError):
        return None


RECALL = select(t.requests.c.digest, t.requests.c.answer).where(
    t.requests.c.partner == bindparam("partner"), t.requests.c.key == bindparam("key")
)
_REMEMBER = insert(t.requests)


def remember(
    c: Runner, partner: str, key: str, digest: str, answer: bytes, now: float, flow: Flow
) -> tuple[str, bytes]:
    """Create the flow and keep its answer, or return what an equal key got first."""
    first = c.execute(RECALL, {"partner": partner, "key": key}).fetchone()
    if first is not None:
        return str(first[0]), bytes(first[1])
    create(c, flow)
    row = {"partner": partner, "key": key, "digest": digest, "answer": answer, "at": now}
    c.execute(_REMEMBER, row)
    return digest, answer


_COUNT = text(
    "INSERT INTO quotas (key, used, until) VALUES (:key, 1, :until) "
    "ON CONFLICT (key) DO UPDATE SET used = quotas.used + 1 RETURNING used"
)


def count(c: Runner, key: str, until: float) -> int:
    """Count one use of a key that is kept until a time; return how many there are."""
    return int(c.execute(_COUNT, {"key": key, "until": until}).fetchone()[0])
