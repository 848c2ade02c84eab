"""Install instructions name our wheel file, or our package on one named index, nothing else."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import h5kit

ROOT = Path(__file__).parents[2]
NAME = "h5kit-flow"
WHEEL = f"./h5kit_flow-{h5kit.__version__}-py3-none-any.whl"
TARBALL = f"./{NAME}-{h5kit.__version__}.tgz"
WRITTEN = {".md", ".py", ".toml", ".json", ".js", ".ts", ".tsx", ".lock", ".kt", ".swift", ".dart"}
NOT_OURS = {".git", ".venv", ".venv-native", "node_modules", "vendor", "dist", "test-results"}
INSTALLED = re.compile(r"\b(?:pip|pipx|uv|npm|pnpm|yarn) (?:install|i|add)\b([^`#\n]*)")
BARE = re.compile(
    r"""(?<![\w./@'"-])h5kit(?:\[\w|\ *[=~<>!]=\ *\d|\ @\ )  # a requirement
    |["']h5kit(?:\[\w|[=~<>!]=)                              # and one in quotes
    |["']h5kit["']\ *:\ *["'][\^~\d]                         # a dependency of package.json
    |(?:from|require\(|import\()\ *["']h5kit(?:/\w+)?["']    # what JavaScript imports""",
    re.VERBOSE,
)


def _files() -> Iterator[Path]:
    for path in [*ROOT.glob("*"), *(p for d in ROOT.iterdir() if d.is_dir() for p in _inside(d))]:
        if path.suffix in WRITTEN or path.name == "Makefile":
            yield path


def _inside(folder: Path) -> Iterator[Path]:
    if folder.name in NOT_OURS:
        return
    for path in folder.iterdir():
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path


TEXTS = {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in _files() if p != Path(__file__)}
DOCUMENTS = {name: text for name, text in TEXTS.items() if name.endswith(".md")}


def _of_ours(text: str) -> list[str]:
    """Return the packages with our names that the text installs, without extras."""
    words = " ".join(INSTALLED.findall(text)).replace("'", "").replace('"', "").split()
    return [re.split(r"[\[=<>~@]", word)[0] for word in words if "h5kit" in word]


def _bare(text: str) -> list[str]:
    """Return the places where a text installs `h5kit`, someone else's package."""
    return [found[0] for found in BARE.finditer(text)] + [
        word for word in _of_ours(text) if word == "h5kit"
    ]


def test_nothing_installs_the_other_package_named_h5kit() -> None:
    assert len(TEXTS) > 500
    assert {name: _bare(text) for name, text in TEXTS.items() if _bare(text)} == {}


def test_a_bare_name_would_be_found(subtests: pytest.Subtests) -> None:
    for text in [
        "pip install h5kit",
        "pip install -q 'h5kit[testing]' x",
        "uv add h5kit==1",
        "npm install --save-dev h5kit",
        "npm i h5kit",
        'dependencies = ["h5kit[testing]"]',
        "postgresql needs its packages: h5kit[postgres]",
        "h5kit >= 1",
        '"h5kit": "^1.0.0"',
        "import H5Kit from 'h5kit';",
        "require('h5kit/testing')",
    ]:
        with subtests.test(text=text):
            assert _bare(text)
            assert not _bare(text.replace("h5kit", NAME))


def test_a_document_installs_the_files_of_this_version() -> None:
    told = {name: set(_of_ours(text)) - {NAME} for name, text in DOCUMENTS.items()}
    assert {name: words for name, words in told.items() if words - {WHEEL, TARBALL}} == {}
    assert set().union(*told.values()) == {WHEEL, TARBALL}


def test_the_name_is_only_installed_from_a_named_index() -> None:
    commands = [c for text in TEXTS.values() for c in INSTALLED.findall(text) if f" {NAME}" in c]
    commands += [c for t in TEXTS.values() for c in INSTALLED.findall(t) if f"'{NAME}" in c]
    assert commands
    assert [command for command in commands if "--index-url https://" not in command] == []


def test_no_command_names_an_index_beside_the_public_one() -> None:
    danger = re.compile(r"\b(?:pip|uv)\b[^\n]*--extra-index-url|extra-index-url *=|EXTRA_INDEX_URL")
    assert [name for name, text in TEXTS.items() if danger.search(text)] == []
    assert danger.search("pip install --extra-index-url https://x.example h5kit-flow")


def test_every_install_page_names_the_danger(subtests: pytest.Subtests) -> None:
    for name in ["README.md", "docs/testing.md", "docs/deploy.md"]:
        with subtests.test(name=name):
            text = " ".join(DOCUMENTS[name].split())
            assert re.search(r"public index(es)? `h5kit` is someone else's", text)
            assert "--extra-index-url" in text
            assert "`make dist`" in text


def test_both_packages_have_the_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    package = json.loads((ROOT / "npm" / "package.json").read_text("utf-8"))
    assert (project["name"], package["name"]) == (NAME, NAME)
    assert project["scripts"] == {"h5kit": "h5kit.cli:main"}


def test_the_example_suites_do_not_depend_on_h5kit_from_a_registry() -> None:
    suites = ROOT / "examples"
    project = tomllib.loads((suites / "partner-suite" / "pyproject.toml").read_text("utf-8"))
    package = json.loads((suites / "partner-suite-js" / "package.json").read_text("utf-8"))
    assert not [name for name in project["project"]["dependencies"] if "h5kit" in name]
    assert not [name for name in package["devDependencies"] if "h5kit" in name]
