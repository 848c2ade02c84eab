"""The parts of a step: its title, its form and the handlers of its buttons."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from h5kit.flow.record import Flow
from h5kit.model import Partner
from h5kit.steps.desk import Desk
from h5kit.steps.fields import FormData
from h5kit.steps.outcome import StepOutcome

F = TypeVar("F")


class Go(StrEnum):
    """The buttons; the value is that of `go` in a posted form."""

    SUBMIT = "submit"
    CITIES = "cities"
    CAPTCHA = "captcha"
    SMS = "sms"
    AGREEMENT = "agreement"
    FORGOT = "forgot"
    CLOSE = "close"
    RESET = "reset"
    EDIT = "edit"
    RESTART = "restart"


ButtonHandler = Callable[[F, Flow, Partner | None, Desk], Awaitable[StepOutcome]]
"""Handles a button, given the step's form with the posted values."""


@dataclass(frozen=True, slots=True)
class FlowStep(Generic[F]):
    """One step.

    `build_form` returns the step's form with the posted values, or with the flow's values if
    nothing was posted. `buttons` has the handlers by the value of `go`.
    """

    title: str
    build_form: Callable[[Flow, FormData | None], F]
    buttons: Mapping[str, ButtonHandler[F]]


def no_form(flow: Flow, sent: FormData | None) -> None:
    """Return None: the step has no form."""
