"""The directory over HTTP: another service's /itag answer (source, section 八), laid over ours."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import httpcore2
import msgspec

from h5kit.carrier import places
from h5kit.carrier.numbering import Carrier
from h5kit.records.reading import BROKEN
from h5kit.report.directory.embedded import EmbeddedDirectory
from h5kit.report.directory.port import DirectoryError, Facts, Mark
from h5kit.report.tag_document import DirectoryAnswer, ToldTag

OK: Final = 200
MOST_BYTES: Final = 8 * 1024 * 1024
BATCH: Final = 1_000
"""Numbers in one request."""

# Not strict: a count may be a text.
_TAGS: Final = msgspec.json.Decoder(ToldTag, strict=False)


class RemoteDirectory:
    """Asks `url` by POST with `{"tels": […]}`; expects the /itag envelope with `data.tags`.

    What the service doesn't know of a number is filled from the embedded directory. The address
    is the operator's own choice, so it isn't vetted as a partner's is.
    """

    def __init__(
        self,
        url: str,
        *,
        tag_names: Mapping[int, str],
        base: EmbeddedDirectory | None = None,
        headers: Mapping[bytes | str, bytes | str] | None = None,
        seconds: float = 10.0,
    ) -> None:
        """Take the address, the names of its `itag_ids`, and the deadline of a whole look-up."""
        self._url = url
        self._tag_names = tag_names
        self._base = base or EmbeddedDirectory()
        self._headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json",
            **(headers or {}),
        }
        self._seconds = seconds

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return facts for each number; raises DirectoryError when the service fails or is late."""
        facts = dict(await self._base.look_up(numbers))
        wanted = list(facts)
        try:
            async with asyncio.timeout(self._seconds), httpcore2.AsyncConnectionPool() as pool:
                for start in range(0, len(wanted), BATCH):
                    answer = await self._ask(pool, wanted[start : start + BATCH])
                    for number in answer.keys() & facts.keys():
                        if (told := _tag(answer[number])) is not None:
                            facts[number] = self._merged(facts[number], told)
        except TimeoutError:
            raise DirectoryError("the number directory did not answer in time") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as f:
            raise DirectoryError(
                f"the number directory can't be reached: {type(f).__name__}"
            ) from f
        return facts

    async def _ask(
        self, pool: httpcore2.AsyncConnectionPool, wanted: list[str]
    ) -> Mapping[str, msgspec.Raw]:
        body = msgspec.json.encode({"tels": wanted})
        async with pool.stream("POST", self._url, headers=self._headers, content=body) as answer:
            if answer.status != OK:
                raise DirectoryError(f"the number directory answered {answer.status}")
            raw = bytearray()
            async for chunk in answer.aiter_stream():
                raw += chunk
                if len(raw) > MOST_BYTES:
                    raise DirectoryError("the number directory answered too much")
        try:
            told = msgspec.json.decode(raw, type=DirectoryAnswer)
        except BROKEN:
            raise DirectoryError("the number directory's answer is not the /itag shape") from None
        if told.status:
            raise DirectoryError(f"the number directory answered status {told.status}")
        return told.data.tags

    def _merged(self, ours: Facts, told: ToldTag) -> Facts:
        """Lay what the service told over what we know."""
        region, city = _place(told.telloc or "", ours)
        names = (self._tag_names.get(id_) for id_ in told.itag_ids or ())
        return replace(
            ours,
            region=region,
            city=city,
            name=told.name or ours.name,
            description=told.teldesc or ours.description,
            categories=tuple(told.catnames or ours.categories),
            tags=tuple(name for name in names if name) or ours.tags,
            mark=Mark(told.flag.type, told.flag.num, told.flag.fid) if told.flag else ours.mark,
        )


def _tag(raw: msgspec.Raw) -> ToldTag | None:
    """Return the tag of one number, None if it is unreadable; the other numbers keep theirs."""
    try:
        return _TAGS.decode(raw)
    except BROKEN:
        return None


def _place(telloc: str, ours: Facts) -> tuple[str, str]:
    """Split 山西太原电信 into 山西 and 太原; without a province in it, keep ours."""
    word = next((telloc.removesuffix(c) for c in Carrier if telloc.endswith(c)), telloc)
    province = places.province_of(word)
    if not province:
        return ours.region, ours.city
    return province, word.removeprefix(province) or province
