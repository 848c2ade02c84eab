"""Prints the sandbox's console: the whole page, or one panel of it for the script."""

import time
from typing import Final

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from h5kit import areas
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.sandbox import SCENARIOS, Scenario
from h5kit.entry.partners import Partners
from h5kit.languages import SOURCE
from h5kit.messages import CATALOGUE
from h5kit.records.times import SHANGHAI
from h5kit.resources import built, templates_dir
from h5kit.web.http import headers
from h5kit.web.http.assets import Assets
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
"""The field that what an SMS holds is typed into, by the SMS's kind; a code's where not listed."""


def _clock(epoch: float) -> str:
    """Return a time of the clock as 21:05:09, in Shanghai."""
    return time.strftime("%H:%M:%S", time.gmtime(epoch + SHANGHAI))


def _day(epoch: float) -> str:
    """Return a time of the clock as 2026-11-24 21:05:09, in Shanghai."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(epoch + SHANGHAI))


class ConsoleRenderer:
    """Prints the console; one for a server."""

    def __init__(self, assets: Assets, partners: Partners) -> None:
        """Read stylesheet and script; the script becomes one of the static files."""
        script = built(SCRIPT).encode()
        self._env = environment(templates_dir(), SOURCE)
        self._env.filters.update(clock=_clock, day=_day)
        self._env.globals.update(
            css=Markup(built(CSS)),  # noqa: S704 - ours
            script=assets.add_script(SCRIPT, script),
            usual=usual_partner(partners),
            partner_options=[(p.appid, p.name) for p in partners],
            carrier_options=[("", "任意"), *((c.value, c.value) for c in Carrier)],
            region_options=[("", "任意"), *((name, name) for name in areas.PROVINCES)],
            message_options=[
                (f"{m.code:02d}", f"{m.code:02d} {m.text}") for m in CATALOGUE.values()
            ],
            groups=_groups(),
            steps=STEPS,
            panels=PANELS,
            names=NAMES,
            machine=machine,
            sms_fields=SMS_FIELDS,
            answers=msgspec.json.encode(SOMEBODY).decode(),
        )

    def page(self, request: Request, status: int, **values: object) -> Response:
        """Answer with the whole page."""
        nonce = headers.nonce()
        text = self._env.get_template("sandbox/console.html").render(nonce=nonce, **values)
        return answer(request, text, status, _headers(nonce))

    def panel(self, name: str, **values: object) -> str:
        """Return what stands in a panel."""
        return self._env.get_template(f"sandbox/panels/{name}.html").render(**values)


def _groups() -> list[tuple[str, list[Scenario]]]:
    """Return the table in parts that have a name, by the first digit."""
    named = {
        "0": "服务密码即可",
        "1": "登录时要求更多",
        "2": "二次验证",
        "3": "重置服务密码",
        "5": "缓慢与故障",
        "9": "任意提示",
    }
    rows = {words: [s for s in SCENARIOS if s.last_four[0] == n] for n, words in named.items()}
    return list(rows.items())


def _headers(nonce: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of the console: it frames pages of its own server only."""
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
