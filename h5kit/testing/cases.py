"""The scenario table and the messages as lists for `pytest.mark.parametrize`."""

from dataclasses import dataclass

from h5kit import messages as catalogue
from h5kit.carrier.sandbox import SCENARIOS


@dataclass(frozen=True, slots=True)
class ScenarioCase:
    """A row of the scenario table; `last_four` are the digits that a number ends in."""

    last_four: str
    title: str
    english: str

    def __str__(self) -> str:
        """Return the digits: the test's id."""
        return self.last_four


@dataclass(frozen=True, slots=True)
class MessageCase:
    """A message of the catalogue, and a scenario in which it is shown.

    `recoveries` are what the page offers next (`correct`, `reset_password`, `hotline`, …).
    """

    code: int
    text: str
    english: str
    recoveries: tuple[str, ...]
    scenario: str

    def __str__(self) -> str:
        """Return the code: the test's id."""
        return f"{self.code:02d}"


def scenarios(like: str = "") -> list[ScenarioCase]:
    """Return the rows whose digits begin so (`"30"`: the resets); patterns (90MM) are left out.

    `@pytest.mark.parametrize("scenario", scenarios("30"), ids=str)`.
    """
    rows = [s for s in SCENARIOS if s.last_four.isdigit() and s.last_four.startswith(like)]
    return [ScenarioCase(row.last_four, row.title, row.english) for row in rows]


def messages() -> list[MessageCase]:
    """Return every message that a page can show.

    `@pytest.mark.parametrize("message", messages(), ids=str)`.
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
