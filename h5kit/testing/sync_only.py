"""Which of Playwright's two APIs a page is of; some of the kit drives only the sync one."""

import inspect


def is_async(thing: object) -> bool:
    """Say whether a page or a browser is of Playwright's async API."""
    return any(kind.__module__.startswith("playwright.async_api") for kind in type(thing).__mro__)


def demand_sync(thing: object, fixture: str) -> None:
    """Raise TypeError where a fixture that drives pages itself is given an async one, or test."""
    if is_async(thing) or inspect.iscoroutinefunction(thing):
        raise TypeError(f"{fixture} is for Playwright's sync API, this is the async one's")
