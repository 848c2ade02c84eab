"""Run tests in a process forked for each mutant, whose module an importer replaces.

No file is changed, so a killed run leaves nothing behind.
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

WARM = (
    *(
        "starlette.testclient",
        "wtforms",
        "jinja2",
        "msgspec",
        "structlog",
        "httpx2",
        "itsdangerous",
    ),
    *("sqlalchemy.ext.asyncio", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql"),
    *("psycopg", "psycopg_pool", "procrastinate", "prometheus_client", "babel.support", "argon2"),
    *("PIL.Image", "captcha.image", "phone", "html5lib", "hypothesis", "_hypothesis_pytestplugin"),
    *("pytest_playwright.pytest_playwright", "xdist.plugin"),
)
"""Imported once before the forks: nothing of the package, so that each fork imports it anew."""
QUIET = (
    *("-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--no-header", "--tb=no"),
    # Otherwise pytest's importer comes first and rewrites the package, because it is a plugin.
    "--assert=plain",
)
TIMED_OUT = -1
BROKEN = 70
POLL_SECONDS = 0.02
BUSY = 6
"""How many times longer than its CPU time a process may take on a busy machine."""


class _Loader(SourceFileLoader):
    """Loads a syntax tree instead of a module's source."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 (the loader's signature)
        return compile(self._tree, self.path, "exec")


class TreeImporter:
    """An importer that replaces some modules by syntax trees."""

    def __init__(self, root: Path, trees: Mapping[str, ast.Module]) -> None:
        """`trees` has the trees by the paths of their modules below the root."""
        self._trees = {module_of(path): (str(root / path), tree) for path, tree in trees.items()}

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return the spec of a replaced module, None for any other."""
        if name not in self._trees:
            return None
        file, tree = self._trees[name]
        return spec_from_file_location(name, file, loader=_Loader(name, file, tree))


class FirstFailure:
    """A pytest plugin that records the first failed test."""

    def __init__(self) -> None:
        """Start without a failure."""
        self.test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record the id of a failed test."""
        if report.failed and not self.test:
            self.test = report.nodeid


def warm_up() -> None:
    """Import the modules that every run needs."""
    for name in WARM:
        importlib.import_module(name)


def forked(run: Callable[[], tuple[int, str]], seconds: float) -> tuple[int, str]:
    """Run a function in a forked process; return (exit status, text), or (-1, "") on a timeout.

    The timeout is `seconds` of CPU time, and `BUSY` times as much of the clock's.
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
    """Run in the child without output; exit without the parent's handlers."""
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
    """Return the child's exit status; None if it timed out and its group was killed."""
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
    """Run tests with replaced modules; return (pytest's exit status, the first failed test)."""
    sys.meta_path.insert(0, importer)
    kept = FirstFailure()
    status = pytest.main([*QUIET, "-x", *tests], plugins=[kept])
    return int(status), kept.test
