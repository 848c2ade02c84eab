"""The page objects for Playwright's async API; `h5kit.testing.pages` is made from them.

`python -m h5kit.testing.aio` makes the sync form anew; a test says when it's stale.
"""

from h5kit.testing.aio.flow import AsyncH5Flow

__all__ = ["AsyncH5Flow"]
