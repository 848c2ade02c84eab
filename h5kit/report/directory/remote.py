"""A number directory over HTTP: another service's /itag (source, section 八: number tags).

Its answers are merged with the embedded directory.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

import httpcore2
import msgspec

from h5kit import area_names
from h5kit.carrier import places
from h5kit.carrier.numbering import Carrier
from h5kit.media_types import JSON
from h5kit.records.reading import BROKEN
from h5kit.report.directory.embedded import EmbeddedDirectory
from h5kit.report.directory.port import DirectoryError, Facts, Mark
from h5kit.report.tag_document import DirectoryAnswer, RemoteTag

OK: Final = 200
MOST_BYTES: Final = 8 * 1024 * 1024
BATCH: Final = 1_000
"""The maximum number of numbers in one request."""

# Not strict, because some services write counts as text.
_TAGS: Final = msgspec.json.Decoder(RemoteTag, strict=False)


class RemoteDirectory:
    """Posts `{"tels": […]}` to `url`; expects the /itag envelope with `data.tags`.

    Facts that the service doesn't know come from the embedded directory. The operator chooses the
    address, so its IP address isn't checked as a partner's is.
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
        """`tag_names` are the names of the service's `itag_ids`; `seconds` bounds a look-up."""
        self._url = url
        self._tag_names = tag_names
        self._base = base or EmbeddedDirectory()
        self._headers: dict[bytes | str, bytes | str] = {
            "content-type": JSON,
            **(headers or {}),
        }
        self._seconds = seconds

    async def look_up(self, numbers: Iterable[str]) -> Mapping[str, Facts]:
        """Return each number's facts; raises DirectoryError if the service fails or is late."""
        facts = dict(await self._base.look_up(numbers))
        tels = list(facts)
        try:
            async with asyncio.timeout(self._seconds), httpcore2.AsyncConnectionPool() as pool:
                for start in range(0, len(tels), BATCH):
                    answer = await self._request(pool, tels[start : start + BATCH])
                    for number in answer.keys() & facts.keys():
                        if (tag := _tag(answer[number])) is not None:
                            facts[number] = self._merged(facts[number], tag)
        except TimeoutError:
            raise DirectoryError("the number directory did not answer in time") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as f:
            raise DirectoryError(
                f"the number directory can't be reached: {type(f).__name__}"
            ) from f
        return facts

    async def _request(
        self, pool: httpcore2.AsyncConnectionPool, tels: list[str]
    ) -> Mapping[str, msgspec.Raw]:
        body = msgspec.json.encode({"tels": tels})
        async with pool.stream("POST", self._url, headers=self._headers, content=body) as answer:
            if answer.status != OK:
                raise DirectoryError(f"the number directory answered {answer.status}")
            raw = bytearray()
            async for chunk in answer.aiter_stream():
                raw += chunk
                if len(raw) > MOST_BYTES:
                    raise DirectoryError("the number directory's answer is too large")
        try:
            document = msgspec.json.decode(raw, type=DirectoryAnswer)
        except BROKEN:
            raise DirectoryError("the number directory's answer is not the /itag shape") from None
        if document.status:
            raise DirectoryError(f"the number directory answered status {document.status}")
        return document.data.tags

    def _merged(self, own: Facts, tag: RemoteTag) -> Facts:
        """Return the service's facts, with our own where it has none."""
        region, city = _place(tag.telloc or "", own)
        names = (self._tag_names.get(id_) for id_ in tag.itag_ids or ())
        return replace(
            own,
            region=region,
            city=city,
            name=tag.name or own.name,
            description=tag.teldesc or own.description,
            categories=tuple(tag.catnames or own.categories),
            tags=tuple(name for name in names if name) or own.tags,
            mark=Mark(tag.flag.type, tag.flag.num, tag.flag.fid) if tag.flag else own.mark,
        )


def _tag(raw: msgspec.Raw) -> RemoteTag | None:
    """Return the tag of one number, None if it is malformed, so that others remain usable."""
    try:
        return _TAGS.decode(raw)
    except BROKEN:
        return None


def _place(telloc: str, own: Facts) -> tuple[str, str]:
    """Split 山西太原电信 into 山西 and 太原; without a province, return our own region and city."""
    word = next((telloc.removesuffix(c) for c in Carrier if telloc.endswith(c)), telloc)
    province = places.province_of(word)
    if not province:
        return own.region, own.city
    folded = area_names.fold(word)
    before, rest = area_names.leading_province(folded)
    named = area_names.city(province, rest if before == province else folded)
    return province, named.city if named else rest or province
