"""The rooms whose mutants are tested, and the tests that must detect them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

PAGES = ("tests/http",)
"""Tests of the pages run code of every room."""

SLOW = (
    "tests/http/test_chaos.py",
    "tests/http/test_one_login.py",
    "tests/http/test_two_servers.py",
    "tests/http/test_over_http.py",
)
"""Left out: tests of load and of several processes take minutes for each mutant."""
ELSEWHERE = ("test_report_", "test_site_", "test_sandbox_console", "postgresql")
"""Left out by their names: tests of other rooms, and repetitions with PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of the package, and its tests, its own first."""

    folder: str
    tests: tuple[str, ...]

    def modules(self, root: Path) -> list[str]:
        """Return the paths of its modules below the root, sorted."""
        return sorted(p.relative_to(root).as_posix() for p in (root / self.folder).rglob("*.py"))

    def alone(self) -> "Room":
        """Return the room with its own tests only."""
        return replace(self, tests=self.tests[:1])

    def has(self, test: str) -> bool:
        """Return whether the test with this id belongs to the room."""
        return test.startswith(self.tests)


ROOMS: Mapping[str, Room] = {
    "flow": Room("h5kit/flow", ("tests/flow", "tests/steps", *PAGES)),
    "steps": Room("h5kit/steps", ("tests/steps", "tests/flow", *PAGES)),
    "entry": Room("h5kit/entry", ("tests/entry", *PAGES, "tests/contract/test_partners_page.py")),
}


def is_left_out(test: str) -> bool:
    """Return whether the test with this id is left out."""
    return test.startswith(SLOW) or any(part in test for part in ELSEWHERE)
