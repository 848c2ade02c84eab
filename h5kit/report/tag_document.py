"""The number tags' JSON (source, section 八.4): what /itag answers and what a directory tells."""

import msgspec
from msgspec import UNSET, UnsetType

from h5kit.report.document import Part


class Flag(Part, frozen=True):
    """How people marked the number: the mark, how many did, and the mark's id."""

    type: str
    num: int
    fid: int


class Tag(Part, frozen=True, kw_only=True):
    """What is known about a number; what isn't known has no key, as in the source's sample."""

    status: str = "0"
    name: str | UnsetType = UNSET
    teldesc: str | UnsetType = UNSET
    telnum: str
    telloc: str | UnsetType = UNSET
    flag: Flag | UnsetType = UNSET
    catnames: list[str] | UnsetType = UNSET
    itag_ids: list[int]


class Tags(Part, frozen=True, kw_only=True):
    """The result set: a tag for each number of the log, by the number's digits."""

    sid: str
    tags: dict[str, Tag]


class ToldTag(Part, frozen=True, kw_only=True):
    """What another service tells of a number: any part of it may be missing, or null."""

    name: str | None = None
    teldesc: str | None = None
    telloc: str | None = None
    flag: Flag | None = None
    catnames: list[str] | None = None
    itag_ids: list[int] | None = None


class ToldTags(Part, frozen=True):
    """The part of another service's `data` that a directory reads, each tag by itself."""

    tags: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


class DirectoryAnswer(Part, frozen=True):
    """Another service's answer."""

    status: int
    data: ToldTags = msgspec.field(default_factory=ToldTags)
