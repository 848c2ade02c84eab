"""Which tests reach which statements, found by running them once."""

import ast
import builtins
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path

import pytest

from tools.mutations.mutants import Mutant
from tools.mutations.rooms import Room, is_left_out
from tools.mutations.runs import QUIET, TreeImporter, forked

IMPORTED = ""
"""Used instead of a test's id for statements that run during imports."""
LONGEST_RUN_SECONDS = 3600.0
LONGEST_TEST_SECONDS = 2.0
"""Tests with more CPU seconds are left out, because they would run for many mutants."""
NOTE = "__note_statement__"


class Reach:
    """The CPU seconds of each test, and the statements that it reaches."""

    def __init__(self, seconds: dict[str, float], statements: dict[str, list[str]]) -> None:
        """`seconds` are by test; `statements` has the tests by a statement's `path:line`."""
        tried = {t: s for t, s in seconds.items() if not is_left_out(t)}
        self.seconds = {t: s for t, s in tried.items() if s <= LONGEST_TEST_SECONDS}
        self._statements = statements
        self._cover = _cover(self.seconds, statements)

    def tests(self, mutant: Mutant, room: Room, most_seconds: float) -> list[str]:
        """Return the tests that may detect a mutant: first the room's own, without a time limit.

        Then come those that reach all statements between them, then the quickest.
        """
        found = set(self._statements.get(f"{mutant.path}:{mutant.statement}", []))
        if mutant.runs_once or IMPORTED in found:
            found = set(self.seconds)
        own = [t for t in found & self.seconds.keys() if t.startswith(room.tests[0])]
        others = [t for t in found & self.seconds.keys() if room.has(t) and t not in own]
        others.sort(key=lambda t: (t not in self._cover, self.seconds[t], t))
        ends = itertools.accumulate(self.seconds[t] for t in others)
        own.sort(key=lambda t: (self.seconds[t], t))
        return own + [t for t, end in zip(others, ends, strict=True) if end <= most_seconds]


def _cover(seconds: dict[str, float], statements: dict[str, list[str]]) -> set[str]:
    """Return a few tests that together reach every statement that any test reaches."""
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for statement, tests in statements.items():
        for test in seconds.keys() & set(tests):
            reached[test].add(statement)
    cover, left = set(), set().union(*reached.values())
    while left:
        best = max(sorted(reached), key=lambda t: len(reached[t] & left) / (seconds[t] + 0.1))
        cover.add(best)
        left -= reached[best]
    return cover


class _Recorder:
    """A pytest plugin that records which statements each test runs."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.statements: defaultdict[str, set[str]] = defaultdict(set)
        self.failed: set[str] = set()
        self._test = IMPORTED

    def note(self, statement: str) -> None:
        self.statements[statement].add(self._test)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not is_left_out(item.nodeid)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._test, begun = item.nodeid, time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - begun
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)


class _Noting(ast.NodeTransformer):
    """Inserts a recording call before each statement in the functions of a module."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_in_function = False

    def visit(self, node: ast.AST) -> ast.AST:
        outer = self._is_in_function
        self._is_in_function |= isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        self.generic_visit(node)
        for name, value in ast.iter_fields(node):
            is_block = isinstance(value, list) and value and isinstance(value[0], ast.stmt)
            if is_block and self._is_in_function and not isinstance(node, ast.ClassDef):
                setattr(node, name, [new for old in value for new in (self._note(old), old)])
        self._is_in_function = outer
        return node

    def _note(self, statement: ast.stmt) -> ast.stmt:
        call = ast.Call(ast.Name(NOTE, ast.Load()), [], [])
        call.args.append(ast.Constant(f"{self._path}:{statement.lineno}"))
        return ast.copy_location(ast.Expr(call), statement)


def _noting(root: Path, path: str) -> ast.Module:
    tree = ast.parse((root / path).read_text("utf-8"), path)
    _Noting(path).visit(tree)
    return ast.fix_missing_locations(tree)


def _record(root: Path, rooms: Sequence[Room]) -> tuple[int, str]:
    recorder = _Recorder()
    setattr(builtins, NOTE, recorder.note)
    paths = [path for room in rooms for path in room.modules(root)]
    sys.meta_path.insert(0, TreeImporter(root, {path: _noting(root, path) for path in paths}))
    tests: Iterable[str] = dict.fromkeys(test for room in rooms for test in room.tests)
    pytest.main([*QUIET, *tests], plugins=[recorder])
    seconds = {t: s for t, s in recorder.seconds.items() if t not in recorder.failed}
    statements = {line: sorted(tests) for line, tests in recorder.statements.items()}
    return 0, json.dumps([seconds, statements, sorted(recorder.failed)])


def reach(root: Path, rooms: Sequence[Room], kept: Path | None = None) -> Reach:
    """Return what the rooms' tests reach; read it from `kept`, or write it there, if given.

    Tests that fail with the unchanged code are left out and named.
    """
    if kept is not None and kept.exists():
        return Reach(*json.loads(kept.read_text("utf-8")))
    status, text = forked(lambda: _record(root, rooms), LONGEST_RUN_SECONDS)
    if status:
        raise SystemExit("the tests took too long")
    *found, failed = json.loads(text)
    for test in failed:
        sys.stdout.write(f"left out, it fails as the code is: {test}\n")
    if kept is not None:
        kept.write_text(json.dumps(found), "utf-8")
    return Reach(*found)
