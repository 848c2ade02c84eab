"""The page objects for Playwright's sync API, made from `h5kit.testing.aio`."""

from h5kit.testing.pages.flow import H5Flow

__all__ = ["H5Flow"]
