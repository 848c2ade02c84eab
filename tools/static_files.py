"""Minify our scripts and stylesheets: static/*.js and *.css become static/built.

`make generated` runs it. terser and esbuild need Node.js, so their output is committed: neither the
demo nor a wheel needs Node.js. With `--if-changed` they run only if a source has changed since the
last build. It also updates the SDK's hash in docs/embedding.md.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from h5kit.web.http.assets import SDK, integrity
from tools import node

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
BUILT = STATIC / "built"
SUMS = BUILT / "SHA256SUMS"
"""The checksums of the sources of the built files, in the format of `sha256sum`."""

GUIDE = ROOT / "docs" / "embedding.md"
PRINTED = re.compile(r"sha384-[A-Za-z0-9+/=]+")


def sources() -> list[Path]:
    """Return the paths of our scripts and stylesheets."""
    return sorted((*STATIC.glob("*.js"), *STATIC.glob("*.css")))


def sums() -> str:
    """Return the checksums of the sources."""
    digests = ((hashlib.sha256(path.read_bytes()).hexdigest(), path.name) for path in sources())
    return "".join(f"{digest}  {name}\n" for digest, name in digests)


def build(folder: Path) -> None:
    """Minify each source into a folder; raises OSError or CalledProcessError."""
    names = [path.name for path in sources()]
    node.run(node.JAVASCRIPT / "minify.mjs", STATIC, folder, *names)


def is_changed() -> bool:
    """Return whether a source was added, removed or changed since the last build."""
    are_there = all((BUILT / path.name).exists() for path in sources())
    return not (are_there and SUMS.exists() and SUMS.read_text("utf-8") == sums())


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        shutil.rmtree(BUILT, ignore_errors=True)
        BUILT.mkdir()
        for made in Path(folder).iterdir():
            shutil.copy(made, BUILT)
    SUMS.write_text(sums(), "utf-8")
    printed = integrity((BUILT / SDK).read_bytes())
    GUIDE.write_text(PRINTED.sub(printed, GUIDE.read_text("utf-8")), "utf-8")


def main() -> int:
    """Build them; return 1, after one line, if there is no Node.js or minifying fails."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--if-changed", action="store_true")
    try:
        if is_changed() or not arguments.parse_args().if_changed:
            _write()
    except OSError:
        sys.stderr.write(f"{node.NO_NODE}\n")
        return 1
    except subprocess.CalledProcessError as fault:
        sys.stderr.write(f"cannot build static/built: {fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
