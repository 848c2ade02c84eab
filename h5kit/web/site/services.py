"""The services of the site's handlers, joined once by `h5kit.web.site.routes`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from h5kit.clock import Clock
from h5kit.entry.partners import Partners
from h5kit.languages import Language
from h5kit.settings import Settings
from h5kit.store.store import Store
from h5kit.web.http.responses import see_other
from h5kit.web.report.access import Role, Viewer
from h5kit.web.report.render import ReportRenderer
from h5kit.web.site.flow_counts import FlowCounter
from h5kit.web.site.sessions import Sessions


@dataclass(frozen=True, slots=True)
class SiteServices:
    """Everything that the site's handlers use; `wake` wakes the worker."""

    settings: Settings
    clock: Clock
    store: Store
    partners: Partners
    sessions: Sessions
    renderer: ReportRenderer
    counter: FlowCounter
    wake: Callable[[], None]

    def language_of(self, request: Request) -> Language:
        """Return the language of the answer."""
        return self.renderer.chosen.of(request)

    def page(
        self, request: Request, viewer: Viewer, template: str, *, status: int = 200, **values: Any
    ) -> Response:
        """Answer a logged-in viewer with a page."""
        token = self.sessions.form_token(self.sessions.cookie(request))
        return self.renderer.page(
            request, template, status=status, viewer=viewer, token=token,
            path=request.scope["path"], has_console=is_console_for(viewer), **values,
        )  # fmt: skip

    def login(self, request: Request) -> Response:
        """Redirect to the login, which leads back to this page."""
        query = request.scope["query_string"].decode("latin-1")
        back = request.scope["path"] + (f"?{query}" if query else "")
        return see_other("/site/login?" + urlencode({"next": back}))


def is_console_for(viewer: Viewer) -> bool:
    """Say whether a viewer may open the console: an operator who may see all partners."""
    return viewer.role is Role.OPERATOR and not viewer.appid
