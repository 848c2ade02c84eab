"""What a step is: its title, its form, and what each of its buttons does."""

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
    """The buttons, by the value of `go` that a form sends."""

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


Button = Callable[[F, Flow, Partner | None, Desk], Awaitable[StepOutcome]]
"""What a button does with the step's form, filled with what was sent."""


@dataclass(frozen=True, slots=True)
class FlowStep(Generic[F]):
    """One step: `form` fills its form with what was sent, or with what the flow knows."""

    title: str
    form: Callable[[Flow, FormData | None], F]
    buttons: Mapping[str, Button[F]]


def no_form(flow: Flow, sent: FormData | None) -> None:
    """Fill nothing: the step has no form."""
