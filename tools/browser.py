"""Install the Chromium that browser tests need, and a Chinese font, or fail with one clear line.

`python -m tools.browser` uses an installed browser (see `h5kit.testing.browser`). Otherwise it
installs Debian's packages if it runs as root, or downloads Playwright's own.
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
FONT_HINT = (
    "no Chinese font: screenshots will show boxes (on Debian: apt-get install fonts-noto-cjk)"
)


def ensure() -> str:
    """Find a browser or install one; return a line that names it. Raises NoBrowserError."""
    if playwrights_own() is None and not (system_browser(SHELL) and system_browser(*WHOLE)):
        _install()
    found = find_chromium()
    _ensure_font()
    return f"browser: {found or 'of Playwright'}"


def _install() -> None:
    """Install Chromium and its headless shell, from Debian or by Playwright."""
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
    """Install a Chinese font if there is none. Without one only screenshots suffer."""
    listed = shutil.which("fc-list")
    if listed and subprocess.run([listed, ":lang=zh"], capture_output=True, check=False).stdout:
        return
    if not (debian.may_install() and debian.install("fonts-noto-cjk", "fontconfig")):
        sys.stderr.write(FONT_HINT + "\n")


def main() -> int:
    """Ensure a browser; return 1, after one clear line, if there is none."""
    try:
        sys.stdout.write(ensure() + "\n")
    except NoBrowserError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
