"""Drafts: typed values are saved, so that they survive a fault or the end of the app."""

from typing import Any

from h5kit.flow.progress import replace
from h5kit.flow.record import Flow, Shown
from h5kit.steps.desk import Desk
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, StepShown

TOUCH_INTERVAL_SECONDS = 15
"""Within this time a form without changes isn't written just to record the person's activity."""


def with_draft(flow: Flow, form: StepForm) -> Flow:
    """Return the flow with the form's non-secret values in its draft; empty values are removed."""
    names = form.draft_names()
    draft = {k: v for k, v in flow.draft.items() if k not in names} | form.draft()
    return flow if draft == flow.draft else replace(flow, draft=draft)


async def keep_draft(form: StepForm, flow: Flow, desk: Desk, **changes: Any) -> Flow:
    """Write the form's draft and other changes that need no new revision; return the flow.

    Returns the stored flow instead if the flow has changed meanwhile.
    """
    now = desk.clock.now()
    changed = replace(with_draft(flow, form), **changes)
    if changed == flow and now < flow.touched_at + TOUCH_INTERVAL_SECONDS:
        return flow
    changed = replace(changed, touched_at=now)
    return changed if await desk.store.touch(flow, changed) else await desk.reread(flow)


async def show_faults(form: StepForm, flow: Flow, desk: Desk) -> StepShown | LateForm:
    """Save the draft and the form's faults with the flow, so that a GET shows them, too.

    Returns a LateForm, and saves nothing, if the flow has a newer revision.
    """
    shown = tuple(Shown(code=fault.code, field=fault.field or "") for fault in form.faults)
    saved = await keep_draft(form, flow, desk, shown=shown)
    return StepShown(saved, form) if saved.rev == flow.rev else LateForm(saved)
