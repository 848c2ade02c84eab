"""Drafts: what was typed is kept, so that it's there after a fault or after the app was killed."""

from typing import Any

from h5kit.flow.progress import replace
from h5kit.flow.record import Flow, Shown
from h5kit.steps.desk import Desk
from h5kit.steps.fields import StepForm
from h5kit.steps.outcome import LateForm, StepShown

IDLE_IS_NOTED_EVERY = 15
"""Seconds: the same once more, within them, is not worth a write."""


def with_draft(flow: Flow, form: StepForm) -> Flow:
    """Return the flow with the form's non-secret values; what was emptied is forgotten."""
    names = form.draft_names()
    draft = {k: v for k, v in flow.draft.items() if k not in names} | form.draft()
    return flow if draft == flow.draft else replace(flow, draft=draft)


async def keep_draft(form: StepForm, flow: Flow, desk: Desk, **changes: Any) -> Flow:
    """Write what was typed, and other changes that need no new revision; return the flow."""
    now = desk.clock.now()
    kept = replace(with_draft(flow, form), **changes)
    if kept == flow and now < flow.touched_at + IDLE_IS_NOTED_EVERY:
        return flow
    kept = replace(kept, touched_at=now)
    return kept if await desk.store.touch(flow, kept) else await desk.reread(flow)


async def show_faults(form: StepForm, flow: Flow, desk: Desk) -> StepShown | LateForm:
    """Keep what was typed and the form's faults, so that every GET shows them, without script too.

    A flow that has gone on meanwhile shows none of them.
    """
    shown = tuple(Shown(code=fault.code, field=fault.field or "") for fault in form.faults)
    kept = await keep_draft(form, flow, desk, shown=shown)
    return StepShown(kept, form) if kept.rev == flow.rev else LateForm(kept)
