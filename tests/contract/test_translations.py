"""Every translation is complete and cannot break a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog

from h5kit.languages import FLOW_LANGUAGES
from h5kit.messages import CATALOGUE
from tools import translations

HAN = re.compile("[\u3400-\u9fff]")
VALUE = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"<[^>]*>")
MARK = re.compile("[<>&]")
CONTACT = re.compile("(?<![A-Za-z])N(?![A-Za-z])")
FILES = sorted(translations.LOCALE.glob("*/LC_MESSAGES/*.po"))


def _language(file: Path) -> str:
    return file.parents[1].name


def _all(language: str = "*") -> Iterator[tuple[str, str]]:
    """Yield every text with its translation."""
    for file in sorted(translations.LOCALE.glob(f"{language}/LC_MESSAGES/*.po")):
        yield from ((str(one.id), str(one.string)) for one in translations.read(file) if one.id)


def test_english_and_traditional_chinese_stand_beside_the_source() -> None:
    assert {_language(file) for file in FILES} >= {"en", "zh_Hant"}


@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_every_text_of_the_pages_is_translated_and_no_other(
    domain: str, subtests: pytest.Subtests
) -> None:
    wanted = {one.id for one in translations.texts(domain) if one.id}
    for file in (file for file in FILES if file.stem == domain):
        with subtests.test(language=_language(file)):
            found = translations.read(file)
            assert {one.id for one in found if one.id} == wanted, "run make generated"
            assert [one.id for one in found if one.id and not one.string] == []
            assert [one.id for one in found if one.id and one.fuzzy] == []
            assert not found.obsolete


def test_a_translation_has_the_values_and_the_tags_of_its_text() -> None:
    for text, words in _all():
        assert sorted(VALUE.findall(words)) == sorted(VALUE.findall(text)), text
        assert sorted(TAG.findall(words)) == sorted(TAG.findall(text)), text
        assert set(MARK.findall(words)) <= set(MARK.findall(text)), text


def test_english_has_no_chinese_left() -> None:
    assert [text for text, words in _all("en") if HAN.search(words)] == []
    assert [row.code for row in CATALOGUE.values() if HAN.search(row.translations["en"])] == []


def test_traditional_chinese_has_no_simplified_character_left() -> None:
    """Big5 has only traditional characters."""
    for _, words in _all("zh_Hant"):
        words.encode("big5hkscs")
    for row in CATALOGUE.values():
        row.translations["zh-Hant"].encode("big5hkscs")


def test_every_message_is_translated_into_every_language() -> None:
    tags = {tag for tag, language in FLOW_LANGUAGES.items() if not language.is_source}
    for row in CATALOGUE.values():
        assert row.translations.keys() == tags, row.code
        for words in row.translations.values():
            assert words, row.code
            assert len(CONTACT.findall(words)) == len(CONTACT.findall(row.text)), row.code


def test_the_same_texts_give_the_same_file(tmp_path: Path) -> None:
    for file in FILES:
        copy = tmp_path / _language(file) / "LC_MESSAGES" / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        translations.update(copy, translations.texts(file.stem))
        assert copy.read_text("utf-8") == file.read_text("utf-8")


def test_an_update_adds_new_texts_and_removes_obsolete_ones(tmp_path: Path) -> None:
    file = tmp_path / "en" / "LC_MESSAGES" / "flow.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "旧"\nmsgstr "old"\n\nmsgid "留"\nmsgstr "stays"\n', "utf-8")
    found = Catalog()
    found.add("留")
    found.add("新")
    translations.update(file, found)
    after = {one.id: one.string for one in translations.read(file) if one.id}
    assert after == {"留": "stays", "新": ""}


def test_only_changed_files_are_compiled(tmp_path: Path) -> None:
    file = tmp_path / "en" / "LC_MESSAGES" / "flow.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "提交"\nmsgstr "Submit"\n', "utf-8")
    compiled = file.with_suffix(".mo")
    assert translations.compile_changed(tmp_path) == [compiled]
    assert b"Submit" in compiled.read_bytes()
    assert translations.compile_changed(tmp_path) == []


@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_a_new_language_has_every_text_of_its_domain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, domain: str
) -> None:
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    file = translations.add("ja", domain)
    assert file == tmp_path / "ja" / "LC_MESSAGES" / f"{domain}.po"
    begun = {one.id: one.string for one in translations.read(file) if one.id}
    assert begun.keys() == {one.id for one in translations.texts(domain) if one.id}
    assert set(begun.values()) == {""}
