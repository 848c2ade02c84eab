"""The partner's site of `examples/web`, on another site than h5kit, for browser tests."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from jsonschema import Draft202012Validator
from playwright.sync_api import Page, expect

import h5kit
from h5kit.testing.pages import H5Flow

EXAMPLE = Path(__file__).parent.parent / "examples" / "web" / "serve.py"
SCHEMA = Path(h5kit.__file__).parent / "data" / "events.schema.json"
MODES = {"redirect": "跳转", "full": "全屏", "sheet": "弹层", "inline": "内嵌"}


class PartnerSite:
    """The example's server while the `with` block runs."""

    def __init__(self, kit: str, secret: str, port: int = 0) -> None:
        """Take h5kit's address and the partner's secret."""
        self._options = ("--kit", kit, "--secret", secret, "--port", str(port))
        self._kit = kit
        self.port = ""

    def __enter__(self) -> "PartnerSite":
        """Start the server; return when it has printed its address."""
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(EXAMPLE), *self._options], stdout=subprocess.PIPE, text=True
        )
        if self._process.stdout is None:
            raise RuntimeError("the site has no output")
        line = self._process.stdout.readline()
        self.port = line.partition("localhost:")[2].partition("/")[0]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def address(self, host: str = "localhost", **query: str) -> str:
        """Return the page's address, with one of the machine's host names."""
        return f"http://{host}:{self.port}/?{urlencode({'kit': self._kit, **query})}"


class PartnerPage:
    """The partner's page with the flow in it."""

    def __init__(self, page: Page) -> None:
        """Take the page."""
        self.page = page
        self.flow = H5Flow(page.frame_locator("iframe"))

    def open(self, address: str, mode: str) -> "PartnerPage":
        """Open the page and show the flow in a mode; return self."""
        self.page.goto(address)
        self.page.get_by_role("button", name=MODES[mode]).click()
        return self

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the events so far, or those of one type; each must be valid by the schema."""
        lines = self.page.locator("#events li").all_inner_texts()
        found = [valid(json.loads(line)) for line in lines]
        return [event for event in found if kind in {"", event["type"]}]

    def expect_state(self, words: str) -> None:
        """Wait until the page shows this state of the flow."""
        expect(self.page.locator("#state")).to_contain_text(words)

    def expect_closed(self) -> None:
        """Wait until the flow is closed and the page can be used again."""
        expect(self.page.locator("iframe")).to_have_count(0)
        expect(self.page.locator("[inert]")).to_have_count(0)


def valid(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event; raise ValidationError if it does not match the schema."""
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(event)
    return event
