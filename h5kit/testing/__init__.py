"""The testing kit for partners. A pytest plugin provides its fixtures.

Names are imported lazily, so that importing the package doesn't import Playwright.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from h5kit.testing.aio import AsyncH5Flow
    from h5kit.testing.cases import messages, scenarios
    from h5kit.testing.numbers import number
    from h5kit.testing.pages import H5Flow
    from h5kit.testing.people import person
    from h5kit.testing.server import DemoServer

__all__ = [
    "AsyncH5Flow",
    "DemoServer",
    "H5Flow",
    "messages",
    "number",
    "person",
    "scenarios",
]

_HOMES = {
    "AsyncH5Flow": "h5kit.testing.aio",
    "DemoServer": "h5kit.testing.server",
    "H5Flow": "h5kit.testing.pages",
    "messages": "h5kit.testing.cases",
    "number": "h5kit.testing.numbers",
    "person": "h5kit.testing.people",
    "scenarios": "h5kit.testing.cases",
}


def __getattr__(name: str) -> Any:
    """Import the module of a name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
