"""h5kit: the hosted authorization page for phone-bill records and its backend-for-frontend."""

__all__ = ["__version__"]

__version__ = "0.1.0"
