"""Create a flow for an entry, or restart an ended flow: its first step and its known values."""

from h5kit.flow.progress import replace
from h5kit.flow.record import Flow, ResetEnd, Shown, Transition
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Entry, Partner


def new_flow(
    flow_id: str,
    partner: Partner,
    entry: Entry,
    now: float,
    *,
    is_granted: bool = False,
    draft: dict[str, str] | None = None,
) -> Flow:
    """Return a new flow at its first step: P1 if the partner uses it and the entry has no number.

    If the uid already has an authorization, the flow has failed with `ALREADY_AUTHORIZED`.
    """
    skips = bool(entry.tel or entry.has_contactor)
    has_basic_info = partner.basic_info and not skips
    state, shown, message = _first(has_basic_info, is_granted)
    return Flow(
        id=flow_id,
        partner=partner.appid,
        state=state,
        rev=1,
        created_at=now,
        touched_at=now,
        uid=entry.uid,
        callback=entry.callback,
        redirect_url=entry.redirect_url,
        lang=entry.lang,
        size=entry.size,
        scenario=entry.scenario,
        tel=entry.tel or entry.usr_phone,
        tel_is_fixed=bool(entry.tel),
        applicant=entry.applicant,
        draft=draft or {},
        shown=shown,
        has_basic_info=has_basic_info,
        history=(Transition(event="opened", to=state, at=now, message=message),),
    )


def restarted_flow(
    flow_id: str, ended: Flow, draft: dict[str, str], now: float, *, is_granted: bool = False
) -> Flow:
    """Return a new flow that starts at the first step of an ended flow, with this draft.

    The person must consent again. The gateway's claim about the number is dropped.
    """
    state, shown, message = _first(ended.has_basic_info, is_granted)
    return replace(
        ended,
        id=flow_id,
        state=state,
        rev=1,
        created_at=now,
        touched_at=now,
        tel_is_fixed=ended.tel_is_fixed and not ended.has_basic_info,
        draft=draft,
        question=None,
        sid="",
        sids=(),
        call=None,
        shown=shown,
        consent=None,
        gateway_claim=None,
        reset=None,
        reset_end=ResetEnd.NONE,
        read_at=0.0,
        successor="",
        history=(Transition(event="restarted", to=state, at=now, message=message),),
    )


def _first(has_basic_info: bool, is_granted: bool) -> tuple[State, tuple[Shown, ...], Message]:
    """Return a flow's first state, the messages it shows there, and the message for its history."""
    if is_granted:
        message = Message.ALREADY_AUTHORIZED
        return State.FAILED, (Shown(code=message),), message
    return State.BASIC_INFO if has_basic_info else State.PHONE, (), Message.OK
