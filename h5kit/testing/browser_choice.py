"""Which browser pytest-playwright starts; `h5kit.testing.plugin` brings it where that plugin is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, request: pytest.FixtureRequest
) -> dict[str, Any]:
    """Start the Chromium that H5KIT_CHROMIUM names, or the system's where Playwright has none.

    Another browser, channel or executable that the suite asks for is left alone. With --headed
    it's a whole Chromium: the headless shell has no window.
    """
    from playwright.sync_api import Error

    from h5kit.testing.browser import SHELL, find_chromium, launch_options, whole_options

    given = browser_type_launch_args
    if browser_name != "chromium" or given.get("channel") or given.get("executable_path"):
        return given
    if not os.environ.get("H5KIT_CHROMIUM"):
        own = request.getfixturevalue("playwright").chromium.executable_path
        if Path(own).exists():
            return given
    is_headed = given.get("headless") is False
    if is_headed and os.environ.get("H5KIT_CHROMIUM", "").endswith(SHELL):
        pytest.fail("H5KIT_CHROMIUM names the headless shell, which has no window", pytrace=False)
    try:
        ours = whole_options() if is_headed else launch_options(find_chromium())
    except Error:  # there is none at all: Playwright says best how to get its own
        return given
    return {**given, **ours, "args": [*given.get("args", ()), *ours["args"]]}
