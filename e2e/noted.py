"""Records of the messages that browser tests have shown, with screenshots and test names."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Locator, Page

from h5kit.testing.pages import H5Flow
from h5kit.testing.pages.step import PATIENCE

FOLDER = Path(os.environ.get("H5KIT_SHOWN", "test-results/messages"))
VISIBLE = """Array.from(document.querySelectorAll('[data-h5-message]'))
  .filter(e => e.offsetParent).map(e => +e.dataset.h5Message)"""


@dataclass(frozen=True, slots=True)
class Note:
    """A record that a test has shown a message."""

    code: int
    test: str


def note(page: Page, code: int, test: str) -> None:
    """Record that a test has shown a message; take a screenshot if there is none yet."""
    keep(code, test)
    picture = picture_of(code)
    if not picture.exists():
        # A hidden caret would set a style on each input, which htmx copies and the policy forbids.
        page.screenshot(path=picture, animations="disabled", caret="initial")


def keep(code: int, test: str) -> None:
    """Record that a test has shown a message."""
    folder = FOLDER / f"{code:02d}"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{sha256(test.encode()).hexdigest()[:16]}.json"
    kept.write_text(json.dumps({"code": code, "test": test}), "utf-8")


def notes() -> list[Note]:
    """Return all records."""
    kept = sorted(FOLDER.glob("*/*.json"))
    return [Note(**json.loads(path.read_text("utf-8"))) for path in kept]


def picture_of(code: int) -> Path:
    """Return the path of a message's screenshot."""
    return FOLDER / f"{code:02d}" / "page.png"


class NotingFlow(H5Flow):
    """The flow's page object; it records the messages that its test expects and finds."""

    def __init__(self, page: Page, test: str) -> None:
        """`test` is the test's name in the coverage page."""
        super().__init__(page)
        self._shown_in = page
        self._test = test

    def expect_message(
        self, code: int, contact: int | None = None, timeout: float = PATIENCE
    ) -> Locator:
        """Wait until a message is shown with its exact text; return its element."""
        shown = super().expect_message(code, contact, timeout)
        note(self._shown_in, code, self._test)
        return shown

    def note_what_is_shown(self) -> None:
        """Record the messages on the page at the end of the test."""
        for code in set(self._shown_in.evaluate(VISIBLE)):
            note(self._shown_in, code, self._test)
