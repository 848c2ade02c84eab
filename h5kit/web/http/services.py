"""The dependencies of the web handlers, created once by `h5kit.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from h5kit.carrier.reset_rules import ResetRules
from h5kit.clock import Clock
from h5kit.entry.handles import Handles
from h5kit.entry.partners import Partners
from h5kit.flow.record import Flow
from h5kit.settings import Settings
from h5kit.steps.desk import Desk
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.table import form_for
from h5kit.store.store import Store
from h5kit.web.http.render import Renderer


@dataclass(frozen=True, slots=True)
class WebServices:
    """The dependencies that every handler may use."""

    settings: Settings
    clock: Clock
    store: Store
    partners: Partners
    handles: Handles
    desk: Desk
    renderer: Renderer
    rules: ResetRules
    wake_worker: Callable[[], None] = lambda: None
    """Wakes the worker of this process; called after a handler has enqueued a job that is due."""

    def form(self, flow: Flow, sent: FormData | None = None) -> StepForm | None:
        """Return the form of the flow's step, or None; see `h5kit.steps.table.form_for`."""
        return form_for(flow, self.clock.now(), self.rules, sent)
