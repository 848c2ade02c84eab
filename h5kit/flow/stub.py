"""What is left of a forgotten flow for a day: enough to begin again, nothing of the person."""

from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import ENDED, State
from h5kit.messages import Message, Recovery

FORGOTTEN = 0
"""The revision of what is left: a flow begins at 1, so no form that was printed is of it."""

LEFT_SECONDS = 86_400
"""How long it's left, from when the flow itself is forgotten."""


def left(flow: Flow, person: str) -> Flow | None:
    """Return what is left of a flow, None of one that can't begin again.

    `person` is the keyed hash of partner and number. It stays where the partner has said the
    number: who begins again must give the same one, although nobody knows it any more.
    """
    is_over = flow.state in ENDED and not can_restart(flow)
    if is_over:
        return None
    is_the_partners = flow.tel_is_fixed and not flow.has_basic_info
    return Flow(
        id=flow.id,
        partner=flow.partner,
        state=State.FAILED,
        rev=FORGOTTEN,
        created_at=flow.created_at,
        touched_at=flow.touched_at,
        uid=flow.uid,
        callback=flow.callback,
        redirect_url=flow.redirect_url,
        lang=flow.lang,
        size=flow.size,
        scenario=flow.scenario,
        sid=flow.sid,
        shown=(Shown(code=Message.TIMED_OUT),),
        successor=flow.successor,
        has_basic_info=flow.has_basic_info,
        only=person if is_the_partners else flow.only,
    )


def can_restart(flow: Flow) -> bool:
    """Say whether an ended flow's message offers 重新授权."""
    return any(Recovery.RESTART in shown.code.row.recoveries for shown in flow.shown)
