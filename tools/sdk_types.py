"""Check the SDK's types: compile a partner's code (npm/test/usage.ts) with TypeScript."""

import subprocess
import sys

from tools import node
from tools.npm_package import NPM, TSC


def main() -> int:
    """Return 0 if the code compiles; 1, after one line, if not or if there is no Node.js."""
    try:
        node.run(TSC, "--noEmit", "-p", NPM / "test")
    except OSError:
        sys.stderr.write(f"{node.NO_NODE}\n")
        return 1
    except subprocess.CalledProcessError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
