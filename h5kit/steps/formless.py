"""The steps without a form: `waiting`, `success`, and `failed` with its button 重新授权."""

from h5kit.entry.handles import new_flow_id
from h5kit.entry.sessions import restarted_flow
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event
from h5kit.flow.record import Flow
from h5kit.flow.stub import can_restart
from h5kit.model import Partner
from h5kit.steps.basic_info import DRAFT_NAMES
from h5kit.steps.desk import Desk
from h5kit.steps.outcome import LateForm, SuccessorOpened
from h5kit.steps.step import FlowStep, Go, no_form
from h5kit.store.plan import Applied


async def restart(
    form: None, flow: Flow, partner: Partner | None, desk: Desk
) -> SuccessorOpened | LateForm:
    """重新授权: create a successor with P1's draft; from now on the old address redirects to it."""
    if not can_restart(flow):
        return LateForm(flow)
    now, store = desk.clock.now(), desk.store
    is_granted = bool(flow.uid) and await store.is_granted(flow.partner, flow.uid)
    draft = {name: value for name, value in flow.draft.items() if name in DRAFT_NAMES}
    successor = restarted_flow(new_flow_id(flow.partner), flow, draft, now, is_granted=is_granted)
    await store.create(successor)
    ended = apply_event(flow, Event.RESTARTED, now, shown=flow.shown, successor=successor.id)
    result = await store.transition(flow, ended)
    return SuccessorOpened(ended if isinstance(result, Applied) else await desk.reread(ended))


WAITING: FlowStep[None] = FlowStep("正在查询", no_form, {})
SUCCESS: FlowStep[None] = FlowStep("授权成功", no_form, {})
FAILED: FlowStep[None] = FlowStep("授权未完成", no_form, {Go.RESTART: restart})
