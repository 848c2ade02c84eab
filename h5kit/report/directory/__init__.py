"""The number directory: the port to facts about numbers, and its two adapters."""

from h5kit.report.directory.embedded import EmbeddedDirectory
from h5kit.report.directory.listing import ListedNumber, ListingError, packaged, read
from h5kit.report.directory.port import DirectoryError, Facts, Mark, NumberDirectory
from h5kit.report.directory.remote import RemoteDirectory

__all__ = [
    "DirectoryError",
    "EmbeddedDirectory",
    "Facts",
    "ListedNumber",
    "ListingError",
    "Mark",
    "NumberDirectory",
    "RemoteDirectory",
    "packaged",
    "read",
]
