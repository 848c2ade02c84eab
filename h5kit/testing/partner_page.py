"""The events that a partner's page or app receives from the flow that it shows."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from h5kit.testing.pages.flow import H5Flow

WEBVIEW = "webview"
PATIENCE = 15_000
"""Milliseconds to wait for an event."""
BRIDGES = {
    "android": "window.H5KitAndroid = {postMessage: json => tell(JSON.parse(json))};",
    "ios": "window.webkit = {messageHandlers: {h5kit: {postMessage: tell}}};",
    "react-native": "window.ReactNativeWebView = {postMessage: json => tell(JSON.parse(json))};",
    "flutter": "window.H5KitFlutter = {postMessage: json => tell(JSON.parse(json))};",
    "mini-program": "window.wx = {miniProgram: {postMessage: ({data}) => tell(data)}};",
}
TELL = "const tell = event => window.h5Told('app', event);"


def bridge(app: str) -> str:
    """Return the script that simulates an app's bridge; raises ValueError for an unknown app."""
    if app not in BRIDGES:
        raise ValueError(f"{app!r} is not one of {', '.join(BRIDGES)}")
    # In braces, so that the name is free for scripts of frames and later documents.
    return f"{{ {TELL} {BRIDGES[app]} }}"


@dataclass  # no slots: Playwright sets its wrapper of `take` as an attribute
class PageHears:
    """All received events in order, over all documents that the page has shown.

    `successes` and `exits` are what the partner acts on: the calls of the SDK's two callbacks; in
    an app the first event of the kind, because a reloaded page sends it again.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    successes: list[dict[str, Any]] = field(default_factory=list)
    exits: list[dict[str, Any]] = field(default_factory=list)

    def take(self, kind: str, value: dict[str, Any]) -> None:
        """Store an event, a success, an exit, or a message to an app."""
        acted_on = {"success": self.successes, "exit": self.exits}
        if kind in acted_on:
            acted_on[kind].append(value)
            return
        self.events.append(value)
        if kind == "app" and not acted_on.get(value["type"], [value]):
            acted_on[value["type"]].append(value)


class PartnerPage:
    """A partner's page with the flow: `.flow` drives the flow, the rest are received events."""

    def __init__(self, page: Page, flow: H5Flow, told: PageHears) -> None:
        """`told` collects the events that the page receives."""
        self.page = page
        self.flow = flow
        self._told = told

    def events(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the events so far (docs/embedding.md), of one type if it is given."""
        return [event for event in self._told.events if kind in {"", event["type"]}]

    @property
    def successes(self) -> list[dict[str, Any]]:
        """The arguments of `onSuccess`, at most one."""
        return self._told.successes

    @property
    def exits(self) -> list[dict[str, Any]]:
        """The arguments of `onExit`, at most one."""
        return self._told.exits

    def expect_event(self, kind: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """Wait for an event of a type and return the first; raises TimeoutError (milliseconds)."""
        return self._first(lambda: self.events(kind), kind, timeout)

    def expect_success(self, timeout: float = PATIENCE) -> dict[str, Any]:
        """Wait for the success and return it; raises AssertionError if it came twice."""
        found = self._first(lambda: self.successes, "success", timeout)
        if len(self.successes) != 1:
            raise AssertionError(f"{len(self.successes)} successes")
        return found

    def expect_exit(self, timeout: float = PATIENCE) -> dict[str, Any]:
        """Wait for the exit and return `{"reason", …}`; raises AssertionError if it came twice."""
        found = self._first(lambda: self.exits, "exit", timeout)
        if len(self.exits) != 1:
            raise AssertionError(f"{len(self.exits)} exits")
        return found

    def expect_back(self) -> None:
        """Wait until the browser is back on the partner's own page after a redirect."""
        expect(self.page.get_by_role("status")).to_have_text("欢迎回来", timeout=PATIENCE)

    def close(self) -> None:
        """Close the flow from the partner's page: `handle.close()`."""
        self.page.evaluate("window.h5Handle.close()")

    def _first(
        self, found: Callable[[], list[dict[str, Any]]], kind: str, timeout: float
    ) -> dict[str, Any]:
        until = time.monotonic() + timeout / 1000
        while not found() and time.monotonic() < until:
            # Any call to the browser lets Playwright process the events received meanwhile.
            self.page.title()
        if not found():
            raise TimeoutError(f"no {kind} among {len(self.events())} events")
        return found()[0]
