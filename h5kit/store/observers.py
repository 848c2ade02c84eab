"""Observers of flows: the store calls them after each committed change."""

from typing import Protocol

import structlog

from h5kit.flow.record import Flow

log = structlog.get_logger("h5kit.steps")


class Observer(Protocol):
    """Gets called after each change of a flow. It must be fast and must not raise."""

    def opened(self, flow: Flow) -> None:
        """Handle a new flow."""
        ...

    def changed(self, before: Flow, after: Flow) -> None:
        """Handle a change of a flow from `before` to `after`.

        If the revision is the same it was no transition: only the draft, the captcha or the message
        changed.
        """
        ...


class StepLog:
    """Logs one line for each transition: the sid, never the number, the name or the handle."""

    def opened(self, flow: Flow) -> None:
        """Log nothing: opening a flow is not a transition."""

    def changed(self, before: Flow, after: Flow) -> None:
        """Log a transition; ignore changes without a new revision."""
        if after.rev == before.rev:
            return
        last = after.history[-1]
        log.info("step", sid=after.sid, partner=after.partner, step=after.state.value,
                 move=last.event, message=last.message)  # fmt: skip
