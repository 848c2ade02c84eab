"""The routes of the report page, and of the links that partners' servers make to it."""

from h5kit.web.http.routes import Room, api, page
from h5kit.web.report.pages import ReportPages
from h5kit.web.report.services import ReportServices
from h5kit.web.report.sharing import ReportSharing


def report_room(services: ReportServices) -> Room:
    """Return the room."""
    pages, sharing = ReportPages(services), ReportSharing(services)
    remembering = services.chosen_language.remembering
    return Room(
        (
            page("/report/detail", remembering(pages.detail), "GET"),
            page("/report/unmask", remembering(pages.unmask), "POST"),
            page("/report/rules", remembering(pages.rules), "GET"),
            api("/v1/reports/{sid}/link", sharing.link, "POST"),
        )
    )
