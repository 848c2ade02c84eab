"""Transitions that a person causes, with or without a call to the carrier."""

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event
from h5kit.flow.record import Flow
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import with_draft
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.store.plan import Applied, Plan


async def transition(
    before: Flow, after: Flow, desk: Desk, *, release: bool = False
) -> StepShown | LateForm:
    """Write a transition; return a LateForm if another transition was first.

    With `release` the flow's hold on its number is released.
    """
    result = await desk.store.transition(before, after, Plan(release=release))
    is_applied = isinstance(result, Applied)
    return StepShown(after) if is_applied else LateForm(await desk.reread(after))


async def leave_step(
    form: StepForm,
    flow: Flow,
    desk: Desk,
    event: Event,
    *,
    release: bool = False,
    **changes: object,
) -> StepShown | LateForm:
    """Save the draft and go to another step by `event`, without calling the carrier.

    With `release` the flow's hold on its number is released.
    """
    after = apply_event(with_draft(flow, form), event, desk.clock.now(), **changes)
    return await transition(flow, after, desk, release=release)


async def send_answers(
    answers: Answers | ResetAnswers, form: StepForm, flow: Flow, desk: Desk
) -> StepShown | LateForm:
    """Save the draft of a valid form and send its answers to the carrier."""
    return await desk.call_carrier(flow, answers, draft=with_draft(flow, form).draft)
