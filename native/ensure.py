"""Install what `make test-native` needs, or print how to install it and fail.

WebKitGTK, Xvfb, nginx and Caddy are Debian packages. PySide6 gets a virtual environment of its own,
because it is large and nothing else needs it.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from native import proxies

HOME = Path(__file__).parent.parent / ".venv-native"
PACKAGES = ("python3-gi", "gir1.2-gtk-3.0", "gir1.2-webkit2-4.1", "xvfb", "xauth",
            "libegl1", "libopengl0", "libnss3", "libxkbcommon0", "libasound2", "libxcomposite1",
            "libxdamage1", "libxrandr2", "libxtst6", "libxkbfile1")  # fmt: skip
# The last release whose Addons contain QtWebEngine; it needs glibc 2.34.
PYSIDE = ("PySide6-Essentials==6.11.0", "PySide6-Addons==6.11.0")
HAS_WEBKIT = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2"
HAS_QT = "from PySide6.QtWebEngineWidgets import QWebEngineView"


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _has_webkit() -> bool:
    return shutil.which("xvfb-run") is not None and _works("/usr/bin/python3", "-c", HAS_WEBKIT)


def _install_packages() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
        _works("apt-get", "update", "-qq")
        for package in PACKAGES:
            _works("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)


def _install_qt(python: str) -> None:
    if not Path(python).exists():
        venv.create(HOME, with_pip=True)
    _works(python, "-m", "pip", "install", "--quiet", *PYSIDE)


def main() -> int:
    """Ensure both hosts and both proxies; return 1, after one line for each that is missing."""
    python = str(HOME / "bin" / "python")
    if not _has_webkit() or not _works(python, "-c", HAS_QT):
        _install_packages()
    if not _works(python, "-c", HAS_QT):
        _install_qt(python)
    missing = []
    if not _has_webkit():
        missing.append(f"no WebKitGTK host: on Debian, apt-get install {' '.join(PACKAGES[:5])}")
    if not _works(python, "-c", HAS_QT):
        missing.append(
            f"no QtWebEngine host: apt-get install {' '.join(PACKAGES[5:])}, and "
            f"{python} -m pip install {' '.join(PYSIDE)}"
        )
    for proxy in proxies.PROXIES:
        if proxies.found(proxy) is None and shutil.which("apt-get"):
            proxies.fetch(proxy)
        if proxies.found(proxy) is None:
            missing.append(
                f"no {proxy}: put its command on the PATH, or install its Debian package"
            )
    sys.stderr.writelines(f"{line}\n" for line in missing)
    return len(missing) > 0


if __name__ == "__main__":
    sys.exit(main())
