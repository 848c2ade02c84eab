"""Who may look at a report, and the ports of the report page: users, reports, audit log."""

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
        """Return who sends the request, None if nobody is logged in or the session has expired."""
        ...


class Seen(StrEnum):
    """The actions of the audit log: with reports, pushes, users, keys and limits."""

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
    LIMITS_CLEARED = "limits_cleared"


class Audit(Protocol):
    """The log of who saw which report."""

    async def record(self, who: str, what: Seen, sid: str, at: float) -> None:
        """Record an action before anything is shown; if this fails, nothing is shown.

        `who` is `user:NAME`, `link:ID`, `partner:APPID` or `command:NAME`; `sid` is "" for an
        action without a report; `at` is seconds since the epoch.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, its partner, its call records if they are still stored, and its size in bytes."""

    report: Report = field(repr=False)
    appid: str
    records: Records | None = field(default=None, repr=False)
    size: int = 0


class Reports(Protocol):
    """Where reports are."""

    async def find(self, sid: str) -> ReportView | None:
        """Return the report of a sid, None if there is none yet."""
        ...
