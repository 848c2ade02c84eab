"""Get the Chromium that browser tests need, and a Chinese font; never a skip.

`python -m tools.browser` takes what is there (`h5kit.testing.browser` says which), else installs
Debian's packages where this user may, else downloads Playwright's own.
"""

import shutil
import subprocess
import sys

from h5kit.testing.browser import (
    SHELL,
    WHOLE,
    NoBrowserError,
    find_chromium,
    playwrights_own,
    system_browser,
)
from tools import debian

DOWNLOAD_SECONDS = 300
FONT_HINT = "no Chinese font: pictures will show boxes (on Debian: apt-get install fonts-noto-cjk)"


def ensure() -> str:
    """Find a browser or get one; return a line that says which. Raises NoBrowserError."""
    if playwrights_own() is None and not (system_browser(SHELL) and system_browser(*WHOLE)):
        _get()
    found = find_chromium()
    _ensure_font()
    return f"browser: {found or 'of Playwright'}"


def _get() -> None:
    """Get both browsers from Debian, where one may, or Playwright's own, which are both too."""
    is_there = debian.may_install() and (
        debian.install(SHELL, WHOLE[0]) or debian.install(WHOLE[0])
    )
    if not is_there and system_browser(SHELL, *WHOLE) is None:
        _download()


def _download() -> None:
    command = (sys.executable, "-m", "playwright", "install", "chromium")
    try:
        subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return


def _ensure_font() -> None:
    """Get a Chinese font where there is none; without one only pictures suffer."""
    listed = shutil.which("fc-list")
    if listed and subprocess.run([listed, ":lang=zh"], capture_output=True, check=False).stdout:
        return
    if not (debian.may_install() and debian.install("fonts-noto-cjk", "fontconfig")):
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
