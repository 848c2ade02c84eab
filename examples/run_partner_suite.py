"""Run the partner's suite as a partner does: from a wheel, in a fresh environment and folder.

`python examples/run_partner_suite.py [--runs N]` exits with 0 if every run passes.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOP = Path(__file__).parent.parent
SUITE = TOP / "examples" / "partner-suite"
PINNED = re.compile(r"^[A-Za-z0-9_.-]+==\S+", re.MULTILINE)


def _run(*command: str | Path, cwd: Path) -> int:
    # Variables of this environment must not reach the fresh one.
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "VIRTUAL_ENV"))}
    return subprocess.run([str(c) for c in command], cwd=cwd, env=outside, check=False).returncode


def _environment(folder: Path) -> Path:
    """Install the wheel into a fresh environment, at the locked versions; return its Python."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    made = _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, TOP, cwd=folder)
    (wheel,) = folder.glob("h5kit_flow-*.whl")
    constraints = folder / "constraints.txt"
    locked = PINNED.findall((TOP / "requirements.lock").read_text("utf-8"))
    constraints.write_text("\n".join(locked), "utf-8")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    wanted = (f"h5kit-flow[testing] @ {wheel.as_uri()}", "pytest-xdist")
    inside = (python, "-m", "pip", "--disable-pip-version-check", "-q", "install")
    if made or _run(*inside, "-c", constraints, *wanted, cwd=folder):
        raise SystemExit("cannot create the fresh environment")
    return python


def main() -> None:
    """Create the environment once, then run the suite in it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=1)
    runs = arguments.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="partner-") as made:
        folder = Path(made)
        python = _environment(folder)
        suite = folder / "suite"
        shutil.copytree(SUITE, suite, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        failed = sum(
            bool(_run(python, "-m", "pytest", "-q", "-n", "4", "-p", "no:cacheprovider", cwd=suite))
            for _ in range(runs)
        )
    sys.stdout.write(f"partner suite: {runs - failed} of {runs} runs passed\n")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
