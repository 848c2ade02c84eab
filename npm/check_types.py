"""Checks the SDK's types with TypeScript; gets Node.js as a wheel where the machine has none."""

import subprocess
import sys
from pathlib import Path

from node import NO_NODE, commands

TEST = Path(__file__).parent / "test"
TSC = TEST / "node_modules" / "typescript" / "bin" / "tsc"


def main() -> int:
    """Install TypeScript by its lock file where need be; return its verdict."""
    try:
        node, npm = commands()
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
