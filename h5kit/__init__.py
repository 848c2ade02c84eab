"""h5kit: the hosted page where people authorize access to phone-bill records, and its server."""

__all__ = ["__version__"]

__version__ = "0.1.0"
