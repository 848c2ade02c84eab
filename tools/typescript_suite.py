"""Run the example suite in TypeScript as a partner does: the packed package in a fresh folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from h5kit.testing.browser import find_chromium
from tools import node
from tools.npm_package import ROOT, packed

SUITE = ROOT / "examples" / "partner-suite-js"
H5KIT = Path(sys.executable).parent / "h5kit"


def _chromium() -> str:
    """Return the path of the system's or Playwright's browser; raises NoBrowserError."""
    system = find_chromium()
    if system is not None:
        return str(system)
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _run(suite: Path) -> int:
    try:
        run, npm = node.commands()
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write(f"{node.NO_NODE}\n")
        return 1
    quiet = ("--silent", "--no-audit", "--no-fund")
    subprocess.run([*npm, "ci", *quiet], cwd=suite, check=True)
    install = ("install", "--no-save", "--offline", *quiet, f"./{packed(suite).name}")
    subprocess.run([*npm, *install], cwd=suite, check=True)
    subprocess.run([*run, "node_modules/typescript/bin/tsc", "-p", "."], cwd=suite, check=True)
    outside = {**os.environ, "H5KIT": str(H5KIT), "H5KIT_CHROMIUM": _chromium()}
    tests = [*run, "node_modules/@playwright/test/cli.js", "test"]
    return subprocess.run(tests, cwd=suite, env=outside, check=False).returncode


def main() -> int:
    """Run the suite; return 0 if every test passes."""
    with tempfile.TemporaryDirectory(prefix="partner-js-") as made:
        suite = Path(made) / "suite"
        unwanted = shutil.ignore_patterns("node_modules", "test-results", ".*")
        shutil.copytree(SUITE, suite, ignore=unwanted)
        try:
            return _run(suite)
        except (OSError, subprocess.CalledProcessError) as fault:
            sys.stderr.write(f"{fault}\n")
            return 1


if __name__ == "__main__":
    sys.exit(main())
