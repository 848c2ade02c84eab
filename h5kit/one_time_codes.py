"""Find the one-time code in what a person pastes: the code, a part of the SMS, or all of it."""

from typing import Final

import regex

from h5kit import text

LONGEST: Final = 12
"""The longest text, in characters, that is sent to the carrier as it was typed."""

_SHORTEST_RUN, _LONGEST_RUN = 4, 8
_SPLIT: Final = regex.compile(
    r"(?<![0-9A-Za-z])[0-9]+(?:[ \p{Dash}]+[0-9]+(?![0-9\p{L}]))+"  # not the 5 of 5分钟
)
_GAP: Final = regex.compile(r"[ \p{Dash}]+")
_RUN: Final = (
    rf"(?<![0-9A-Za-z_])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{{{_SHORTEST_RUN},{_LONGEST_RUN}}}"
    r"(?![0-9A-Za-z_])"
)
_NAME: Final = (
    r"(?:(?:[验驗][证證]|校[验驗]|检验|[动動][态態]|[随隨][机機]|确认|短信|授权)[码碼]"
    r"|(?:动态|随机|短信)密码|动态口令"
    r"|\b(?:pass)?code\b|\botp\b)"
)
_LEADS_TO: Final = (
    r"""(?:[ :=“"'「『(\[【<]|是|为|如下|\bis\b|\([^()0-9]{0,20}\))*+(?:[A-Z]{1,3}-)?"""
)
_PLACES: Final = (
    regex.compile(rf"{_NAME}{_LEADS_TO}({_RUN})", regex.IGNORECASE),
    regex.compile(rf"({_RUN})[ ]*(?:是|为|[(（【\[]|is\b)[^0-9.,。，]*{_NAME}", regex.IGNORECASE),
    regex.compile(_RUN),
)
"""Where a code stands: right behind its name, right before 是您的验证码, or alone in the text."""


def read(typed: str) -> str:
    """Return the code that a text holds without doubt; otherwise the clean text.

    Behind 验证码 or another name of a code stands the code; else it is the only run of 4 to 8
    letters and digits that has a digit. Digits that blanks or hyphens split belong together.
    """
    plain = _SPLIT.sub(_joined, text.half_width(typed))
    if plain.isascii() and plain.isalnum():
        return plain
    for place in _PLACES:
        found = set(place.findall(plain))
        if len(found) == 1:
            return str(found.pop())
        if found:
            break
    return plain


def _joined(found: "regex.Match[str]") -> str:
    joined = _GAP.sub("", found[0])
    return joined if len(joined) <= _LONGEST_RUN else str(found[0])
