"""What partners test their apps with; the fixtures come by the pytest plugin.

Imported lazily: naming the package costs nothing, using a page object imports Playwright.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from h5kit.testing.aio import AsyncH5Flow
    from h5kit.testing.cases import messages, scenarios
    from h5kit.testing.pages import H5Flow

__all__ = ["AsyncH5Flow", "H5Flow", "messages", "scenarios"]

_HOMES = {
    "AsyncH5Flow": "h5kit.testing.aio",
    "H5Flow": "h5kit.testing.pages",
    "messages": "h5kit.testing.cases",
    "scenarios": "h5kit.testing.cases",
}


def __getattr__(name: str) -> Any:
    """Import a name's module when it's first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
