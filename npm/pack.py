"""Pack the npm package into a folder; `make dist` puts it beside the wheel."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from node import NO_NODE, commands

NPM = Path(__file__).parent.resolve()


def packed(npm: Sequence[str], folder: Path) -> Path:
    """Return the tarball made there; raises CalledProcessError where npm fails."""
    where = ("--pack-destination", str(folder.resolve()))
    command = [*npm, "pack", "--silent", *where, str(NPM)]
    told = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    return folder / told.stdout.strip()


def main() -> int:
    """Pack it; 1 with a line where there is no Node.js."""
    try:
        _, npm = commands()
        packed(npm, Path(sys.argv[1]))
    except (OSError, subprocess.CalledProcessError):
        sys.stderr.write(f"{NO_NODE}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
