"""What actions share: the answer they give, moves that may come too late, and drafts kept."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from h5kit.carrier.gateway import Answers, ResetAnswers
from h5kit.flow.machine import Event, is_allowed
from h5kit.flow.progress import moved, replace, unexpired
from h5kit.flow.record import Flow, Shown
from h5kit.flow.states import State
from h5kit.model import Partner
from h5kit.steps.fields import StepForm
from h5kit.steps.registry import FormData, keep_draft
from h5kit.store.plan import Moved, Plan
from h5kit.web.http.parts import Parts

IDLE_IS_NOTED_EVERY = 15
"""Seconds: the same once more, within them, is not worth a write."""

KEPT_BY_RESTART = frozenset({State.BASIC_INFO, State.PHONE})
"""The steps whose forms hold what 重新授权 begins with."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What to answer: the flow as it stands, a part of its step, or another address.

    `form` is the step's form with its faults, for an answer that needn't build it anew.
    """

    flow: Flow
    form: StepForm | None = None
    fragment: str = ""
    to: str = ""
    is_stale: bool = False


Action = Callable[[Parts, Flow, Partner | None, FormData], Awaitable[Acted]]


async def move(parts: Parts, before: Flow, after: Flow, *, release: bool = False) -> Acted:
    """Make a move, or show where the flow really stands if another was first."""
    done = await parts.store.move(before, after, Plan(release=release))
    if isinstance(done, Moved):
        return Acted(after)
    return Acted(await parts.store.find(before.id) or after, is_stale=True)


async def keep(parts: Parts, flow: Flow, form: StepForm | None, **changes: Any) -> Flow:
    """Keep what was typed, so that it's there after the app was killed; no new revision."""
    now = parts.clock.now()
    kept = replace(flow if form is None else keep_draft(flow, form), **changes)
    if kept == flow and now < flow.touched_at + IDLE_IS_NOTED_EVERY:
        return flow
    kept = replace(kept, touched_at=now)
    if await parts.store.touch(flow, kept):
        return kept
    return await parts.store.find(flow.id) or kept


async def keep_late(parts: Parts, flow: Flow, rev: int | None, sent: FormData) -> None:
    """Keep what was typed into the last form of a flow whose time is over: 重新授权 begins with it.

    A form of any other revision, or of a flow that went on, changes nothing.
    """
    before = unexpired(flow)
    if before is None or rev != before.rev or before.state not in KEPT_BY_RESTART:
        return
    form = parts.form(before, sent)
    kept = flow if form is None else replace(flow, draft=keep_draft(before, form).draft)
    if kept != flow:
        await parts.store.touch(flow, kept)


async def faulty(parts: Parts, flow: Flow, form: StepForm) -> Acted:
    """Keep what was typed and a form's faults, so that every GET shows them, without script too."""
    shown = tuple(Shown(code=fault.code, field=fault.field or "") for fault in form.faults)
    kept = await keep(parts, flow, form, shown=shown)
    return Acted(kept, form=form) if kept.rev == flow.rev else Acted(kept, is_stale=True)


async def answer(
    parts: Parts, flow: Flow, form: StepForm, answers: Callable[[StepForm], Answers | ResetAnswers]
) -> Acted:
    """Send the carrier what a form answers, or show what is wrong with it."""
    if not form.validate():
        return await faulty(parts, flow, form)
    sent = await parts.desk.submit(flow, answers(form), draft=keep_draft(flow, form).draft)
    return Acted(sent.flow, is_stale=sent.is_stale)


async def step_aside(
    parts: Parts,
    flow: Flow,
    event: Event,
    sent: FormData,
    *,
    release: bool = False,
    **changes: Any,
) -> Acted:
    """Leave the step for another without asking a carrier; what was typed is kept."""
    if not is_allowed(flow.state, event):
        return Acted(flow, is_stale=True)
    now = parts.clock.now()
    form = parts.form(flow, sent)
    kept = flow if form is None else keep_draft(flow, form)
    return await move(parts, flow, moved(kept, event, now, **changes), release=release)
