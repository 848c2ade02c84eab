"""What pressing a button of a step leads to: the closed set that the view answers."""

from dataclasses import dataclass
from enum import StrEnum

from h5kit.flow.record import Flow
from h5kit.steps.fields import StepForm


class StepPart(StrEnum):
    """A part of a step that is swapped by itself; a value is its fragment."""

    CITY = "city"
    CAPTCHA = "captcha"


@dataclass(frozen=True, slots=True)
class StepShown:
    """Show the step where the flow stands.

    `form` is its form with the faults, where the view needn't build it anew.
    """

    flow: Flow
    form: StepForm | None = None


@dataclass(frozen=True, slots=True)
class PartShown:
    """Show a part of the step; nothing else of the page has changed."""

    flow: Flow
    part: StepPart


@dataclass(frozen=True, slots=True)
class AgreementOpened:
    """Show the agreement."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class SuccessorOpened:
    """Show the flow that goes on instead of this one."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class LateForm:
    """Another submit was first, or the step has no such button: show where the flow stands."""

    flow: Flow


StepOutcome = StepShown | PartShown | AgreementOpened | SuccessorOpened | LateForm
