"""The port to a number directory: a number's owner, region, tags and marks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

NATIONWIDE: Final = "全国"
"""The region of a service number that is the same in the whole country."""


class DirectoryError(Exception):
    """The directory is unavailable; the text contains no number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Users' mark on a number (骚扰电话), how many users set it, and the mark's id in /itag."""

    name: str
    count: int = 0
    fid: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about a number; unknown ones are empty.

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
        """Province, city and carrier in one word, as in /itag: 山西太原电信; "" for 全国."""
        if self.region == NATIONWIDE:
            return ""
        city = "" if self.city == self.region else self.city
        return f"{self.region}{city}{self.carrier}"


UNKNOWN: Final = Facts()


class NumberDirectory(Protocol):
    """The port to facts about numbers; `EmbeddedDirectory` implements it without network."""

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return the facts of each number (its digits; fixed lines include the area code).

        Every number has an entry. Raises DirectoryError if the directory is unavailable.
        """
        ...
