"""Zoos: what the world really types, pastes, relays and sends, one row each, as data files.

A file `<what>.toml` has a list `rows`; each row has an input, what must come of it, and `where`, a
word about where such a thing occurs.
"""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def rows(what: str) -> list[dict[str, Any]]:
    """Return the rows of a zoo; each says where such a thing occurs."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{what}.toml").read_text())["rows"]
    assert found
    assert all(row["where"] for row in found)
    return found
