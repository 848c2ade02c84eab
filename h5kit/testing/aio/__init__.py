"""The page objects for Playwright's async API. `h5kit.testing.pages` is generated from them.

A test fails if the sync page objects are out of date, and says how to regenerate them.
"""

from h5kit.testing.aio.flow import AsyncH5Flow

__all__ = ["AsyncH5Flow"]
