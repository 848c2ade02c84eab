"""Nothing of a page is without its English, and nothing of it can break a template."""

import re
from collections.abc import Iterator

import pytest

from h5kit import areas, english
from h5kit.carrier.numbering import Carrier
from h5kit.carrier.reset_rules import packaged
from h5kit.english import TEXTS
from h5kit.flow.outcomes import Ask
from h5kit.messages import CATALOGUE, Status
from h5kit.resources import templates_dir
from h5kit.steps import phone, reset_words, verify
from h5kit.steps.basic_info import RELATIONS, BasicInfoForm
from h5kit.steps.fields import StepForm
from h5kit.steps.forgot import UnknownForm
from h5kit.steps.reset_contacts import ResetContactsForm
from h5kit.steps.reset_identity import ResetIdentityForm
from h5kit.steps.reset_password import ResetPasswordForm
from h5kit.steps.reset_sms import ResetSmsForm
from h5kit.steps.table import STEPS
from h5kit.web.flow import presenter

ALL_ASKS = ~Ask.NOTHING
FORMS: list[type[StepForm]] = [
    BasicInfoForm,
    phone.form_class(ALL_ASKS),
    verify.form_class(ALL_ASKS),
    UnknownForm,
    ResetContactsForm,
    ResetIdentityForm,
    ResetPasswordForm,
    ResetSmsForm,
]
OWN = {"report", "sandbox", "site"}
"""Folders, and files of macros, of pages that are in Chinese only."""
TEMPLATES = [
    path
    for path in sorted(templates_dir().rglob("*.html"))
    if OWN.isdisjoint(path.relative_to(templates_dir()).with_suffix("").parts)
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_template_is_whole_in_english(path: object) -> None:
    source = english.template(path.read_text("utf-8"))  # type: ignore[attr-defined]  # a Path
    left = {m.text for m in CATALOGUE.values()} | {"text"}
    runs = re.findall(r"[^<>{}\"'\n]*[\u4e00-\u9fff][^<>{}\"'\n]*", source)
    assert set(runs) <= left


def test_a_text_without_english_is_named() -> None:
    with pytest.raises(english.MissingEnglishError, match="没有的"):
        english.template("<p>没有的</p>")


def _fields() -> Iterator[str]:
    for form in FORMS:
        for field in form().fields:
            yield field.label.text
            yield field.face.placeholder


def _values() -> Iterator[str]:
    yield from (step.title for step in STEPS.values())
    yield from phone.TOLD_OF_RESET.values()
    yield Status.CODE_STILL_VALID.text
    yield from (who for who, _ in presenter.HOTLINES)
    yield from (*RELATIONS, *areas.PROVINCES, *Carrier, verify.NOTE)
    yield from (rule.name for rule in packaged().rows if rule.region in areas.PROVINCES)
    for make in (reset_words.of_regions, reset_words.of_passwords):
        for point, below in make(packaged(), english=True):
            yield from (point, *below)


def test_every_label_placeholder_and_text_of_the_steps_has_english() -> None:
    left = [t for t in (*_fields(), *_values()) if english.has_chinese(english.of(t))]
    assert left == []


def test_every_message_has_english() -> None:
    assert [m.code for m in CATALOGUE.values() if not m.english] == []


def test_an_english_text_fits_where_the_chinese_stood(subtests: pytest.Subtests) -> None:
    for text in TEXTS:
        with subtests.test(text=text):
            words = TEXTS[text]
            assert words
            assert not english.has_chinese(words)
            assert not set(words) & set("<>\"'")
            assert sorted(re.findall(r"\{\w+\}", words)) == sorted(re.findall(r"\{\w+\}", text))


def test_times_places_and_numbered_labels_are_said() -> None:
    assert english.of("11月25日 00:00") == "Nov 25, 00:00"
    assert english.of("广东移动") == "Guangdong China Mobile"
    assert english.of("手机号码3") == "Mobile 3"
    assert english.of("欧阳云朵") == "欧阳云朵"
