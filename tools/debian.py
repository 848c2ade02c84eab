"""Installing Debian's packages where this user may: for our own tests only."""

import os
import shutil
import subprocess

SECONDS = 900


def may_install() -> bool:
    """Say whether this is root on a system that has apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """Install packages; False where one of them can't be had."""
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
