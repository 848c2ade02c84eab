"""The printed report: unbroken sections, sid and page number on every sheet."""

import io
import re
import unicodedata
from typing import Final

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from e2e.report.conftest import Opened

HEADINGS: Final = frozenset(
    ["数据不完整", "身份核验", "使用总览", "催收风险", "通话行为检测", "号码标记", "号码使用情况",
     "法律纠纷", "紧急联系人", "主要联系人", "高频联系人TOP10", "长时间联系人TOP10", "常用联系人",
     "联系人所在地", "每月通话与消费", "金融敏感联系", "通话号码列表", "未计入的通话", "数据完整性"]
)  # fmt: skip
WHOLE: Final = (
    ("身份核验", "黄页名称"),
    ("使用总览", "静默时间轴"),
    ("催收风险", "风险等级"),
    ("通话行为检测", "与110通话"),
    ("长时间联系人TOP10", "高频联系人TOP10"),
    ("金融敏感联系", "没有通话的标签"),
)
"""The heading of each section that fits on a sheet, and its last text."""
LOWER: Final = "mm => { document.querySelector('main').style.paddingTop = mm + 'mm'; }"
Sheets = list[list[str]]
"""The lines of each printed sheet."""

A4: Final = (595, 842)
RADICALS: Final = str.maketrans("⻚⻩⻓⻛", "页黄长风")
"""Radicals that remain after NFKC, and the characters that the font uses them for."""


@pytest.fixture(scope="module")
def kept() -> dict[str, Sheets]:
    """The reports that are printed already: reading the text of a sheet takes long."""
    return {}


@pytest.fixture(params=["SIDusual", "SIDgaps", "SIDmany"])
def sheets(opened: Opened, kept: dict[str, Sheets], request: pytest.FixtureRequest) -> Sheets:
    """A report, printed by a browser with a dark colour scheme."""
    if request.param not in kept:
        kept[request.param] = _printed(opened(request.param, scheme="dark"))
    return kept[request.param]


def _printed(page: Page) -> Sheets:
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=False)))
    for sheet in printed.pages:
        size = (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height)))
        assert size == A4
    return [_lines(sheet.extract_text()) for sheet in printed.pages]


def _lines(text: str) -> list[str]:
    """Return the lines without spaces, with radicals replaced by their characters."""
    plain = unicodedata.normalize("NFKC", text).translate(RADICALS)
    return ["".join(line.split()) for line in plain.splitlines() if line.strip()]


def test_every_sheet_has_the_sid_and_its_page_number(sheets: Sheets) -> None:
    for n, lines in enumerate(sheets, 1):
        text = "".join(lines)
        assert re.search(r"运营商报告SID\w+", text)
        assert f"第{n}页,共{len(sheets)}页" in text


def test_no_heading_is_the_last_line_of_a_sheet(opened: Opened, subtests: pytest.Subtests) -> None:
    page = opened("SIDusual")
    for lower in range(0, 260, 20):
        page.evaluate(LOWER, lower)
        with subtests.test(lower=lower):
            for lines in _printed(page):
                body = [line for line in lines if not re.match(r"第\d+页|运营商报告SID", line)]
                assert body
                assert body[-1].removesuffix("正常").removesuffix("!异常").strip() not in HEADINGS


def test_a_section_that_fits_is_on_one_sheet(sheets: Sheets) -> None:
    texts = ["\n".join(lines) for lines in sheets]
    for head, end in WHOLE:
        first = [n for n, text in enumerate(texts) if re.search(f"^{head}", text, re.MULTILINE)]
        last = [n for n, text in enumerate(texts) if end in text]
        assert first, head
        assert set(first) & set(last), (head, end, first, last)


def test_controls_for_the_screen_are_not_printed(sheets: Sheets) -> None:
    text = "\n".join("\n".join(lines) for lines in sheets)
    for words in ("下载JSON", "数据表", "计算方法:", "显示全部"):
        assert words not in text
