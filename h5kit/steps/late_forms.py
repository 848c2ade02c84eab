"""Forms that come too late: what was typed into one just as the flow's time was over."""

from h5kit.flow.progress import replace, unexpired
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import with_draft
from h5kit.steps.fields import FormData
from h5kit.steps.table import form_for

KEPT_BY_RESTART = frozenset({State.BASIC_INFO, State.PHONE})
"""The steps whose forms hold what 重新授权 begins with."""


async def keep_late_draft(sent: FormData, flow: Flow, rev: int | None, desk: Desk) -> None:
    """Keep what was typed into the last form of a flow whose time is over, for 重新授权.

    A form of any other revision, or of a flow that went on, changes nothing.
    """
    before = unexpired(flow)
    if before is None or rev != before.rev or before.state not in KEPT_BY_RESTART:
        return
    form = form_for(before, desk.clock.now(), desk.rules, sent)
    kept = flow if form is None else replace(flow, draft=with_draft(before, form).draft)
    if kept != flow:
        await desk.store.touch(flow, kept)
