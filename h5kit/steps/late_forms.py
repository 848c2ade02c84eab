"""Late forms: the draft of a form that was sent after its flow had expired."""

from h5kit.flow.progress import replace, unexpired
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import with_draft
from h5kit.steps.fields import FormData
from h5kit.steps.table import form_for

RESTART_KEEPS = frozenset({State.BASIC_INFO, State.PHONE})
"""The steps whose drafts 重新授权 takes over into the successor."""


async def keep_late_draft(sent: FormData, flow: Flow, rev: int | None, desk: Desk) -> None:
    """Save the draft of a form that was sent after its flow had expired, for 重新授权.

    `rev` is the revision of the form. Nothing changes unless the flow has expired and the form
    belongs to the last revision before that.
    """
    before = unexpired(flow)
    if before is None or rev != before.rev or before.state not in RESTART_KEEPS:
        return
    form = form_for(before, desk.clock.now(), desk.rules, sent)
    changed = flow if form is None else replace(flow, draft=with_draft(before, form).draft)
    if changed != flow:
        await desk.store.touch(flow, changed)
