"""Run tests in a process forked for each mutant, whose module an importer replaces.

No file is changed: a run that is killed leaves nothing behind.
"""

import ast
import contextlib
import importlib
import math
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

from tools.module_constants import module_of

WARM = ("starlette.testclient", "sqlalchemy", "wtforms", "jinja2", "msgspec", "structlog", "httpx2")
"""Imported once, before the forks; nothing of the package and nothing that pytest rewrites."""
QUIET = (
    *("-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--no-header", "--tb=no"),
    # Pytest's own importer would come first, and rewrites the package for its plugin's sake.
    "--assert=plain",
)
TIMED_OUT = -1
BROKEN = 70
POLL_SECONDS = 0.02
BUSY = 6
"""A busy machine gives a process its seconds this many times as late."""


class _Loader(SourceFileLoader):
    """Loads a tree in place of a module's source."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 (the loader's signature)
        return compile(self._tree, self.path, "exec")


class TreeImporter:
    """An importer that knows some modules, and gives trees for them."""

    def __init__(self, root: Path, trees: Mapping[str, ast.Module]) -> None:
        """Take the trees that stand in for modules, by their paths below the root."""
        self._trees = {module_of(path): (str(root / path), tree) for path, tree in trees.items()}

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return the spec of a module that is known, None for any other."""
        if name not in self._trees:
            return None
        file, tree = self._trees[name]
        return spec_from_file_location(name, file, loader=_Loader(name, file, tree))


class FirstFailure:
    """A pytest plugin that keeps the first test that fails."""

    def __init__(self) -> None:
        """Begin with none."""
        self.test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the id of a failed test."""
        if report.failed and not self.test:
            self.test = report.nodeid


def warm_up() -> None:
    """Import what every run needs."""
    for name in WARM:
        importlib.import_module(name)


def forked(run: Callable[[], tuple[int, str]], seconds: float) -> tuple[int, str]:
    """Return (exit status, text) of a function run in a process of its own, (-1, "") if late.

    It may work for so many seconds, or wait for `BUSY` times as many.
    """
    sys.stdout.flush()
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as answer:
        child = os.fork()
        if not child:
            _run_here(run, answer.name, seconds)
        status = _wait(child, seconds * BUSY)
        text = answer.read()
    if status == BROKEN:
        raise RuntimeError(text)
    is_late = status is None or -status in {signal.SIGXCPU, signal.SIGKILL}
    return (TIMED_OUT, "") if is_late or status is None else (status, text)


def _run_here(run: Callable[[], tuple[int, str]], answer: str, seconds: float) -> None:
    """Run in the child, quietly, and end it without the parent's handlers."""
    status, text = BROKEN, ""
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 1))
        with Path(os.devnull).open("w", encoding="utf-8") as quiet:
            os.dup2(quiet.fileno(), 1)
            os.dup2(quiet.fileno(), 2)
        status, text = run()
    except Exception:  # noqa: BLE001 (this process ends here; the parent tells it)
        text = traceback.format_exc()
    finally:
        Path(answer).write_text(text, "utf-8")
        os._exit(status)


def _wait(child: int, seconds: float) -> int | None:
    """Return the child's exit status; None where it took too long and its group was killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(POLL_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def first_failure(importer: TreeImporter, tests: Sequence[str]) -> tuple[int, str]:
    """Return (pytest's exit status, the first test that fails) with modules replaced."""
    sys.meta_path.insert(0, importer)
    kept = FirstFailure()
    status = pytest.main([*QUIET, "-x", *tests], plugins=[kept])
    return int(status), kept.test
