"""The sandbox's console in a browser."""
