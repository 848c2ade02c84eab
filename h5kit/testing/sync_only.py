"""Tell Playwright's sync and async objects apart; parts of the kit support only sync ones."""

import inspect


def is_async(thing: object) -> bool:
    """Return whether a page or a browser is of Playwright's async API."""
    return any(kind.__module__.startswith("playwright.async_api") for kind in type(thing).__mro__)


def demand_sync(thing: object, fixture: str) -> None:
    """Raise TypeError if a fixture that needs the sync API gets an async page, browser or test."""
    if is_async(thing) or inspect.iscoroutinefunction(thing):
        raise TypeError(f"{fixture} needs Playwright's sync API, this is of the async API")
