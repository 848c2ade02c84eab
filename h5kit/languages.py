"""The languages of the pages: their texts, their dates, and how a language is requested.

Templates and forms are written in the source language, Chinese in simplified characters, and a
text is its own key. Every other language is a folder of `locale/` with a file of translations for
each of its domains. The catalogue's messages are not in these files: their exact text is always
Chinese, and `messages.tsv` has a column with translations, which pages print with it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.core import get_global, parse_locale
from babel.dates import format_skeleton
from babel.messages.mofile import read_mo

from h5kit.messages import Message
from h5kit.resources import NotBuiltError, locale_dir

SOURCE_TAG: Final = "zh-CN"
CHINA_TIME: Final = timezone(timedelta(hours=8))
LONGEST_TAG = 35
"""The length at which a requested tag is cut; RFC 5646 recommends room for 35 characters."""
EXTENSION: Final = re.compile("_[A-Za-z0-9]_")
"""Begins an extension of a tag, which says nothing about language and script (en-u-ca-chinese)."""
OLD_TAGS: Final = {
    "chs": "zh_Hans",
    "cht": "zh_Hant",
    "english": "en",
    "zh_chs": "zh_Hans",
    "zh_cht": "zh_Hant",
}
"""Language names of old platforms, in lower case."""


class Domain(StrEnum):
    """The pages that a file of translations is for; a language may have one or both."""

    FLOW = "flow"
    REPORT = "report"
    """The report page, the report site and both consoles."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language.

    `tag` is its tag in `<html lang>` and in a session's `lang`. `texts` maps texts of the source
    language to translations; it is empty for the source language.
    """

    tag: str
    locale: Locale
    texts: Mapping[str, str] = field(repr=False)

    @property
    def is_source(self) -> bool:
        """Whether this is the source language."""
        return self.tag == SOURCE_TAG

    @property
    def name(self) -> str:
        """The name of the language in the language itself."""
        return self.text("简体中文")

    def text(self, source: str) -> str:
        """Return a text in this language; the source text if it has no translation."""
        return self.texts.get(source, source)

    def fill(self, source: str, **values: object) -> str:
        """Return a text in this language, with `values` for its placeholders `%(name)s`."""
        return self.text(source) % values

    def translation_of(self, message: Message, contact: int | None = None) -> str:
        """Return the translation of a message; "" if the language is the source language.

        `contact` is the number of the emergency contact that messages 10-15 name.
        """
        return message.translation(self.tag, contact)

    def join(self, items: Iterable[str]) -> str:
        """Return the items in one text, with the separator of the language."""
        return self.text("、").join(items)

    def format_time(self, at: float) -> str:
        """Return a time in China (UTC+8), such as 11月25日 00:00.

        `at` is in seconds since the epoch.
        """
        when = datetime.fromtimestamp(at, CHINA_TIME)
        day = format_skeleton("MMMd", when, locale=self.locale)
        return self.fill("%(day)s %(time)s", day=day, time=f"{when:%H:%M}")


SOURCE: Final = Language(SOURCE_TAG, Locale("zh", script="Hans"), MappingProxyType({}))


def languages_of(domain: Domain) -> dict[str, Language]:
    """Return the languages that have translations for the domain, the source language first.

    The keys are the languages' tags. Raises NotBuiltError if a file of translations isn't compiled.
    """
    found = sorted(locale_dir().glob(f"*/LC_MESSAGES/{domain}.[mp]o"))
    others = map(_read, sorted({path.with_suffix(".mo") for path in found}))
    return {language.tag: language for language in (SOURCE, *others)}


def _read(translations: Path) -> Language:
    try:
        with translations.open("rb") as file:
            catalog = read_mo(file)
    except FileNotFoundError:
        message = f"{translations} is missing: run python -m tools.translations"
        raise NotBuiltError(message) from None
    locale = Locale.parse(translations.parents[1].name)
    texts = {str(entry.id): str(entry.string) for entry in catalog if entry.id}
    return Language(str(locale).replace("_", "-"), locale, MappingProxyType(texts))


FLOW_LANGUAGES: Final[Mapping[str, Language]] = languages_of(Domain.FLOW)
REPORT_LANGUAGES: Final[Mapping[str, Language]] = languages_of(Domain.REPORT)


def match_language(wanted: str, among: Mapping[str, Language]) -> Language:
    """Return the language in `among` that `wanted` names, or else the source language.

    `wanted` is a tag in any common spelling: zh-TW, zh_HK.UTF-8, zh-hant, EN-us. It matches by
    language and script; the country only implies a script (zh-TW is zh-Hant).
    """
    tag = EXTENSION.split(wanted.strip()[:LONGEST_TAG].replace("-", "_"), maxsplit=1)[0]
    try:
        key = _language_and_script(OLD_TAGS.get(tag.lower(), tag))
    except ValueError:
        return SOURCE
    matches = (known for known in among.values() if _language_and_script(str(known.locale)) == key)
    return next(matches, SOURCE)


def _language_and_script(tag: str) -> tuple[str, str]:
    """Return language and script; the script that is usual there if the tag names none.

    Raises ValueError for a malformed tag.
    """
    language, territory, script = parse_locale(tag)[:3]
    likely = get_global("likely_subtags")
    usual = likely.get(f"{language}_{territory}") or likely.get(language, "")
    return language, script or "".join(usual.split("_")[1:2])
