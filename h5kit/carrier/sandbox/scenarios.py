"""The scenario table of the sandbox carrier, read from `data/scenarios.toml` (contract §7)."""

import re
import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files

from h5kit.flow.outcomes import Ask

ASKS = {"sms": Ask.SMS, "captcha": Ask.CAPTCHA, "identity": Ask.NAME_AND_ID, "only": Ask.NOTHING}
LAST_FOUR = re.compile(r"[0-9]{4}")
MOST = 55


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row: what happens to numbers ending so; `message` is filled in for 90MM to 93MM."""

    last_four: str
    title: str
    english: str
    begin: Ask
    verify: tuple[Ask, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    first_code_expires: bool = False
    message_at: str = ""
    message: int = 0

    def to_json(self) -> dict[str, str]:
        """Return the row as the command and the address print it."""
        return {"last_four": self.last_four, "title": self.title, "english": self.english}


def _asks(words: list[str], *, password: bool) -> Ask:
    asks = Ask.PASSWORD if password and "only" not in words else Ask.NOTHING
    for word in words:
        asks |= ASKS[word]
    return asks


def _scenario(row: dict[str, object]) -> Scenario:
    begin, verify = row.pop("begin", []), row.pop("verify", [])
    notes = row.pop("notes", [])
    return Scenario(
        begin=_asks(begin, password=True),  # type: ignore[arg-type]  # our own file
        verify=tuple(_asks(r, password=False) for r in verify),  # type: ignore[attr-defined]
        notes=tuple(notes),  # type: ignore[arg-type]
        **row,  # type: ignore[arg-type]
    )


def _read() -> tuple[Scenario, ...]:
    text = files("h5kit.data").joinpath("scenarios.toml").read_text("utf-8")
    return tuple(_scenario(row) for row in tomllib.loads(text)["scenario"])


SCENARIOS: tuple[Scenario, ...] = _read()
_BY_LAST_FOUR = {s.last_four: s for s in SCENARIOS}


def scenario_for(tel: str, override: str = "") -> Scenario:
    """Return what happens to a number, or to any number under an overriding scenario."""
    last_four = override or tel[-4:]
    found = _BY_LAST_FOUR.get(last_four)
    if found is not None:
        return found
    pattern = _BY_LAST_FOUR.get(f"{last_four[:2]}MM")
    if pattern is not None and last_four[2:].isdigit() and int(last_four[2:]) <= MOST:
        return replace(pattern, message=int(last_four[2:]))
    return _BY_LAST_FOUR["0000"]


def is_scenario(last_four: str) -> bool:
    """Say whether a row of the table is about these last four digits."""
    return LAST_FOUR.fullmatch(last_four) is not None and (
        scenario_for(last_four) is not _BY_LAST_FOUR["0000"] or last_four == "0000"
    )
