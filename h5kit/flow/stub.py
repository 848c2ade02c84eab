"""The stub that replaces a deleted flow for a day: enough to restart it, no personal data."""

from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import ENDED, State
from h5kit.messages import Message, Recovery

STUB_REVISION = 0
"""The revision of a stub. Flows begin at 1, so no form was ever printed for this revision."""

STUB_SECONDS = 86_400
"""How long a stub is stored after its flow was deleted."""


def stub_of(flow: Flow, person: str) -> Flow | None:
    """Return the stub of a flow, None if the flow can't be restarted.

    `person` is the keyed hash of partner and number. The stub stores it if the partner gave the
    number: a restarted flow must use the same number, which itself is deleted.
    """
    is_over = flow.state in ENDED and not can_restart(flow)
    if is_over:
        return None
    is_partners_number = flow.tel_is_fixed and not flow.has_basic_info
    return Flow(
        id=flow.id,
        partner=flow.partner,
        state=State.FAILED,
        rev=STUB_REVISION,
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
        number_hash=person if is_partners_number else flow.number_hash,
    )


def can_restart(flow: Flow) -> bool:
    """Return whether the message of an ended flow offers a restart (重新授权)."""
    return any(Recovery.RESTART in shown.code.row.recoveries for shown in flow.shown)
