"""The directory that needs no network: lists in memory, regions from blocks and area codes."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace

from h5kit.carrier import places
from h5kit.carrier.numbering import guess
from h5kit.carrier.places import Place
from h5kit.report import numbers
from h5kit.report.directory import listing
from h5kit.report.directory.listing import ListedNumber, Listing
from h5kit.report.directory.port import NATIONWIDE, Facts

_NOTHING = ListedNumber()


class EmbeddedDirectory:
    """Knows the packaged numbers, and before them those of the operator's own list."""

    def __init__(self, own: Listing | None = None) -> None:
        """Take the operator's list, which wins where both know a number."""
        self._lists: tuple[Listing, ...] = (*([own] if own else []), listing.packaged())

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return facts for each of the numbers, found off the event loop."""
        return await asyncio.to_thread(lambda: {digits: self.facts(digits) for digits in numbers})

    def facts(self, digits: str) -> Facts:
        """Return what is known about one number."""
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
    return Place(NATIONWIDE, NATIONWIDE) if numbers.is_service(digits) else places.NOWHERE
