"""Run the example suite in TypeScript as a partner does: the packed package in a fresh folder.

`make partner-suite-js` says when what is compiled is stale; with ARGS=--build it compiles it anew.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from node import NO_NODE, commands
from pack import packed
from playwright.sync_api import sync_playwright

from h5kit.testing.browser import find_chromium

NPM = Path(__file__).parent
SOURCES = NPM / "testing"
SUITE = NPM.parent / "examples" / "partner-suite-js"
H5KIT = Path(sys.executable).parent / "h5kit"
STALE = "npm/testing is stale: run make partner-suite-js ARGS=--build\n"


def _chromium() -> str:
    """Return the browser's path, whoever brought it; raises NoBrowserError for none."""
    system = find_chromium()
    if system is not None:
        return str(system)
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _compiled(node: list[str], suite: Path) -> dict[str, str]:
    """Return the text of each file that the sources compile to."""
    # Inside the suite, so that the types of Playwright are found.
    folder = suite / "compiled"
    folder.mkdir()
    for source in (*SOURCES.glob("*.json"), *SOURCES.glob("*.ts")):
        if not source.name.endswith(".d.ts"):
            shutil.copy(source, folder)
    subprocess.run([*node, suite / "node_modules/typescript/bin/tsc", "-p", folder], check=True)
    made = (*folder.glob("*.js"), *folder.glob("*.d.ts"))
    texts = {path.name: path.read_text("utf-8") for path in made}
    shutil.rmtree(folder)
    return texts


def _is_stale(texts: dict[str, str]) -> bool:
    return any(
        not (SOURCES / name).exists() or (SOURCES / name).read_text("utf-8") != text
        for name, text in texts.items()
    )


def _run(suite: Path, *, build: bool) -> int:
    try:
        node, npm = commands()
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write(f"{NO_NODE}\n")
        return 1
    quiet = ("--silent", "--no-audit", "--no-fund")
    subprocess.run([*npm, "ci", *quiet], cwd=suite, check=True)
    texts = _compiled(node, suite)
    if build:
        for name, text in texts.items():
            (SOURCES / name).write_text(text, "utf-8")
    elif _is_stale(texts):
        sys.stderr.write(STALE)
        return 1
    install = ("install", "--no-save", "--offline", *quiet, f"./{packed(npm, suite).name}")
    subprocess.run([*npm, *install], cwd=suite, check=True)
    subprocess.run([*node, "node_modules/typescript/bin/tsc", "-p", "."], cwd=suite, check=True)
    outside = {**os.environ, "H5KIT": str(H5KIT), "H5KIT_CHROMIUM": _chromium()}
    tests = [*node, "node_modules/@playwright/test/cli.js", "test"]
    return subprocess.run(tests, cwd=suite, env=outside, check=False).returncode


def main() -> int:
    """Run it; 0 when every test passes."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--build", action="store_true", help="compile npm/testing anew")
    build = arguments.parse_args().build
    with tempfile.TemporaryDirectory(prefix="partner-js-") as made:
        suite = Path(made) / "suite"
        unwanted = shutil.ignore_patterns("node_modules", "test-results", ".*")
        shutil.copytree(SUITE, suite, ignore=unwanted)
        try:
            return _run(suite, build=build)
        except (OSError, subprocess.CalledProcessError) as fault:
            sys.stderr.write(f"{fault}\n")
            return 1


if __name__ == "__main__":
    sys.exit(main())
