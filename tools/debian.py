"""Install Debian packages if this user may. Only h5kit's own tests use it."""

import os
import shutil
import subprocess

SECONDS = 900


def may_install() -> bool:
    """Return whether this is root on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install packages; return False if one of them cannot be installed."""
    get = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    return _works("apt-get", "update", "-qq") and _works(*get, *packages)


def _works(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
