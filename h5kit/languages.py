"""The languages of the pages: their texts, their dates, and which one somebody asks for.

Templates and forms are written in the source language, Chinese in simplified characters, and a
text is its own key. Every other language is a folder of `locale/` with translations for each
domain that it has. Messages are not among them: they stay Chinese to the letter, and a column of
`messages.tsv` has what a language says beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_skeleton
from babel.messages.mofile import read_mo

from h5kit.messages import Message
from h5kit.resources import NotBuiltError, locale_dir

SOURCE_TAG: Final = "zh-CN"
CHINA_TIME: Final = timezone(timedelta(hours=8))
LONGEST_TAG = 35
"""A tag of RFC 5646 needs no more, and longer ones are not parsed."""
OLD_TAGS: Final = {
    "chs": "zh_Hans",
    "cht": "zh_Hant",
    "english": "en",
    "zh_chs": "zh_Hans",
    "zh_cht": "zh_Hant",
}
"""Names that old platforms use, in small letters."""


class Domain(StrEnum):
    """Which pages a file of translations is for; a language may have one or both."""

    FLOW = "flow"
    REPORT = "report"
    """The report page, the report site and both consoles."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language; `tag` is what `<html lang>` and a session's `lang` say.

    `texts` are the texts by those of the source language, which itself has none.
    """

    tag: str
    locale: Locale
    texts: Mapping[str, str] = field(repr=False)

    @property
    def is_source(self) -> bool:
        """Say whether this is the language that templates are written in."""
        return self.tag == SOURCE_TAG

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.text("简体中文")

    def text(self, source: str) -> str:
        """Return a text in this language; the source text where the language lacks it."""
        return self.texts.get(source, source)

    def fill(self, source: str, **values: object) -> str:
        """Return a text in this language with its `%(name)s` filled in."""
        return self.text(source) % values

    def beside(self, message: Message, contact: int | None = None) -> str:
        """Return what stands beside a message's exact text; "" where the text is enough."""
        return message.translation(self.tag, contact)

    def join(self, items: Iterable[str]) -> str:
        """Return the items in one text, separated as the language does it."""
        return self.text("、").join(items)

    def moment(self, at: float) -> str:
        """Return a time of the clock, in China: 11月25日 00:00."""
        when = datetime.fromtimestamp(at, CHINA_TIME)
        day = format_skeleton("MMMd", when, locale=self.locale)
        return self.fill("%(day)s %(time)s", day=day, time=f"{when:%H:%M}")


SOURCE: Final = Language(SOURCE_TAG, Locale("zh", script="Hans"), MappingProxyType({}))


def available(domain: Domain) -> dict[str, Language]:
    """Return the languages that have translations for the domain, the source language first.

    Raises NotBuiltError where translations are not compiled.
    """
    found = sorted(locale_dir().glob(f"*/LC_MESSAGES/{domain}.[mp]o"))
    others = map(_read, sorted({path.with_suffix(".mo") for path in found}))
    return {language.tag: language for language in (SOURCE, *others)}


def _read(translations: Path) -> Language:
    try:
        with translations.open("rb") as file:
            read = read_mo(file)
    except FileNotFoundError:
        message = f"{translations} is missing: run python -m tools.translations compile"
        raise NotBuiltError(message) from None
    locale = Locale.parse(translations.parents[1].name)
    texts = {str(one.id): str(one.string) for one in read if one.id}
    return Language(str(locale).replace("_", "-"), locale, MappingProxyType(texts))


FLOW_LANGUAGES: Final[Mapping[str, Language]] = available(Domain.FLOW)
REPORT_LANGUAGES: Final[Mapping[str, Language]] = available(Domain.REPORT)


def asked_for(wanted: str, among: Mapping[str, Language]) -> Language:
    """Return the language that is meant, the source language for one that there isn't.

    `wanted` is what others write: zh-TW, zh_HK.UTF-8, zh-hant, EN-us. Language and script count,
    a country doesn't.
    """
    tag = wanted.strip()[:LONGEST_TAG].replace("-", "_")
    try:
        kind = _kind(Locale.parse(OLD_TAGS.get(tag.lower(), tag)))
    except (ValueError, UnknownLocaleError):
        return SOURCE
    return next((one for one in among.values() if _kind(one.locale) == kind), SOURCE)


def _kind(locale: Locale) -> tuple[str, str | None]:
    """Return language and script: the language's usual script where none is said."""
    usual = get_global("likely_subtags").get(locale.language, "").split("_")
    return locale.language, locale.script or (usual[1] if len(usual) > 1 else None)
