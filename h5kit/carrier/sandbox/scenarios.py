"""The sandbox carrier's scenarios, read from `data/scenarios.toml` (contract §7: the sandbox)."""

import functools
import operator
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.resources import files

import msgspec

from h5kit.challenges import ROWS, Ask
from h5kit.flow.outcomes import ResetStep
from h5kit.messages import CATALOGUE, Message

PATTERN = re.compile(r"(9[0-3])([0-9]{2})")
LAST_FOUR = re.compile(r"[0-9]{4}")
ELSE = "0000"
ASKS = {row.name: row.ask for row in ROWS}
USUAL_RESET = (ResetStep.SMS, ResetStep.PASSWORD)
"""The steps of a reset in scenarios that aren't about resets."""


class Fault(StrEnum):
    """What happens instead of the carrier's answer."""

    SILENT = "silent"
    HTTP_500 = "http_500"
    GARBAGE = "garbage"
    DROPPED = "dropped"


class MessageAt(StrEnum):
    """The call that is answered with the scenario's message."""

    BEGIN = "begin"
    LOGIN = "login"
    VERIFY = "verify"
    RESET = "reset"
    IDENTITY = "identity"
    """Name and ID card, the first step of a reset."""


@dataclass(frozen=True, slots=True)
class Step:
    """One round of a login: what is asked, and the carrier's own text for the page."""

    asks: Ask
    note: str = ""


class Collection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the records are collected after a granted login.

    Collecting takes `seconds` of the sandbox's clock. With `fails` it fails; with `gaps` months are
    missing in every possible way. `calls` is the number of calls, None for a usual number.
    """

    seconds: int = 0
    fails: bool = False
    gaps: bool = False
    calls: int | None = None


USUAL_RECORDS = Collection()


@dataclass(frozen=True, slots=True)
class Script:
    """What the carrier does: its rounds (the login first) and the errors in them.

    `message` is `OK` for none. `login_seconds` is the duration of a login on the sandbox's clock.
    `reset` lists the steps of a reset after name and ID card; with `reset_sends` the carrier then
    chooses the new password and sends it by SMS.
    """

    rounds: tuple[Step, ...]
    login_seconds: int = 0
    fault: Fault | None = None
    first_code_expires: bool = False
    message_at: MessageAt | None = None
    message: Message = Message.OK
    reset: tuple[ResetStep, ...] = USUAL_RESET
    reset_sends: bool = False
    records: Collection = USUAL_RECORDS

    def message_for(self, at: MessageAt) -> Message:
        """Return the message for a call, `OK` for none."""
        return self.message if self.message_at is at else Message.OK


@dataclass(frozen=True, slots=True)
class Scenario:
    """A row of the table: the number's last four digits (MM: any message) and the script."""

    last_four: str
    title: str
    english: str
    script: Script

    def to_json(self) -> dict[str, str]:
        """Return the row as `h5kit scenarios` and `/sandbox/scenarios` print it."""
        return {"last_four": self.last_four, "title": self.title, "english": self.english}


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    last_four: str
    title: str
    english: str
    rounds: tuple[tuple[str, ...], ...] = (("password",),)
    note: str = ""
    login_seconds: int = 0
    fault: Fault | None = None
    first_code_expires: bool = False
    message_at: MessageAt | None = None
    reset: tuple[ResetStep, ...] = USUAL_RESET
    reset_sends: bool = False
    records: Collection = USUAL_RECORDS

    def scenario(self) -> Scenario:
        asked = [functools.reduce(operator.or_, map(ASKS.__getitem__, r)) for r in self.rounds]
        *others, last = (Step(asks) for asks in asked)
        script = Script(
            rounds=(*others, replace(last, note=self.note)),
            login_seconds=self.login_seconds,
            fault=self.fault,
            first_code_expires=self.first_code_expires,
            message_at=self.message_at,
            reset=self.reset,
            reset_sends=self.reset_sends,
            records=self.records,
        )
        return Scenario(self.last_four, self.title, self.english, script)


class _ScenarioTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scenario: tuple[_Row, ...]
    message_steps: dict[ResetStep, tuple[str, ...]]


_TABLE = msgspec.toml.decode(
    files("h5kit.data").joinpath("scenarios.toml").read_bytes(), type=_ScenarioTable
)
SCENARIOS: tuple[Scenario, ...] = tuple(row.scenario() for row in _TABLE.scenario)
"""All scenarios, in the order of the file."""

STEP_OF_MESSAGE = {
    Message[name]: step for step, names in _TABLE.message_steps.items() for name in names
}
"""The step of a reset that is refused with a message; other messages refuse the identity."""

_SCRIPTS = {scenario.last_four: scenario.script for scenario in SCENARIOS}


def scenario_for(tel: str, override: str = "") -> Script:
    """Return the script for a number; `override` replaces its last four digits."""
    last_four = override or tel[-4:]
    return _listed(last_four) or _SCRIPTS[ELSE]


def is_scenario(last_four: str) -> bool:
    """Return whether the table has a row for these last four digits."""
    return _listed(last_four) is not None


def _listed(last_four: str) -> Script | None:
    if not LAST_FOUR.fullmatch(last_four):
        return None
    pattern = PATTERN.fullmatch(last_four)
    if pattern is None:
        return _SCRIPTS.get(last_four)
    code = int(pattern[2])
    if code not in CATALOGUE:
        return None
    script = replace(_SCRIPTS[f"{pattern[1]}MM"], message=Message(code))
    return _placed(script) if script.message_at is MessageAt.RESET else script


def _placed(script: Script) -> Script:
    """Return the script with its message at the step of the reset that the message belongs to."""
    step = STEP_OF_MESSAGE.get(script.message)
    if not script.message:
        return script
    if step is None:
        return replace(script, message_at=MessageAt.IDENTITY)
    return replace(script, reset=(step,))
