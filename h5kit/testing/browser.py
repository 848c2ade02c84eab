"""Find a Chromium for browser tests, or say how to get one; nothing is installed here.

It is the one that `H5KIT_CHROMIUM` names (a path) or the system has, else Playwright's own. The
headless shell, which both Debian and Playwright have, comes first: a page takes it less than half
of a whole Chromium's time, since no window and no toolbar are drawn around it. What only a whole
Chromium can do asks for `whole_options`.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = (
    "no browser: set H5KIT_CHROMIUM to a Chromium, or install one "
    f"(playwright install chromium, or on Debian the package {SHELL})"
)
QUIET = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
)


class NoBrowserError(RuntimeError):
    """There is no browser to test with; the text says how to get one."""


def playwrights_own() -> Path | None:
    """Return Playwright's own Chromium if it has been downloaded."""
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def system_browser(*names: str) -> Path | None:
    """Return what H5KIT_CHROMIUM names, else the first of these commands that there is.

    Raises NoBrowserError where what it names is not there.
    """
    named = os.environ.get("H5KIT_CHROMIUM", "")
    if named:
        if not Path(named).exists():
            raise NoBrowserError(f"H5KIT_CHROMIUM names {named}, which isn't there")
        if SHELL in names or not named.endswith(SHELL):
            return Path(named)
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def find_chromium() -> Path | None:
    """Return the system's Chromium, None where Playwright's own is to be used.

    Raises NoBrowserError where there is neither.
    """
    system = system_browser(SHELL, *WHOLE)
    if system is None and playwrights_own() is None:
        raise NoBrowserError(REMEDY)
    return system


def launch_options(executable: Path | None) -> dict[str, Any]:
    """Return what `browser_type.launch` is given."""
    # Chromium's sandbox does not start for root.
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": str(executable) if executable else None, "args": args}


def whole_options() -> dict[str, Any]:
    """Return what a launch is given that needs a Chromium with its settings, as users have them.

    The headless shell keeps none: it can't be told to refuse third parties their storage. Raises
    NoBrowserError where there is no other.
    """
    system = system_browser(*WHOLE)
    if system is None and playwrights_own() is None:
        raise NoBrowserError(REMEDY)
    # Playwright starts its own headless shell unless the channel asks for the whole browser.
    return {**launch_options(system), **({} if system else {"channel": "chromium"})}
