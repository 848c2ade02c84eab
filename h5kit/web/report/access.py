"""Who may look at a report, and the ports through which the report page learns and tells it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from starlette.requests import Request

from h5kit.records import Records
from h5kit.report import Report
from h5kit.store.site import Role

__all__ = ["Audit", "ReportView", "Reports", "Role", "Seen", "Users", "Viewer"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is logged in; `appid` is whose reports may be seen, "" for every partner's."""

    name: str
    role: Role
    appid: str = ""

    def may_see(self, appid: str) -> bool:
        """Say whether a partner's reports are for this person."""
        return self.appid in {"", appid}


class Users(Protocol):
    """Who is logged in."""

    async def viewer(self, request: Request) -> Viewer | None:
        """Return who sends the request, None where nobody is logged in (any longer)."""
        ...


class Seen(StrEnum):
    """What was done, as the audit log says it: with a report, with pushes, with users."""

    VIEWED = "viewed"
    EXPORTED = "exported"
    UNMASKED = "unmasked"
    VIEWED_UNMASKED = "viewed_unmasked"
    EXPORTED_UNMASKED = "exported_unmasked"
    LINK_MADE = "link_made"
    LISTED = "listed"
    REDELIVERED = "redelivered"
    LOGGED_IN = "logged_in"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    KEYS_ROTATED = "keys_rotated"


class Audit(Protocol):
    """The log of who saw which report."""

    async def record(self, who: str, what: Seen, sid: str, at: float) -> None:
        """Keep an entry before anything is shown; a fault here shows nothing.

        `who` is `user:NAME`, `link:ID`, `partner:APPID` or `command:NAME`; `sid` is "" for what is
        about no report; `at` is seconds since the epoch.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, whose it is, its call records where they are at hand, and how large it is."""

    report: Report = field(repr=False)
    appid: str
    records: Records | None = field(default=None, repr=False)
    size: int = 0


class Reports(Protocol):
    """Where reports are."""

    async def find(self, sid: str) -> ReportView | None:
        """Return the report of a sid, None where there is none (yet)."""
        ...
