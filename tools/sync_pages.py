"""Generate the sync page objects from the async ones: remove `async` and `await`."""

import re
import subprocess
import sys
from pathlib import Path

TESTING = Path(__file__).parents[1] / "h5kit" / "testing"
ASYNC = TESTING / "aio"
SYNC = TESTING / "pages"
FILES = ("step.py", "steps.py", "flow.py")
WORDS = (
    (re.compile(r"\basync def\b"), "def"),
    (re.compile(r"\bawait "), ""),
    (re.compile(r"\bAsync(?=[A-Z])"), ""),
    (re.compile(r"playwright\.async_api"), "playwright.sync_api"),
    (re.compile(r"h5kit\.testing\.aio"), "h5kit.testing.pages"),
    (re.compile(r"Playwright's async API"), "Playwright's sync API"),
)
NOTE = "# Made from `h5kit.testing.aio` by `make generated`; change that instead.\n"


def made(name: str) -> str:
    """Return the sync form of a module."""
    text = (ASYNC / name).read_text("utf-8")
    for word, instead in WORDS:
        text = word.sub(instead, text)
    return _tidy(NOTE + text, SYNC / name)


def _tidy(text: str, path: Path) -> str:
    """Return the text with sorted imports, formatted by ruff."""
    for what in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *what, "--stdin-filename", str(path), "-"]
        text = subprocess.run(
            command, input=text, capture_output=True, text=True, check=True
        ).stdout
    return text


def main() -> None:
    """Write all sync modules."""
    for name in FILES:
        (SYNC / name).write_text(made(name), "utf-8")
        sys.stdout.write(f"{SYNC / name}\n")


if __name__ == "__main__":
    main()
