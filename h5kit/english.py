"""The pages in English: every Chinese text of templates, fields and steps, from one file.

Templates are written in Chinese; a text in them is what stands between tags, quotes and Jinja's
braces. Messages are not here: they stay Chinese to the letter, with their English beside them.
"""

import re
import tomllib
from importlib.resources import files

from h5kit import messages

_HAN = re.compile("[\u4e00-\u9fff]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_TEXT = re.compile(r"[^<>{}\"'\n]*[\u4e00-\u9fff][^<>{}\"'\n]*")
_MOMENT = re.compile(r"(\d+)月(\d+)日 (\d\d:\d\d)")
_NUMBERED = re.compile(r"(.+?)(\d)")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905

TEXTS: dict[str, str] = tomllib.loads(
    files("h5kit.data").joinpath("english.toml").read_text("utf-8")
)
_MESSAGES = frozenset(m.text for m in messages.CATALOGUE.values())


class MissingEnglishError(LookupError):
    """A template has a Chinese text without an English one."""


def of(text: str) -> str:
    """Return a text in English; as it is where it has none (a person's name, a carrier's note)."""
    known = TEXTS.get(text)
    if known is not None:
        return known
    if not has_chinese(text):
        return text
    return _moment(text) or _numbered(text) or _place(text) or text


def say(text: str, *, english: bool, **values: object) -> str:
    """Return a text with its `{values}` filled in, in English where that is asked for."""
    words = TEXTS[text] if english else text
    return words.format(**values)


def template(source: str) -> str:
    """Return a template's source in English; raises MissingEnglishError for a text without."""
    return _TEXT.sub(_translated, _COMMENT.sub("", source))


def _translated(found: re.Match[str]) -> str:
    text = found[0].strip()
    if text in _MESSAGES:
        return found[0]
    if text not in TEXTS:
        raise MissingEnglishError(text)
    return found[0].replace(text, TEXTS[text])


def _moment(text: str) -> str:
    """11月25日 00:00: a time as the pages say it."""
    found = _MOMENT.fullmatch(text)
    return f"{_MONTHS[int(found[1]) - 1]} {found[2]}, {found[3]}" if found else ""


def _numbered(text: str) -> str:
    """手机号码3: one of several fields."""
    found = _NUMBERED.fullmatch(text)
    return f"{TEXTS[found[1]].strip()} {found[2]}" if found and found[1] in TEXTS else ""


def _place(text: str) -> str:
    """广东移动: a region's carrier."""
    region, carrier = text[:-2], text[-2:]
    return f"{TEXTS[region]} {TEXTS[carrier]}" if region in TEXTS and carrier in TEXTS else ""


def has_chinese(text: str) -> bool:
    """Say whether there is a Chinese character in a text."""
    return _HAN.search(text) is not None
