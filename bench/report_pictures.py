"""Take the screenshots of the report page: invented records, as a viewer sees them."""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, FloatRect

from h5kit.carrier.sandbox.scenarios import Collection
from h5kit.demo import demo_partner
from h5kit.records.times import DAY, month_start
from h5kit.testing.report_desk import COOKIE, DeskServer, ReportDesk
from h5kit.testing.reports import view_of

AT: Final = month_start("202611") + 20 * DAY
TEL: Final = "13000255012"
"""A sandbox number whose records have missing months, dunning calls and a long silence."""
SID: Final = "SID-invented"
COLOURS: Final = 128
LOOKS: Final = (
    ("report-1280-light", 1280, "light", "zh-CN", 1560),
    ("report-1280-dark", 1280, "dark", "zh-CN", 1560),
    ("report-390-light", 390, "light", "zh-CN", 1700),
    ("report-1280-en", 1280, "light", "en", 1560),
    ("report-390-en", 390, "light", "en", 1700),
    ("report-320-en", 320, "light", "en", 1700),
)
"""Name, width, colour scheme, language, and how much of the page's height is taken."""


def take(browser: Browser, folder: Path, mentioned: str) -> None:
    """Take each picture that `mentioned` names, or all if it is empty."""
    view = view_of(TEL, SID, at=AT, plan=Collection(gaps=True))
    with DeskServer(ReportDesk([view], [demo_partner()])) as served:
        for name, width, scheme, lang, height in LOOKS:
            if mentioned and f"pictures/{name}.png" not in mentioned:
                continue
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
                java_script_enabled=False,
                device_scale_factor=1 if width > 1000 else 2,
            )
            context.add_cookies([{"name": COOKIE, "value": "viewer", "url": served.base_url}])
            page = context.new_page()
            page.goto(f"{served.base_url}/report/detail?sid={SID}&appid=demo&lang={lang}")
            clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
            _keep(page.screenshot(full_page=True, clip=clip), folder / f"{name}.png")
            context.close()


def _keep(raw: bytes, path: Path) -> None:
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path)
