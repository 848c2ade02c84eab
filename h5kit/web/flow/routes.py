"""The routes of the entry and of the flow's pages."""

from h5kit.web.flow.entry import EntryPage
from h5kit.web.flow.events_script import EventsScript
from h5kit.web.flow.pages import FlowPages
from h5kit.web.http.assets import Assets
from h5kit.web.http.routes import Room, page
from h5kit.web.http.services import WebServices


def flow_room(services: WebServices, assets: Assets) -> Room:
    """Return the routes; `assets` have the text of the events' script."""
    entry, pages, events_script = (
        EntryPage(services),
        FlowPages(services),
        EventsScript(services, assets),
    )
    return Room(
        (
            page("/", entry.enter, "GET", "POST"),
            page("/f", pages.without_handle, "GET"),
            page("/f/{handle}", pages.serve, "GET", "POST"),
            page("/f/{handle}/agreement", pages.agreement, "GET"),
            page("/f/{handle}/events.js", events_script.show, "GET"),
            # The page script requests it relative to the page, which may be the agreement.
            page("/f/{handle}/agreement/events.js", events_script.show, "GET"),
        )
    )
