"""The routes of the report site, on the parts of a server."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from h5kit.clock import Clock
from h5kit.entry.partners import Partners
from h5kit.settings import Settings
from h5kit.store.store import Store
from h5kit.web.http.responses import see_other
from h5kit.web.report.pages import ReportPages
from h5kit.web.report.parts import report_parts
from h5kit.web.report.render import ReportRenderer
from h5kit.web.report.sharing import ReportSharing
from h5kit.web.site.console import Console
from h5kit.web.site.kept import KeptAudit, KeptReports
from h5kit.web.site.login import REPORTS, Login
from h5kit.web.site.parts import SiteParts
from h5kit.web.site.reports import ReportList
from h5kit.web.site.sessions import Sessions
from h5kit.web.site.tally import Tally

SHEET = "site.css"


def _to_the_list(_: Request) -> Response:
    return see_other(REPORTS)


def site_routes(
    settings: Settings,
    clock: Clock,
    store: Store,
    partners: Partners,
    tally: Tally,
    wake: Callable[[], None],
) -> list[Route]:
    """Return the routes; `tally` counts flows, `wake` tells the worker to look for jobs."""
    sessions = Sessions(store.site.accounts, settings, clock)
    renderer = ReportRenderer("site", SHEET)
    parts = SiteParts(settings, clock, store, partners, sessions, renderer, tally, wake)
    reports = report_parts(
        settings, clock, partners, sessions, KeptReports(store), KeptAudit(store)
    )
    pages, sharing = ReportPages(reports), ReportSharing(reports)
    login, listed, console = Login(parts), ReportList(parts), Console(parts)
    return [
        Route("/site", _to_the_list, methods=["GET"]),
        Route("/site/", _to_the_list, methods=["GET"]),
        Route("/site/login", login.answer, methods=["GET", "POST"]),
        Route("/site/logout", login.log_out, methods=["GET", "POST"]),
        Route("/site/reports", listed.answer, methods=["GET"]),
        Route("/site/console", console.flows, methods=["GET"]),
        Route("/site/console/deliveries", console.deliveries, methods=["GET"]),
        Route("/site/console/partners", console.partners, methods=["GET"]),
        Route("/site/console/audit", console.audit, methods=["GET"]),
        Route("/site/console/redeliver", console.redeliver, methods=["POST"]),
        Route("/report/detail", pages.detail, methods=["GET"]),
        Route("/report/unmask", pages.unmask, methods=["POST"]),
        Route("/report/rules", pages.rules, methods=["GET"]),
        Route("/v1/reports/{sid}/link", sharing.link, methods=["POST"]),
    ]
