"""The assembled npm package, built once for all workers of a run."""

import fcntl
import os
from pathlib import Path

import pytest

from tools import npm_package as package


@pytest.fixture(scope="session")
def npm_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package; tests must not write into it."""
    run = tmp_path_factory.getbasetemp()
    # A worker's folder is inside the folder of the run.
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "npm-package"
    with folder.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            package.assemble(folder)
    return folder
