"""The routes of the report site, and of the report page, which shares its users."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from h5kit.clock import Clock
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.store.store import Store
from h5kit.web.http.chosen_language import ChosenLanguage
from h5kit.web.http.responses import see_other
from h5kit.web.http.routes import Room, page
from h5kit.web.report.render import ReportRenderer
from h5kit.web.report.routes import report_room
from h5kit.web.report.services import report_services
from h5kit.web.site.console import Console
from h5kit.web.site.flow_counts import FlowCounter
from h5kit.web.site.login import REPORTS, Login
from h5kit.web.site.reports import ReportList
from h5kit.web.site.services import SiteServices
from h5kit.web.site.sessions import Sessions
from h5kit.web.site.stored_reports import StoredAudit, StoredReports

SHEET = "site.css"


async def _to_the_list(_: Request) -> Response:
    return see_other(REPORTS)


def site_rooms(
    settings: Settings,
    clock: Clock,
    store: Store,
    partners: Partners,
    counter: FlowCounter,
    wake: Callable[[], None],
) -> tuple[Room, Room]:
    """Return the site and the report page; `wake` wakes the worker."""
    sessions = Sessions(store.site.accounts, settings, clock)
    renderer = ReportRenderer(ChosenLanguage(settings), "site", SHEET)
    services = SiteServices(settings, clock, store, partners, sessions, renderer, counter, wake)
    reports = report_services(
        settings, clock, partners, sessions, StoredReports(store), StoredAudit(store)
    )
    return _site_room(services), report_room(reports)


def _site_room(services: SiteServices) -> Room:
    login, listed, console = Login(services), ReportList(services), Console(services)
    remembering = services.renderer.chosen.remembering
    return Room(
        (
            page("/site", _to_the_list, "GET"),
            page("/site/login", remembering(login.answer), "GET", "POST"),
            page("/site/logout", remembering(login.log_out), "GET", "POST"),
            page("/site/reports", remembering(listed.answer), "GET"),
            page("/site/console", remembering(console.flows), "GET"),
            page("/site/console/deliveries", remembering(console.deliveries), "GET"),
            page("/site/console/partners", remembering(console.partners), "GET"),
            page("/site/console/audit", remembering(console.audit), "GET"),
            page("/site/console/redeliver", remembering(console.redeliver), "POST"),
        )
    )
