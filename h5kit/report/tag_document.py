"""The JSON of number tags (source, section 八.4): of our /itag, and of a remote directory."""

import msgspec
from msgspec import UNSET, UnsetType

from h5kit.report.document import ReportPart


class Flag(ReportPart, frozen=True):
    """Users' mark on the number, how many users set it, and the mark's id."""

    type: str
    num: int
    fid: int


class Tag(ReportPart, frozen=True, kw_only=True):
    """The tag of a number; unknown values have no key, as in the source's sample."""

    status: str = "0"
    name: str | UnsetType = UNSET
    teldesc: str | UnsetType = UNSET
    telnum: str
    telloc: str | UnsetType = UNSET
    flag: Flag | UnsetType = UNSET
    catnames: list[str] | UnsetType = UNSET
    itag_ids: list[int]


class Tags(ReportPart, frozen=True, kw_only=True):
    """The result set: the tags of all numbers in the log, by the number's digits."""

    sid: str
    tags: dict[str, Tag]


class RemoteTag(ReportPart, frozen=True, kw_only=True):
    """A tag of a remote directory; any value may be missing or null."""

    name: str | None = None
    teldesc: str | None = None
    telloc: str | None = None
    flag: Flag | None = None
    catnames: list[str] | None = None
    itag_ids: list[int] | None = None


class RemoteTags(ReportPart, frozen=True):
    """The `data` of a remote directory's answer; each tag is parsed separately."""

    tags: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


class DirectoryAnswer(ReportPart, frozen=True):
    """The answer of a remote directory."""

    status: int
    data: RemoteTags = msgspec.field(default_factory=RemoteTags)
