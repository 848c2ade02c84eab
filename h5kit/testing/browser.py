"""Finding a Chromium for browser tests, or saying how to get one; never a skip.

`python -m h5kit.testing.browser --ensure` is what `make test` calls: the Chromium that
`H5KIT_CHROMIUM` names (a path) or the system has; else Debian's packages where this user may
install them, else Playwright's own. The headless shell, which both Debian and Playwright have,
comes first: a page takes it less than half of a whole Chromium's time, since no window and no
toolbar are drawn around it. What only a whole Chromium can do asks for `whole_options`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 300
REMEDY = (
    "no browser: set H5KIT_CHROMIUM to a Chromium, or install one "
    f"(playwright install chromium, or on Debian: apt-get install {SHELL})"
)
QUIET = (
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
)
FONT_HINT = "no Chinese font: pictures will show boxes (on Debian: apt-get install fonts-noto-cjk)"


class NoBrowserError(RuntimeError):
    """There is no browser to test with; the text says how to get one."""


def _own() -> Path | None:
    """Return Playwright's own Chromium if it has been downloaded."""
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _system(*names: str) -> Path | None:
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
    system = _system(SHELL, *WHOLE)
    if system is None and _own() is None:
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
    system = _system(*WHOLE)
    if system is None and _own() is None:
        raise NoBrowserError(REMEDY)
    # Playwright starts its own headless shell unless the channel asks for the whole browser.
    return {**launch_options(system), **({} if system else {"channel": "chromium"})}


def _run(*command: str, seconds: int = DOWNLOAD_SECONDS) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install(*packages: str) -> bool:
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    return _run("apt-get", "update", "-qq") and _run(
        "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, seconds=900
    )


def _get() -> None:
    """Get both browsers from Debian, where one may, or Playwright's own, which are both too."""
    is_there = _may_install() and (_install(SHELL, WHOLE[0]) or _install(WHOLE[0]))
    if not is_there and _system(SHELL, *WHOLE) is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def ensure() -> str:
    """Find a browser or get one; return a line that says which. Raises NoBrowserError."""
    if _own() is None and not (_system(SHELL) and _system(*WHOLE)):
        _get()
    found = find_chromium()
    _ensure_font()
    return f"browser: {found or 'of Playwright'}"


def _ensure_font() -> None:
    """Get a Chinese font where there is none; without one only pictures suffer."""
    listed = shutil.which("fc-list")
    if listed and subprocess.run([listed, ":lang=zh"], capture_output=True, check=False).stdout:  # noqa: S603
        return
    if not (_may_install() and _install("fonts-noto-cjk", "fontconfig")):
        sys.stderr.write(FONT_HINT + "\n")


def main() -> int:
    """Ensure a browser; 1 with one clear line where there is none."""
    try:
        sys.stdout.write(ensure() + "\n")
    except NoBrowserError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
