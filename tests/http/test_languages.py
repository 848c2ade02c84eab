"""Every page of the flow is completely in the language of its session."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from babel import Locale
from starlette.testclient import TestClient

from h5kit.demo import demo_partner
from h5kit.flow.states import State
from h5kit.languages import FLOW_LANGUAGES, SOURCE, Language
from h5kit.messages import Message
from h5kit.testing.people import number, person
from tests.conftest import Visit

HAN = re.compile("[\u3400-\u9fff]")
BESIDE = re.compile(r'<span class="h" lang="zh-CN" translate="no">[^<]*</span>')
"""A message's exact text, below its translation."""
VALUE = re.compile(r' value="[^"]*"')
MARKED = re.compile("⟦[^⟦⟧]*⟧")
EXACT = {message.text(n) for message in Message for n in (None, 1, 2, 3)}
SOME = (
    Message.TIMED_OUT,
    Message.ACCOUNT_ABNORMAL,
    Message.TOO_FREQUENT,
    Message.LOCKED_UNTIL_TOMORROW,
    Message.NUMBER_NOT_VERIFIED,
    Message.NOT_AUTHORIZED,
)
"""Messages with every recovery that a page can offer."""
Open = Callable[..., Visit]


class Marked(dict[str, str]):
    """A language that puts every text between two marks, so that other texts stand out."""

    def get(self, text: str, default: Any = None) -> Any:  # noqa: ARG002 - as dict has it
        """Return the text between marks."""
        return f"⟦{text}⟧"


PSEUDO = Language("eo", Locale("eo"), Marked())


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Language:
    """A language that marks every text, among those that a session can ask for."""
    monkeypatch.setitem(FLOW_LANGUAGES, PSEUDO.tag, PSEUDO)
    return PSEUDO


@pytest.fixture
def opened(pseudo: Language, client: TestClient) -> Open:
    """Returns a function that opens a session's page in a language."""

    def enter(**fields: str) -> Visit:
        secret = {"authorization": "Bearer demo-secret-0123456789abcdef"}
        made = client.post("/v1/sessions", json=fields, headers=secret)
        assert made.status_code == 201, made.text
        return Visit(client).take(client.get(made.json()["url"]))

    return enter


def _pages(
    opened: Open, lang: str, messages: Iterable[Message] = SOME
) -> Iterator[tuple[str, str]]:
    """Yield name and HTML of every page of the flow, with faults and notices."""
    who = person()
    visit = opened(lang=lang)
    yield visit.step, visit.page
    yield "basic_info with faults", visit.post(go="submit", contact2_name="x").page
    yield "basic_info with cities", visit.post(go="cities", province="广东").page
    visit = opened(lang=lang, tel=number("1005"))
    yield visit.step, visit.page
    agreement = visit.client.get(f"{visit.address}/agreement")
    yield "agreement", agreement.text
    yield "phone with everything", visit.phone().page
    yield "phone with faults", visit.post(go="submit").page
    verify = opened(lang=lang, tel=number("2002")).phone()
    yield verify.step, verify.page
    waiting = opened(lang=lang, tel=number("5002")).phone()
    yield waiting.step, waiting.page
    waiting.client.post("/sandbox/clock", json={"advance_seconds": 60})
    success = opened(lang=lang, tel=number("0000")).phone()
    yield success.step, success.page
    for message in messages:
        shown = opened(lang=lang, tel=number(f"90{message:02d}")).phone()
        yield f"{shown.step} with message {message}", shown.page
    yield from _resets(opened, lang, "3003", who.new_password)
    yield from _resets(opened, lang, "3004", who.new_password)
    yield from _resets(opened, lang, "3006", who.new_password)
    unknown = opened(lang=lang).post(go="submit")
    yield "basic_info with nothing", unknown.page


def _resets(opened: Open, lang: str, row: str, new: str) -> Iterator[tuple[str, str]]:
    who = person()
    visit = opened(lang=lang, tel=number(row)).post(go="forgot")
    yield visit.step, visit.page
    yield "reset_identity", visit.post(go="reset").page
    yield "reset_identity with faults", visit.post(name="", id_card="1").page
    visit.post(name=who.name, id_card=who.id_card)
    while visit.step in ANSWERS:
        step = visit.step
        yield step, visit.page
        yield f"{step} with faults", visit.post(**dict.fromkeys(ANSWERS[step], "1")).page
        visit.post(
            **ANSWERS[step] | ({"new_password": new} if "new_password" in ANSWERS[step] else {})
        )
    yield f"{visit.step} after a reset", visit.page


ANSWERS: Mapping[str, dict[str, str]] = {
    State.RESET_LOGIN_SMS: {"sms_code": "123456"},
    State.RESET_SMS: {"sms_code": "123456"},
    State.RESET_CONTACTS: {f"phone{n}": f"1380020{n}00{n}" for n in range(1, 6)},
    State.RESET_PASSWORD: {"new_password": ""},
}


def test_every_text_of_a_page_is_translated(opened: Open) -> None:
    seen = set()
    for name, page in _pages(opened, PSEUDO.tag, list(Message)[1:]):
        seen.add(name.partition(" ")[0])
        rest = VALUE.sub("", page).replace(demo_partner().name, "")
        for text in sorted(EXACT, key=len, reverse=True):
            rest = rest.replace(text, "")
        while MARKED.search(rest):  # a text may be part of another one
            rest = MARKED.sub("", rest)
        assert [line for line in rest.splitlines() if HAN.search(line)] == [], name
    assert seen >= {*(str(state) for state in State), "agreement"}


def test_an_english_page_has_no_chinese_except_in_messages(opened: Open) -> None:
    for name, page in _pages(opened, "en"):
        assert '<html lang="en">' in page, name
        rest = VALUE.sub("", BESIDE.sub("", page)).replace(demo_partner().name, "")
        assert [line for line in rest.splitlines() if HAN.search(line)] == [], name


def test_a_page_in_traditional_characters_has_no_simplified_ones(opened: Open) -> None:
    for name, page in _pages(opened, "zh-TW"):
        assert '<html lang="zh-Hant">' in page, name
        rest = VALUE.sub("", BESIDE.sub("", page)).replace(demo_partner().name, "")
        rest.replace("×", "").encode("big5hkscs")


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_a_message_has_its_exact_text_below_its_translation(opened: Open, lang: str) -> None:
    message = Message.TOO_FREQUENT
    page = opened(lang=lang, tel=number(f"90{message}")).phone().page
    shown = re.search(rf'data-h5-message="{message}"><p>(.*?)</p>', page, re.DOTALL)
    assert shown
    beside = message.row.translations[lang]
    assert (
        shown[1]
        == f'{beside}<br><span class="h" lang="zh-CN" translate="no">{message.text()}</span>'
    )


@pytest.mark.parametrize(("lang", "words"), [("en", "Guangdong"), ("zh-Hant", "廣東")])
def test_a_choice_in_another_language_is_sent_in_the_source_language(
    opened: Open, lang: str, words: str
) -> None:
    page = opened(lang=lang).page
    assert f'<option value="广东">{words}</option>' in page
    assert '<option value="广东">广东</option>' in opened(lang=SOURCE.tag).page


def test_rendering_looks_up_no_translation(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are translated when they are compiled; only labels are looked up."""
    visit = opened(lang="eo", tel=number("0000"))
    asked = []

    def get(_: Marked, text: str, default: str = "") -> str:
        asked.append(text)
        return text

    monkeypatch.setattr(Marked, "get", get)
    visit.take(visit.client.get(visit.address))
    assert sorted(asked) == sorted(["手机信息", "手机号码", "服务密码", "同意", ""])


def test_a_flow_whose_language_was_removed_continues_in_the_source_language(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = opened(lang="eo", tel=number("0000"))
    monkeypatch.delitem(FLOW_LANGUAGES, "eo")
    visit.take(visit.client.get(visit.address))
    assert '<html lang="zh-CN">' in visit.page
