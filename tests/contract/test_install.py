"""What documents say of installing: the files of `make dist`, never a stranger's package."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import h5kit

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "examples", "npm")
DOCUMENTS = [
    ROOT / "README.md",
    *(
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.md"))
        if "node_modules" not in path.parts
    ),
]
INSTALLED = re.compile(r"\b(?:pip|npm) (?:install|i|add)\b([^`#\n]*)")
WHEEL = f"./h5kit-{h5kit.__version__}-py3-none-any.whl"
TARBALL = f"./h5kit-{h5kit.__version__}.tgz"


def _of_ours(text: str) -> list[str]:
    """Return what is installed under our name, without the extras."""
    words = " ".join(INSTALLED.findall(text)).replace("'", "").split()
    return [word.partition("[")[0] for word in words if "h5kit" in word]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_installs_the_files_of_this_version(document: Path) -> None:
    assert set(_of_ours(document.read_text("utf-8"))) <= {WHEEL, TARBALL}


def test_the_guide_says_whose_the_name_is_and_where_the_files_come_from() -> None:
    guide = (ROOT / "docs" / "testing.md").read_text("utf-8")
    assert _of_ours(guide) == [WHEEL, TARBALL]
    assert "the name h5kit is somebody else's" in guide
    assert "`make dist`" in guide


def test_a_bare_name_would_be_found() -> None:
    told = "pip install h5kit\npip install -q 'h5kit[testing]' x\nnpm install --save-dev h5kit"
    assert _of_ours(told) == ["h5kit", "h5kit", "h5kit"]


def test_the_example_suites_ask_no_registry_for_us() -> None:
    suites = ROOT / "examples"
    project = tomllib.loads((suites / "partner-suite" / "pyproject.toml").read_text("utf-8"))
    package = json.loads((suites / "partner-suite-js" / "package.json").read_text("utf-8"))
    assert not [name for name in project["project"]["dependencies"] if "h5kit" in name]
    assert "h5kit" not in package["devDependencies"]
