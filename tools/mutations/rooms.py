"""The rooms whose mutants are tried, and the tests that must notice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

PAGES = ("tests/http",)
"""What a person does on the pages goes through every room."""

SLOW = (
    "tests/http/test_chaos.py",
    "tests/http/test_one_login.py",
    "tests/http/test_two_servers.py",
    "tests/http/test_over_http.py",
)
"""Left out: they show what happens under load or between processes, minutes for one mutant."""
ELSEWHERE = ("test_report_", "test_site_", "test_sandbox_console", "postgresql")
"""Left out by their names: they are about other rooms, or repeat a test with PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of the package, and the tests that prove it: its own come first."""

    folder: str
    tests: tuple[str, ...]

    def modules(self, root: Path) -> list[str]:
        """Return the paths of its modules below the root, sorted."""
        return sorted(p.relative_to(root).as_posix() for p in (root / self.folder).rglob("*.py"))

    def alone(self) -> "Room":
        """Return the room with its own tests only."""
        return replace(self, tests=self.tests[:1])

    def has(self, test: str) -> bool:
        """Say whether a test, by its id, is one of the room's."""
        return test.startswith(self.tests)


ROOMS: Mapping[str, Room] = {
    "flow": Room("h5kit/flow", ("tests/flow", "tests/steps", *PAGES)),
    "steps": Room("h5kit/steps", ("tests/steps", "tests/flow", *PAGES)),
    "entry": Room("h5kit/entry", ("tests/entry", *PAGES, "tests/contract/test_partners_page.py")),
}


def is_left_out(test: str) -> bool:
    """Say whether a test, by its id, is none of those that are tried."""
    return test.startswith(SLOW) or any(part in test for part in ELSEWHERE)
