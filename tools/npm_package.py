"""Build the npm package and pack it into a folder; `make dist` puts it beside the wheel.

    python -m tools.npm_package FOLDER

The package contains the files in npm/, the SDK that the server serves, the compiled page objects,
and `testing/contract.json`, which is generated from the Python code.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools import node
from tools.static_files import BUILT
from tools.typescript_contract import contract

ROOT = Path(__file__).parents[1]
NPM = ROOT / "npm"
TSC = node.MODULES / "typescript" / "bin" / "tsc"


def assemble(folder: Path) -> None:
    """Write the whole package into a folder; raises OSError or CalledProcessError."""
    for path in (NPM / "package.json", NPM / "README.md", NPM / "h5kit.d.ts", ROOT / "LICENSE"):
        shutil.copy(path, folder)
    shutil.copy(BUILT / "h5kit.js", folder)
    testing = folder / "testing"
    shutil.copytree(NPM / "testing", testing)
    made = json.dumps(contract(), ensure_ascii=False, indent=1)
    (testing / "contract.json").write_text(made + "\n", "utf-8")
    # The compiler needs the types of Playwright and Node.js; npm does not pack this folder.
    (folder / "node_modules").symlink_to(node.MODULES)
    node.run(TSC, "-p", testing)


def pack(folder: Path, target: Path) -> Path:
    """Pack an assembled package into `target`; return the tarball."""
    _, npm = node.commands()
    command = [*npm, "pack", "--silent", "--pack-destination", str(target.resolve()), str(folder)]
    done = subprocess.run(command, cwd=target, stdout=subprocess.PIPE, text=True, check=True)
    return target / done.stdout.strip()


def packed(target: Path) -> Path:
    """Assemble the package and pack it into `target`; return the tarball."""
    with tempfile.TemporaryDirectory(prefix="npm-package-") as folder:
        assemble(Path(folder))
        return pack(Path(folder), target)


def main(arguments: Sequence[str]) -> int:
    """Pack the package; return 1, after one line, if there is no Node.js or a step fails."""
    try:
        packed(Path(arguments[0]))
    except OSError:
        sys.stderr.write(f"{node.NO_NODE}\n")
        return 1
    except subprocess.CalledProcessError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
