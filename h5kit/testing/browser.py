"""Find a Chromium for browser tests, or say how to get one. Nothing is installed.

The order is: the path in `H5KIT_CHROMIUM`, the system's Chromium, Playwright's own. The headless
shell, which Debian and Playwright ship, is preferred: it loads a page in less than half the time,
because it draws no window. Tests that need the full browser use `whole_options`.
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
    """No browser was found; the text says how to get one."""


def playwrights_own() -> Path | None:
    """Return Playwright's own Chromium if it has been downloaded."""
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def system_browser(*names: str) -> Path | None:
    """Return the path in H5KIT_CHROMIUM, else the first of these commands that exists, or None.

    Raises NoBrowserError if the path in H5KIT_CHROMIUM doesn't exist.
    """
    named = os.environ.get("H5KIT_CHROMIUM", "")
    if named:
        if not Path(named).exists():
            raise NoBrowserError(f"H5KIT_CHROMIUM names {named}, which doesn't exist")
        if SHELL in names or not named.endswith(SHELL):
            return Path(named)
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def find_chromium() -> Path | None:
    """Return the system's Chromium, None to use Playwright's own.

    Raises NoBrowserError if there is neither.
    """
    system = system_browser(SHELL, *WHOLE)
    if system is None and playwrights_own() is None:
        raise NoBrowserError(REMEDY)
    return system


def launch_options(executable: Path | None) -> dict[str, Any]:
    """Return the options for `browser_type.launch`."""
    # Chromium's sandbox does not start for root.
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": str(executable) if executable else None, "args": args}


def whole_options() -> dict[str, Any]:
    """Return the options to launch a full Chromium with user settings.

    The headless shell has no settings, for example to block third-party storage. Raises
    NoBrowserError if there is only the headless shell.
    """
    system = system_browser(*WHOLE)
    if system is None and playwrights_own() is None:
        raise NoBrowserError(REMEDY)
    # Playwright starts its own headless shell unless the channel asks for the whole browser.
    return {**launch_options(system), **({} if system else {"channel": "chromium"})}
