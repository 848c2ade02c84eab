"""Renders the sandbox's console: the whole page, or one panel for the script."""

import time
from collections.abc import Iterable
from functools import partial
from typing import Final

import msgspec
from jinja2 import Environment, Template
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from h5kit import areas
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.sandbox import SCENARIOS, Scenario
from h5kit.entry.partners import Partners
from h5kit.languages import FLOW_LANGUAGES, REPORT_LANGUAGES, SOURCE, Language
from h5kit.messages import CATALOGUE, CatalogueRow
from h5kit.records.times import SHANGHAI
from h5kit.resources import built, templates_dir
from h5kit.web.http import headers
from h5kit.web.http.assets import Assets
from h5kit.web.http.chosen_language import ChosenLanguage
from h5kit.web.http.render import answer
from h5kit.web.http.templates import environment
from h5kit.web.sandbox.chosen_flow import usual_partner
from h5kit.web.sandbox.jump import SOMEBODY
from h5kit.web.sandbox.machine_picture import NAMES, machine

CSS: Final = "sandbox.css"
SCRIPT: Final = "sandbox.js"
PANELS: Final = ("machine", "inbox", "moves", "pushes", "pulled")
PATTERN: Final = "MM"
STEPS: Final = ((60, "+1 分"), (300, "+5 分"), (1800, "+30 分"), (86_400, "+1 天"))
SMS_FIELDS: Final = {"new_password": "service_password"}
"""The form field for an SMS's code by the SMS's kind; `sms_code` for kinds not listed."""


def _clock(epoch: float) -> str:
    """Return a time of the clock as 21:05:09, in Shanghai."""
    return time.strftime("%H:%M:%S", time.gmtime(epoch + SHANGHAI))


def _day(epoch: float) -> str:
    """Return a time of the clock as 2026-11-24 21:05:09, in Shanghai."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(epoch + SHANGHAI))


class ConsoleRenderer:
    """Renders the console; one for a server."""

    def __init__(self, assets: Assets, partners: Partners, chosen: ChosenLanguage) -> None:
        """Read stylesheet and script; the script becomes one of the static files."""
        self._chosen = chosen
        script = assets.add_script(SCRIPT, built(SCRIPT).encode())
        self._environments = {
            language: _environment(language, partners, script)
            for language in REPORT_LANGUAGES.values()
        }

    def page(self, request: Request, status: int, here: str = "", /, **values: object) -> Response:
        """Answer with the whole page; `here` is its address for GET if not the request's own."""
        nonce, links = headers.nonce(), self._chosen.links(request, here)
        template = self._template(request, "console")
        text = template.render(nonce=nonce, language_links=links, **values)
        return answer(request, text, status, _headers(nonce))

    def panel(self, request: Request, name: str, /, **values: object) -> str:
        """Return the HTML of a panel."""
        return self._template(request, f"panels/{name}").render(**values)

    def _template(self, request: Request, name: str) -> Template:
        env = self._environments[self._chosen.of(request)]
        return env.get_template(f"sandbox/{name}.html")


def _environment(language: Language, partners: Partners, script: str) -> Environment:
    """Return the templates in a language, with the values that are the same on every page."""
    env = environment(templates_dir(), language)
    env.filters.update(clock=_clock, day=_day, text=language.text)
    env.globals.update(
        css=Markup(built(CSS)),  # noqa: S704 - ours
        script=script,
        usual=usual_partner(partners),
        partner_options=[(p.appid, p.name) for p in partners],
        carrier_options=_choices(Carrier, language),
        region_options=_choices(areas.PROVINCES, language),
        flow_language_options=[
            ("" if one.is_source else tag, one.name) for tag, one in FLOW_LANGUAGES.items()
        ],
        message_options=[(f"{m.code:02d}", _option(m, language)) for m in CATALOGUE.values()],
        groups=_groups(language),
        steps=[(seconds, language.text(label)) for seconds, label in STEPS],
        panels=PANELS,
        names={state: language.text(name) for state, name in NAMES.items()},
        machine=partial(machine, language=language),
        sms_fields=SMS_FIELDS,
        answers=msgspec.json.encode(SOMEBODY).decode(),
    )
    return env


def _choices(values: Iterable[str], language: Language) -> list[tuple[str, str]]:
    """Return the options of a select: any, then each value under its name."""
    return [("", language.text("任意")), *((str(v), language.text(v)) for v in values)]


def _option(row: CatalogueRow, language: Language) -> str:
    """Return a message's number, what the language says beside it, and its exact text."""
    beside = language.translation_of(row.message)
    text = f"{beside} · {row.text}" if beside not in {"", row.text} else row.text
    return f"{row.code:02d} {text}"


def _groups(language: Language) -> list[tuple[str, list[tuple[Scenario, str]]]]:
    """Return the scenario table in named groups by the first digit, each row with its title."""
    named = {
        "0": "服务密码即可",
        "1": "登录时要求更多",
        "2": "二次验证",
        "3": "重置服务密码",
        "5": "缓慢与故障",
        "9": "任意提示",
    }
    return [
        (
            language.text(name),
            [(s, _title(s, language)) for s in SCENARIOS if s.last_four[0] == digit],
        )
        for digit, name in named.items()
    ]


def _title(scenario: Scenario, language: Language) -> str:
    """Return a scenario's title: the table has one in Chinese and one in English."""
    is_chinese = language.locale.language == SOURCE.locale.language
    return scenario.title if is_chinese else scenario.english


def _headers(nonce: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of the console: it may frame only pages of its own server."""
    policy = (
        f"default-src 'none';script-src 'self';style-src 'nonce-{nonce}';img-src data:;"
        "connect-src 'self';frame-src 'self';form-action 'self';base-uri 'none';"
        "frame-ancestors 'none'"
    )
    return [
        *headers.COMMON,
        (b"x-frame-options", b"DENY"),
        (b"content-security-policy", policy.encode()),
    ]
