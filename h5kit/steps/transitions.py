"""Transitions that a person makes: with no carrier asked, or by answers that are sent to one."""

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.flow.machine import Event
from h5kit.flow.progress import apply_event
from h5kit.flow.record import Flow
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import with_draft
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.store.plan import Applied, Plan


async def move(
    before: Flow, after: Flow, desk: Desk, *, release: bool = False
) -> StepShown | LateForm:
    """Write a transition, or show where the flow really stands if another was first."""
    result = await desk.store.transition(before, after, Plan(release=release))
    is_moved = isinstance(result, Applied)
    return StepShown(after) if is_moved else LateForm(await desk.reread(after))


async def leave(
    form: StepForm,
    flow: Flow,
    desk: Desk,
    event: Event,
    *,
    release: bool = False,
    **changes: object,
) -> StepShown | LateForm:
    """Leave the step for another without asking a carrier; what was typed is kept.

    With `release` the flow lets go of the number that it holds.
    """
    after = apply_event(with_draft(flow, form), event, desk.clock.now(), **changes)
    return await move(flow, after, desk, release=release)


async def send(
    answers: Answers | ResetAnswers, form: StepForm, flow: Flow, desk: Desk
) -> StepShown | LateForm:
    """Send the carrier the answers of a valid form; what was typed is kept."""
    return await desk.call_carrier(flow, answers, draft=with_draft(flow, form).draft)
