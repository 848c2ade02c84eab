"""Mutation testing: the changes of mutants, and that the changed code runs."""

import signal
import sys
from pathlib import Path

import pytest

from tools.mutations.mutants import members_of, mutants, mutated, sample
from tools.mutations.reach import Reach
from tools.mutations.rooms import Room
from tools.mutations.runs import TIMED_OUT, TreeImporter, forked

# Newer Pythons warn about a fork in a process with threads, like pytest's; the child exits at once.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

MODULE = "h5kit/mutated_sample.py"
SOURCE = '''
from dataclasses import dataclass
from enum import Enum


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


C = Colour
LEAST = 2
FIRST = C.BLUE


@dataclass(frozen=True)
class Size:
    wide: bool = True


def is_large(given: "int | None", spare: int) -> bool:
    """Say so."""
    if given or spare:
        return not given < LEAST
    return False
'''
CHANGES = [
    ("number", "2", "3"),
    ("number", "2", "1"),
    ("member", "C.BLUE", "C.RED"),
    ("constant", "True", "False"),
    ("branch", "given or spare", "not (given or spare)"),
    ("and, or", "given or spare", "given and spare"),
    ("return", "return not given < LEAST", "return None"),
    ("not", "not given < LEAST", "given < LEAST"),
    ("comparison", "given < LEAST", "given <= LEAST"),
    ("comparison", "given < LEAST", "given >= LEAST"),
    ("return", "return False", "return None"),
    ("constant", "False", "True"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A package of one module."""
    (tmp_path / MODULE).parent.mkdir()
    (tmp_path / MODULE).write_text(SOURCE, "utf-8")
    return tmp_path


def test_every_small_change_is_made_except_in_annotations_and_decorators(root: Path) -> None:
    found = mutants(root, MODULE, members_of(root))
    assert [(m.operator, m.before, m.after) for m in found] == CHANGES
    assert [m.runs_once for m in found] == [True] * 4 + [False] * 8


def test_the_same_seed_gives_the_same_sample(root: Path) -> None:
    every = mutants(root, MODULE, members_of(root))
    assert sample(every, 5, 1) == sample(every, 5, 1) != sample(every, 5, 2)
    assert sample(every, 99, 1) == every


def test_the_changed_module_runs_in_a_process_of_its_own(root: Path) -> None:
    known = members_of(root)
    for mutant in mutants(root, MODULE, known):
        importer = TreeImporter(root, {MODULE: mutated(root, mutant, known)})

        def run(importer: TreeImporter = importer) -> tuple[int, str]:
            sys.meta_path.insert(0, importer)
            from h5kit import mutated_sample as m  # type: ignore[attr-defined] # noqa: PLC0415

            facts = (m.LEAST, m.FIRST.value, m.Size().wide, m.is_large(2, 0), m.is_large(0, 0))
            return 0, str((*facts, m.is_large(1, 0), m.is_large(3, 1)))

        status, text = forked(run, seconds=60)
        assert status == 0
        assert text != "(2, 'blue', True, True, False, False, True)", str(mutant)
    assert "h5kit.mutated_sample" not in sys.modules


def test_a_run_that_does_not_end_is_killed() -> None:
    def work() -> tuple[int, str]:
        while True:
            pass

    def wait() -> tuple[int, str]:
        signal.pause()
        return 0, ""

    assert forked(work, seconds=0.2) == (TIMED_OUT, "")
    assert forked(wait, seconds=0.01) == (TIMED_OUT, "")


def test_the_rooms_own_tests_come_first_then_quick_ones_within_the_time_limit(root: Path) -> None:
    room = Room("h5kit", ("tests/own", "tests/pages"))
    seconds = {"tests/own/a": 1.0, "tests/pages/b": 0.5, "tests/pages/c": 0.4, "tests/else/d": 0.1}
    place = next(m for m in mutants(root, MODULE, {}) if m.operator == "and, or")
    reached = Reach(seconds, {f"{place.path}:{place.statement}": list(seconds)})
    assert reached.tests(place, room, 9.0)[0] == "tests/own/a"
    assert set(reached.tests(place, room, 9.0)) == {"tests/own/a", "tests/pages/b", "tests/pages/c"}
    assert reached.tests(place, room, 0.45) == ["tests/own/a", "tests/pages/c"]
    assert reached.tests(place, room, 0.0) == ["tests/own/a"]
