"""Finding a Chromium for browser tests, or saying how to get one; never a skip.

`python -m h5kit.testing.browser --ensure` is what `make test` calls: Playwright's own browser if
it's there or can be downloaded, else a system Chromium (`H5KIT_CHROMIUM`, the path), else
Debian's package where this user may install it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_SECONDS = 300
REMEDY = (
    "no browser: set H5KIT_CHROMIUM to a Chromium, or install one "
    "(playwright install chromium, or on Debian: apt-get install chromium)"
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


def _system() -> Path | None:
    named = os.environ.get("H5KIT_CHROMIUM", "")
    if named:
        if not Path(named).exists():
            raise NoBrowserError(f"H5KIT_CHROMIUM names {named}, which isn't there")
        return Path(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def find_chromium() -> Path | None:
    """Return the system's Chromium, None where Playwright's own is to be used.

    Raises NoBrowserError where there is neither.
    """
    system = _system()
    if system is None and _own() is None:
        raise NoBrowserError(REMEDY)
    return system


def launch_options(executable: Path | None) -> dict[str, Any]:
    """Return what `browser_type.launch` is given."""
    # Chromium's sandbox does not start for root.
    args = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {"executable_path": str(executable) if executable else None, "args": args}


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


def ensure() -> str:
    """Find a browser or get one; return a line that says which. Raises NoBrowserError."""
    system = _system()
    if system is None and _own() is None:
        downloaded = _run(sys.executable, "-m", "playwright", "install", "chromium")
        if not downloaded and _may_install():
            _install("chromium")
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
