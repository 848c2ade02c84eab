"""Observers of flows: the store tells them of each change once it is committed."""

from typing import Protocol

import structlog

from h5kit.flow.record import Flow

log = structlog.get_logger("h5kit.steps")


class Observer(Protocol):
    """Who wants to know; it must be quick, and it never raises."""

    def opened(self, flow: Flow) -> None:
        """Take note of a new flow."""
        ...

    def moved(self, before: Flow, after: Flow) -> None:
        """Take note that a flow went from `before` to `after`.

        Without a new revision it is a touch: a draft, a fresh captcha, a message.
        """
        ...


class StepLog:
    """Logs one line for each move: the sid, never the number, the name or the handle."""

    def opened(self, flow: Flow) -> None:
        """Log nothing: a flow that is only opened has made no step."""

    def moved(self, before: Flow, after: Flow) -> None:
        """Log a move, but no touch."""
        if after.rev == before.rev:
            return
        last = after.history[-1]
        log.info("step", sid=after.sid, partner=after.partner, step=after.state.value,
                 move=last.event, message=last.message)  # fmt: skip
