"""People's names: how they are folded, and what is a name.

Han names have 2 to 20 characters, with · between the parts of minority names. The holder of a
foreigner's card may have a Latin name: 2 to 50 letters, blanks, `-`, `.` and `'`.
"""

import unicodedata
from typing import Final

import regex

from h5kit import text

SHORTEST: Final = 2
LONGEST_HAN: Final = 20
LONGEST_LATIN: Final = 50

DOTS: Final = "·\u0387•‧․・･．﹒.。｡●⚫⦁∙⋅˙⸱⸳ꞏᐧㆍ\u119e᛫𐄁🞄"
"""Every dot that keyboards, fonts and registers use for the · of a minority name."""

_DOTS: Final = regex.compile(rf" ?[{regex.escape(DOTS)}][ {regex.escape(DOTS)}]*")
_HAN: Final = regex.compile(r"[\p{Unified_Ideograph}〇]")
_LETTER: Final = regex.compile(r"\p{Latin}")
_HAN_NAME: Final = regex.compile(r"[\p{Unified_Ideograph}〇]+(?:·[\p{Unified_Ideograph}〇]+)*")
_LATIN_NAME: Final = regex.compile(r"\p{Latin}[\p{Latin}\p{M}' .-]*[\p{Latin}\p{M}.]")
_APOSTROPHE: Final = regex.compile("[\u2018\u2019\u02bc\u02b9\u2032`]")
_APART: Final = str.maketrans({"\u00b4": "'", "˙": "·"})
"""Marks that stand apart, which NFKC would set upon the letter before them."""
_DASH: Final = regex.compile(r"\p{Dash}")
_BLANKS: Final = regex.compile(" +")
_LABEL: Final = regex.compile("(?:(?:真实)?(?:姓 ?名|名字) ?: ?)+")


def fold(typed: str) -> str:
    """Return a name in its one spelling; a text that is no name is only cleaned.

    In a Han name every dot becomes ·, and blanks and the marks of a sentence behind it disappear.
    In any other name blanks become single ones, and typographic apostrophes and dashes plain ones.
    The label 姓名： isn't part of a name.
    """
    plain = _BLANKS.sub(" ", text.half_width(typed.translate(_APART)))
    if len(plain) > text.LONGEST:
        return plain
    plain = text.without_label(_LABEL, plain)
    if is_han(plain):
        name = _DOTS.sub("·", plain).replace(" ", "").rstrip(text.BEHIND + "·").lstrip("·")
        return unicodedata.normalize("NFC", name)
    return _DASH.sub("-", _APOSTROPHE.sub("'", plain))


def is_han(name: str) -> bool:
    """Return whether a text is written in Han characters, without any Latin letter."""
    return bool(_HAN.search(name)) and not _LETTER.search(name)


def is_han_name(name: str) -> bool:
    """Return whether a folded name is 2 to 20 Han characters, with · between parts."""
    return SHORTEST <= len(name) <= LONGEST_HAN and _HAN_NAME.fullmatch(name) is not None


def is_latin_name(name: str) -> bool:
    """Return whether a folded name is 2 to 50 Latin letters, blanks, `-`, `.` and `'`."""
    return SHORTEST <= len(name) <= LONGEST_LATIN and _LATIN_NAME.fullmatch(name) is not None


def longest(name: str) -> int:
    """Return how many characters a folded name may have: 50 if it is Latin, else 20."""
    return LONGEST_LATIN if _LETTER.match(name) and not _HAN.search(name) else LONGEST_HAN
