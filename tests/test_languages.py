"""Which language a tag means, and how a language formats times and lists."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from h5kit.languages import (
    FLOW_LANGUAGES,
    LONGEST_TAG,
    REPORT_LANGUAGES,
    SOURCE,
    Domain,
    languages_of,
    match_language,
)
from h5kit.messages import Message
from h5kit.resources import NotBuiltError

SPELLINGS = {
    "zh-CN": ["", "zh", "zh-CN", "zh_CN", "ZH-hans", "zh-Hans-SG", "zh-SG", "zh_CN.UTF-8", "chs"],
    "zh-Hant": ["zh-Hant", "zh_hant", "zh-TW", "zh_tw", "zh-HK", "ZH-MO", "zh-Hant-HK",
                "zh_TW.Big5", "zh-Hant-CN", "zh-Hant-AU",
                "zh_TW@stroke", "zh-cht", "CHT", " zh-TW "],
    "en": ["en", "EN", "en-US", "en_GB", "en-us", "en_US.UTF-8", "english", "en-Latn-US", "en\n",
           "en-u-ca-chinese", "en-XX"],
}  # fmt: skip
NONE_OF_OURS = ["fr", "eo", "x", "中文", "-", "en--", "tw", "*", "a" * 5000, "zh-" * 99]


def test_every_spelling_of_a_language_is_accepted(subtests: pytest.Subtests) -> None:
    for tag, spellings in SPELLINGS.items():
        for wanted in spellings:
            with subtests.test(wanted=wanted):
                assert match_language(wanted, FLOW_LANGUAGES).tag == tag


def test_another_language_gets_the_source_language(subtests: pytest.Subtests) -> None:
    for wanted in NONE_OF_OURS:
        with subtests.test(wanted=wanted[: LONGEST_TAG + 1]):
            assert match_language(wanted, FLOW_LANGUAGES) is SOURCE


def test_a_language_without_the_domain_gets_the_source_language() -> None:
    assert "zh-Hant" not in REPORT_LANGUAGES
    assert match_language("zh-TW", REPORT_LANGUAGES) is SOURCE


def test_a_language_is_listed_by_its_own_name() -> None:
    names = {tag: language.name for tag, language in FLOW_LANGUAGES.items()}
    assert names.items() >= {"zh-CN": "简体中文", "en": "English", "zh-Hant": "繁體中文"}.items()


def test_a_time_is_formatted_by_the_language() -> None:
    at = datetime(2026, 11, 24, 16, 5, tzinfo=UTC).timestamp()
    assert FLOW_LANGUAGES["zh-CN"].format_time(at) == "11月25日 00:05"
    assert FLOW_LANGUAGES["zh-Hant"].format_time(at) == "11月25日 00:05"
    assert FLOW_LANGUAGES["en"].format_time(at) == "Nov 25, 00:05"


def test_a_list_is_separated_by_the_language() -> None:
    assert FLOW_LANGUAGES["zh-CN"].join(["甲", "乙"]) == "甲、乙"
    assert FLOW_LANGUAGES["en"].join(["a", "b"]) == "a, b"


def test_a_text_without_a_translation_stays_in_the_source_language() -> None:
    assert FLOW_LANGUAGES["en"].text("欧阳云朵") == "欧阳云朵"


def test_a_message_about_a_contact_has_the_contacts_number() -> None:
    message = Message.CONTACT_NAME_NEEDED
    assert message.text(2) == "紧急联系人 2：请输入姓名"
    assert FLOW_LANGUAGES["en"].translation_of(message, 2) == "Emergency contact 2: enter a name"
    assert FLOW_LANGUAGES["zh-Hant"].translation_of(message, 2) == "緊急聯絡人 2：請輸入姓名"
    assert SOURCE.translation_of(message, 2) == ""


def test_missing_compiled_translations_are_reported_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "flow.po").write_text("", "utf-8")
    monkeypatch.setattr("h5kit.languages.locale_dir", lambda: tmp_path)
    with pytest.raises(NotBuiltError, match=r"tools\.translations"):
        languages_of(Domain.FLOW)
