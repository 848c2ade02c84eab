"""Choose the browser of pytest-playwright; `h5kit.testing.plugin` registers this module."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, request: pytest.FixtureRequest
) -> dict[str, Any]:
    """Start the Chromium in H5KIT_CHROMIUM, or the system's if Playwright has none.

    A browser, channel or executable that the suite chooses isn't changed. With --headed it starts a
    full Chromium, because the headless shell has no window.
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
    except Error:  # no browser at all: Playwright's own error says how to install one
        return given
    return {**given, **ours, "args": [*given.get("args", ()), *ours["args"]]}
