"""The wheel carries the pages and the files, and runs from an empty folder."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECK = """
import h5kit, pathlib
from h5kit.resources import static_dir, templates_dir
home = pathlib.Path(h5kit.__file__).parent
assert static_dir() == home / "static", static_dir()
assert (templates_dir() / "fragments" / "phone.html").exists()
assert (static_dir() / "vendor" / "htmx-4.0.1.min.js").exists()
from sqlalchemy import create_engine
from h5kit.store import migrate
with create_engine("sqlite:///steps.db").begin() as connection:
    migrate._upgrade(connection, "")
    assert migrate.revision(connection) == migrate.HEAD
assert (home / "data" / "schemas" / "report.json").exists()
from h5kit.report.directory import packaged
from h5kit.report.rules import packaged as rules
assert packaged()["10086"].name and rules().version
from starlette.testclient import TestClient
from h5kit.demo import make_demo
with TestClient(make_demo(pathlib.Path("data")).app) as client:
    page = client.get("/", params={"token": "demo-token-0123456789abcdef"})
assert 'data-h5-step="basic_info"' in page.text
"""


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_runs_from_an_empty_folder(tmp_path: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(ROOT),
         cwd=tmp_path)  # fmt: skip
    (wheel,) = tmp_path.glob("h5kit_flow-*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    inside = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    _run(*pip, "install", "--no-deps", "--target", str(inside), str(wheel), cwd=tmp_path)
    # The dependencies are this environment's; h5kit is found first, in the wheel.
    (inside / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    python = str(home / "bin" / "python")
    _run(python, "-W", "ignore", "-c", CHECK, cwd=empty)
    assert "Usage" in _run(python, "-m", "h5kit.cli", "--help", cwd=empty)
