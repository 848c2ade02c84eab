"""The report page with invented reports: ports in memory, and a server."""

import asyncio
import socket
import threading
from collections.abc import Iterable
from types import TracebackType

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from h5kit.clock import MovableClock
from h5kit.entry.partners import Partners
from h5kit.model import Partner
from h5kit.serving import address_of, listen
from h5kit.settings import Settings
from h5kit.trailing_slash import answer_with_slash
from h5kit.web.report.access import ReportView, Role, Seen, Viewer
from h5kit.web.report.routes import report_room
from h5kit.web.report.services import ReportServices, report_services

COOKIE = "desk-user"


class KeptReports:
    """A store of reports in memory, by sid."""

    def __init__(self, views: Iterable[ReportView] = ()) -> None:
        """Store these reports; more can be added to `by_sid`."""
        self.by_sid = {view.report.sid: view for view in views}

    async def find(self, sid: str) -> ReportView | None:
        """Return the report of a sid."""
        return self.by_sid.get(sid)


class CookieUsers:
    """Logs in the user whose name is in a cookie, without a password."""

    def __init__(self, viewers: Iterable[Viewer]) -> None:
        """Accept these users."""
        self._viewers = {viewer.name: viewer for viewer in viewers}

    async def viewer(self, request: Request) -> Viewer | None:
        """Return the user that the cookie names, or None."""
        return self._viewers.get(request.cookies.get(COOKIE, ""))


class KeptAudit:
    """An audit log in memory."""

    def __init__(self) -> None:
        """Start without entries."""
        self.entries: list[tuple[str, Seen, str, float]] = []

    async def record(self, who: str, what: Seen, sid: str, at: float) -> None:
        """Store an entry."""
        self.entries.append((who, what, sid, at))


VIEWERS = tuple(Viewer(role.value, role) for role in Role)


class ReportDesk:
    """An application with only the report pages, and a user for each role (with its name)."""

    def __init__(
        self, views: Iterable[ReportView], partners: Iterable[Partner], *viewers: Viewer
    ) -> None:
        """Serve these reports; `viewers` are additional users."""
        self.reports, self.audit, self.clock = KeptReports(views), KeptAudit(), MovableClock()
        self.services: ReportServices = report_services(
            Settings(keys=("desk" * 10,)),
            self.clock,
            Partners(partners),
            CookieUsers([*VIEWERS, *viewers]),
            self.reports,
            self.audit,
        )
        self.app = Starlette(routes=report_room(self.services).routes)
        answer_with_slash(self.app)


class DeskServer:
    """A desk on a free loopback port while the `with` block runs."""

    def __init__(self, desk: ReportDesk) -> None:
        """Serve this desk."""
        self.desk = desk
        self._bound: socket.socket = listen("127.0.0.1", 0)
        self.base_url = address_of(self._bound)
        config = uvicorn.Config(
            desk.app, access_log=False, log_level="warning", server_header=False, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._bound]))

    def __enter__(self) -> "DeskServer":
        """Start the server. The socket already listens, so a first request waits for it."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._thread.join()
