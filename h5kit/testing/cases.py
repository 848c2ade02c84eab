"""The scenario table and the messages as lists for `pytest.mark.parametrize`."""

from dataclasses import dataclass

from h5kit import messages as catalogue
from h5kit.carrier.sandbox import SCENARIOS


@dataclass(frozen=True, slots=True)
class ScenarioCase:
    """A row of the scenario table; `last_four` are the last digits of its numbers."""

    last_four: str
    title: str
    english: str

    def __str__(self) -> str:
        """Return the digits, which are the test's id."""
        return self.last_four


@dataclass(frozen=True, slots=True)
class MessageCase:
    """A message of the catalogue, and a scenario that shows it.

    `recoveries` are the actions that the page offers (`correct`, `reset_password`, `hotline`, …).
    """

    code: int
    text: str
    english: str
    recoveries: tuple[str, ...]
    scenario: str

    def __str__(self) -> str:
        """Return the code, which is the test's id."""
        return f"{self.code:02d}"


def scenarios(like: str = "") -> list[ScenarioCase]:
    """Return the rows whose digits begin with `like` (`"30"`: the resets), without patterns (90MM).

    Use: `@pytest.mark.parametrize("scenario", scenarios("30"), ids=str)`.
    """
    rows = [s for s in SCENARIOS if s.last_four.isdigit() and s.last_four.startswith(like)]
    return [ScenarioCase(row.last_four, row.title, row.english) for row in rows]


def messages() -> list[MessageCase]:
    """Return every message that a page can show.

    Use: `@pytest.mark.parametrize("message", messages(), ids=str)`.
    """
    return [
        MessageCase(
            code=m.code,
            text=m.message.text(1),
            english=m.english,
            recoveries=tuple(r.value for r in m.recoveries),
            scenario=f"90{m.code:02d}",
        )
        for m in catalogue.CATALOGUE.values()
        if m.code
    ]
