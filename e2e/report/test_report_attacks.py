"""Texts of carriers and partners in a report run nothing, load nothing and break nothing."""

from typing import Any, Final

import msgspec
import pytest

from e2e.report.conftest import SMALL, Opened
from h5kit.testing.report_desk import DeskServer
from h5kit.web.report.access import ReportView
from h5kit.web.report.masking import OURS

CORPUS: Final = (
    "<script>window.hit=1;alert(1)</script>",
    "</title><script>window.hit=1</script>",
    "</style><script>window.hit=1</script>",
    "</desc></svg><script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "'><svg/onload=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    '<a href="javascript:window.hit=1">x</a>',
    "<style>@import 'https://evil.example/a.css'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example/><button>x</button>",
    "<math><mtext></p><script>window.hit=1</script>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&#60;script&#62;window.hit=1&#60;/script&#62;",
    "\u202e\u2028]]><!--<script>window.hit=1</script>-->",
)


def _poisoned(value: Any, key: str = "", *, by: str) -> Any:
    """Return a document in which every text that h5kit does not compute is an attack."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value).items()
        return msgspec.structs.replace(value, **{k: _poisoned(v, k, by=by) for k, v in fields})
    if isinstance(value, list):
        return [_poisoned(item, key, by=by) for item in value]
    return by if isinstance(value, str) and key not in OURS else value


@pytest.fixture(params=range(len(CORPUS)))
def attack(request: pytest.FixtureRequest, desk: DeskServer) -> tuple[str, str]:
    """The sid of a report full of one attack, and the attack."""
    view, words = desk.desk.reports.by_sid["SIDusual"], CORPUS[request.param]
    poisoned = msgspec.structs.replace(
        _poisoned(view.report, by=words), sid=f"SIDattack{request.param}"
    )
    desk.desk.reports.by_sid[poisoned.sid] = ReportView(poisoned, view.appid, view.records)
    return poisoned.sid, words


def test_an_attack_in_every_text_is_shown_as_text(opened: Opened, attack: tuple[str, str]) -> None:
    sid, words = attack
    page = opened(sid, user="auditor", script=True, width=SMALL, query="&numbers=all")
    page.get_by_role("button", name="显示完整信息").click()
    page.get_by_text("正在显示完整信息").wait_for()
    page.wait_for_load_state()
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script, iframe, img, form').length") == 0
    assert " ".join(words.split()) in " ".join(page.title().split())
    assert page.locator("td").get_by_text(words, exact=True).count() > 0
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_viewers_page_runs_no_attack_either(opened: Opened, attack: tuple[str, str]) -> None:
    page = opened(attack[0], script=True, query="&numbers=all")
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script, iframe, img, form').length") == 0
