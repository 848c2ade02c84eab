"""A number directory without network: lists in memory, regions by number block and area code."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from h5kit import phone_numbers
from h5kit.carrier import places
from h5kit.carrier.numbering import guess
from h5kit.carrier.places import Place
from h5kit.report import numbers
from h5kit.report.directory import listing
from h5kit.report.directory.listing import ListedNumber, Listing
from h5kit.report.directory.port import NATIONWIDE, Facts

_NOTHING = ListedNumber()


class EmbeddedDirectory:
    """Knows the package's list of numbers and the operator's own list."""

    def __init__(self, own: Listing | None = None) -> None:
        """`own` is the operator's list; it takes precedence over the package's."""
        self._lists: tuple[Listing, ...] = (*([own] if own else []), listing.packaged())

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return the facts of each number; the look-up runs on a thread."""
        return await asyncio.to_thread(lambda: {digits: self.facts(digits) for digits in numbers})

    def facts(self, digits: str) -> Facts:
        """Return the facts of one number."""
        if numbers.is_mobile(digits):
            found = places.of_block(digits[:7])
            where = Facts(found.province, found.city, str(guess(digits).carrier or ""))
        else:
            found = _place(digits)
            where = Facts(found.province, found.city)
        entry = self._entry(digits)
        if entry is _NOTHING:
            return where
        return replace(
            where,
            name=entry.name,
            description=entry.description,
            categories=entry.categories,
            tags=entry.tags,
            mark=entry.mark,
        )

    def _entry(self, digits: str) -> ListedNumber:
        bare = numbers.bare(digits)
        for known in self._lists:
            entry = known.get(digits) or known.get(bare)
            if entry:
                return entry
        return _NOTHING


def _place(digits: str) -> Place:
    area, _ = numbers.parts_of(digits)
    if area:
        return places.area_codes().get(area, places.NOWHERE)
    if numbers.is_service(digits):
        return Place(NATIONWIDE, NATIONWIDE)
    return Place(phone_numbers.BEYOND.get(digits[:5], ""))
