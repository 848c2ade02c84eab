"""A bounded counter by key: how often the sandbox was called."""

from collections import OrderedDict


class CallCounter:
    """Counts calls by key; beyond `most` keys, the least recently used one is dropped."""

    def __init__(self, most: int) -> None:
        """Start with empty counts."""
        self._most = most
        self._counts: OrderedDict[str, int] = OrderedDict()

    def add(self, key: str) -> None:
        """Count one call."""
        self._counts[key] = self[key] + 1
        self._counts.move_to_end(key)
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)

    def __getitem__(self, key: str) -> int:
        """Return how often a key was counted."""
        return self._counts.get(key, 0)
