"""A bounded count by key, for what the sandbox tells about how often it was called."""

from collections import OrderedDict


class CallCounter:
    """Counts calls by key; beyond `most` keys the one that was silent longest is dropped."""

    def __init__(self, most: int) -> None:
        """Begin with nothing counted."""
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
