"""The page objects for Playwright's async API; `h5kit.testing.pages` is made from them.

A test says when the sync form is stale, and how to make it anew.
"""

from h5kit.testing.aio.flow import AsyncH5Flow

__all__ = ["AsyncH5Flow"]
