"""The port to what is known about a number: whose it is, where it belongs, how people marked it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

NATIONWIDE: Final = "全国"
"""The region of a number that is reached from everywhere."""


class DirectoryError(Exception):
    """The directory is not available now; the text names no number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How people marked a number (骚扰电话), how many did, and the mark's id on the wire."""

    name: str
    count: int = 0
    fid: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a number; empty where nothing is.

    `region` is a province in short form or 全国; `tags` are financial tags (催收, 银行 …).
    """

    region: str = ""
    city: str = ""
    carrier: str = ""
    name: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    mark: Mark | None = None

    @property
    def place(self) -> str:
        """Province, city and carrier in one word, as /itag has it: 山西太原电信."""
        if self.region == NATIONWIDE:
            return ""
        city = "" if self.city == self.region else self.city
        return f"{self.region}{city}{self.carrier}"


UNKNOWN: Final = Facts()


class NumberDirectory(Protocol):
    """Number knowledge; `EmbeddedDirectory` is the shipped one that needs no network."""

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return facts for each of the numbers (digits, fixed lines with area code).

        Every number has an entry. Raises DirectoryError if the directory is not available.
        """
        ...
