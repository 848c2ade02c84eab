"""The wheel contains every file that it needs and runs from an empty folder."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tools.static_files import sources

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
OURS = (b"apt-get", b"minif", b"terser", b"esbuild", b"ruff", b"initdb", b"node_modules")
"""Words that only tools of the project contain."""

CHECK = """
import h5kit, pathlib
from h5kit.resources import static_dir, templates_dir
home = pathlib.Path(h5kit.__file__).parent
assert static_dir() == home / "static", static_dir()
assert (templates_dir() / "fragments" / "phone.html").exists()
assert (static_dir() / "vendor" / "htmx-4.0.1.min.js").exists()
assert (static_dir() / "built" / "page.js").exists()
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT),
         cwd=folder)  # fmt: skip
    (made,) = folder.glob("h5kit_flow-*.whl")
    return made


def test_the_wheel_has_the_built_files_and_not_their_sources(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    static = {name for name in names if name.startswith("h5kit/static/")}
    assert {name.split("/")[2] for name in static} == {"built", "vendor"}
    assert {path.name for path in sources()} < {name.rpartition("/")[2] for name in static}
    inside = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert inside == {"h5kit"}


@pytest.mark.parametrize("word", OURS)
def test_nothing_in_the_wheel_builds_the_project_or_installs_a_system_package(
    wheel: Path, word: bytes
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        modules = [name for name in archive.namelist() if name.endswith(".py")]
        found = [name for name in modules if word in archive.read(name).lower()]
    assert len(modules) > 200
    assert found == []


def test_the_wheel_runs_from_an_empty_folder(tmp_path: Path, wheel: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    inside = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    _run(*PIP, "install", "--no-deps", "--target", str(inside), str(wheel), cwd=tmp_path)
    # The dependencies come from this environment; h5kit is imported from the wheel.
    (inside / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    python = str(home / "bin" / "python")
    _run(python, "-I", "-W", "ignore", "-c", CHECK, cwd=empty)
    assert "Usage" in _run(python, "-I", "-m", "h5kit.cli", "--help", cwd=empty)
