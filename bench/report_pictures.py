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
    ("report-1280-light", 1280, "light", 1560),
    ("report-1280-dark", 1280, "dark", 1560),
    ("report-390-light", 390, "light", 1700),
)
"""Name, width, colour scheme, and height of the picture."""


def take(browser: Browser, folder: Path) -> None:
    """Take each picture into the folder."""
    view = view_of(TEL, SID, at=AT, plan=Collection(gaps=True))
    with DeskServer(ReportDesk([view], [demo_partner()])) as served:
        for name, width, scheme, height in LOOKS:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
                java_script_enabled=False,
                device_scale_factor=1 if width > 1000 else 2,
            )
            context.add_cookies([{"name": COOKIE, "value": "viewer", "url": served.base_url}])
            page = context.new_page()
            page.goto(f"{served.base_url}/report/detail?sid={SID}&appid=demo")
            clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
            _keep(page.screenshot(full_page=True, clip=clip), folder / f"{name}.png")
            context.close()


def _keep(raw: bytes, path: Path) -> None:
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path)
