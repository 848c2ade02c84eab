"""Take the screenshots of the report site and the console, in a demo with several flows."""

import io
import re
from pathlib import Path
from typing import Final

import httpx2
from PIL import Image
from playwright.sync_api import Browser

from h5kit.carrier.numbering import Carrier
from h5kit.testing.people import number
from h5kit.testing.receiver import Receiver
from h5kit.testing.server import DemoServer

STEP: Final = re.compile(r'name="_step" value="([^"]+)"')
COLOURS: Final = 64
PEOPLE: Final = (
    ("0000", Carrier.MOBILE, "浙江"), ("0000", Carrier.UNICOM, "广东"), ("5010", None, ""),
    ("0000", Carrier.TELECOM, "四川"), ("9027", Carrier.MOBILE, "浙江"), ("5011", None, ""),
    ("9043", Carrier.UNICOM, "广东"), ("2001", Carrier.TELECOM, "四川"), ("0000", None, ""),
)  # fmt: skip
LOOKS: Final = (
    ("site-reports-390-light", "/site/reports", 390, "light", "zh-CN"),
    ("site-console-1280-light", "/site/console", 1280, "light", "zh-CN"),
    ("site-deliveries-1280-dark", "/site/console/deliveries", 1280, "dark", "zh-CN"),
    *(
        (f"site-{page}-{width}-en", path, width, "light", "en")
        for page, path in (
            ("reports", "/site/reports"),
            ("console", "/site/console"),
            ("deliveries", "/site/console/deliveries"),
            ("partners", "/site/console/partners"),
            ("audit", "/site/console/audit"),
        )
        for width in (320, 390, 1280)
    ),
)
"""Name, page, width, colour scheme, language."""


def take(browser: Browser, folder: Path, mentioned: str) -> None:
    """Take each picture that `mentioned` names, or all if it is empty."""
    with Receiver() as receiver, DemoServer("--receiver", receiver.url) as server:
        for n, (last_four, carrier, region) in enumerate(PEOPLE):
            tel = number(last_four, carrier, region) if carrier else number(last_four)
            _go_through(server, tel, f"user-{n + 1}")
        receiver.wait("user-9")
        for name, path, width, scheme, lang in LOOKS:
            if mentioned and f"pictures/{name}.png" not in mentioned:
                continue
            context = browser.new_context(
                viewport={"width": width, "height": 700},
                color_scheme="dark" if scheme == "dark" else "light",
                java_script_enabled=False,
                device_scale_factor=1 if width > 1000 else 2,
            )
            page = context.new_page()
            page.goto(server.base_url + path)
            page.get_by_label("账号").fill(server.told["admin"]["user"])
            page.get_by_label("密码").fill(server.told["admin"]["password"])
            page.get_by_role("button", name="登录").click()
            page.goto(f"{server.base_url}{path}?lang={lang}")
            _keep(page.screenshot(), folder / f"{name}.png")
            context.close()


def _go_through(server: DemoServer, tel: str, uid: str) -> None:
    """Submit a number as a person does; its scenario follows."""
    with httpx2.Client(base_url=server.base_url, follow_redirects=True) as client:
        page = client.get(server.entry(tel=tel, uid=uid))
        step = STEP.search(page.text)
        if step is None:
            raise RuntimeError("the page shows no form")
        fields = {"_step": step[1], "service_password": "246813", "agree": "yes"}
        client.post(str(page.url), data=fields)


def _keep(raw: bytes, path: Path) -> None:
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path)
