"""The language of the report page, the report site and both consoles, as their reader chose it.

`lang` in an address chooses a language, and a cookie remembers the choice. Without either a page
is in the source language: what a browser says it accepts is not read, since partners' tests and
people's bookmarks expect the pages as they have always been.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from h5kit.languages import REPORT_LANGUAGES, SOURCE, Language, match_language
from h5kit.settings import Settings
from h5kit.web.http.bad_request import BadRequestError
from h5kit.web.http.body import read_query
from h5kit.web.http.routes import Handler

PARAMETER: Final = "lang"
COOKIE: Final = "__Host-h5kit-lang"
PLAIN_COOKIE: Final = "h5kit-lang"
"""Where there is no https, as in the demo: a browser drops a `__Host-` cookie there."""

KEPT_SECONDS: Final = 365 * 86_400
MOST_FIELDS: Final = 16
KEPT: Final = frozenset(
    {"sid", "appid", "link", "grant", "numbers", "q", "on", "older", "days", "carrier", "region",
     "live", "before", "handle", "partner", "message", "basic_info", "flow_lang", "callback"}
)  # fmt: skip
"""Parameters that say what a page shows; a link to another language keeps these and no others."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A link to the same page in another language."""

    language: Language
    address: str


class ChosenLanguage:
    """Reads the choice from requests and remembers it; one for a room."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings: `base_url` says whether the cookie can be secure."""
        self._is_secure = settings.base_url.startswith("https://")
        self._cookie = COOKIE if self._is_secure else PLAIN_COOKIE

    def of(self, request: Request) -> Language:
        """Return the language of the answer."""
        asked = request.query_params.get(PARAMETER, "")
        return match_language(asked, REPORT_LANGUAGES) if asked else self._remembered(request)

    def _remembered(self, request: Request) -> Language:
        return REPORT_LANGUAGES.get(request.cookies.get(self._cookie, ""), SOURCE)

    def remembering(self, handler: Handler) -> Handler:
        """Return a handler that answers as this one and sets the cookie where a choice is new."""

        async def remember(request: Request) -> Response:
            response = await handler(request)
            if request.query_params.get(PARAMETER):
                self._remember(request, response)
            return response

        return remember

    def _remember(self, request: Request, response: Response) -> None:
        language = self.of(request)
        if language is self._remembered(request):
            return
        # The source language needs no cookie.
        value, age = ("", 0) if language.is_source else (language.tag, KEPT_SECONDS)
        safe = "; Secure" if self._is_secure else ""
        line = f"{self._cookie}={value}; Path=/; HttpOnly; SameSite=Lax{safe}; Max-Age={age}"
        response.raw_headers.append((b"set-cookie", line.encode()))

    def links(self, request: Request, here: str = "") -> tuple[LanguageLink, ...]:
        """Return links to the page in every other language.

        `here` is the address by which GET shows the page; "" for the request's own, without
        parameters that are not in `KEPT`.
        """
        shown, here = self.of(request), here or _own_address(request)
        separator = "&" if "?" in here else "?"
        return tuple(
            LanguageLink(language, f"{here}{separator}{PARAMETER}={tag}")
            for tag, language in REPORT_LANGUAGES.items()
            if language is not shown
        )


def _own_address(request: Request) -> str:
    path: str = request.scope["path"]
    try:
        return address_with(path, read_query(request, MOST_FIELDS, KEPT))
    except BadRequestError:
        return path


def address_with(path: str, query: Mapping[str, str]) -> str:
    """Return an address with those parameters that are in `KEPT` and say something."""
    kept = {name: value for name, value in query.items() if name in KEPT and value}
    return f"{path}?{urlencode(kept)}" if kept else path
