"""How values of the dialect are spelled by gateways: one reader for each type of the dialect.

A reader returns the value as the dialect has it, None if it can't be understood without doubt.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from h5kit.carrier.dialect import LONGEST_NOTE, Action, Id, Moment, Needed, Note, Picture, Seconds
from h5kit.carrier.http.deviations import MISSING_KEY
from h5kit.text import clean, half_width


class Missing:
    """The value of a key that is missing."""


MISSING: Final = Missing()
MOST_SECONDS: Final = 86_400

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_NO_FRACTION = re.compile(r"(?<=[0-9])\.0+\Z")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DURATION = re.compile(r"([0-9]{1,5})(?: ?(?:s|sec|seconds?|秒))?")
_FLAGS: Final = {"": 0, "0": 0, "false": 0, "1": 1, "true": 1}
_ACTIONS: Final = {one.value: one for one in Action}
_NOTHING: Final = frozenset({"", "0", "false"})


def visible(text: str) -> str:
    """Return a text without what can't be seen, halves of characters, and blanks around it."""
    return clean(text.encode("utf-8", "ignore").decode())


def kind_of(value: object) -> str:
    """Return the kind of a value, for the log: never the value itself."""
    match value:
        case Missing():
            return MISSING_KEY
        case None:
            return "null"
        case str():
            return _kind_of_text(value)
        case bool() | int() | float():
            return _kind_of_number(value)
        case _:
            return f"a {type(value).__name__}"  # list or dict, the only others in JSON


def _kind_of_number(value: float) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if value == 0:
        return "zero"
    return "an integer" if isinstance(value, int) else "a fraction"


def _kind_of_text(value: str) -> str:
    if not value:
        return "an empty text"
    if len(value) > LONGEST_NOTE:
        return "a longer text"
    if not visible(value):
        return "a blank text"
    return "a text" if visible(value) == value else "a text with blanks"


def read_status(value: object) -> int | None:
    """Return a status."""
    word = _word(value)
    return int(word) if _WHOLE.fullmatch(word) else None


def read_action(value: object) -> Action | None:
    """Return an action."""
    return _ACTIONS.get(_word(value))


def read_id(value: object) -> str | None:
    """Return a sid, tid or token; some gateways count them."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = visible(value) if isinstance(value, str) else ""
    return text if _ID.fullmatch(text) else None


def read_flag(value: object) -> int | None:
    """Return 0 or 1."""
    return _FLAGS.get(_word(value))


def read_seconds(value: object) -> int | str | None:
    """Return the seconds, "" for none; a code is never valid for 0 seconds."""
    word = _word(value)
    if word in _NOTHING:
        return ""
    found = _DURATION.fullmatch(word)
    seconds = int(found[1]) if found else MOST_SECONDS + 1
    return (seconds or "") if seconds <= MOST_SECONDS else None


def read_picture(value: object) -> str | None:
    """Return the text of a picture, "" for none; `h5kit.carrier.http.pictures` decodes it."""
    if isinstance(value, str):
        return value if visible(value) else ""
    return "" if _word(value) in _NOTHING else None


def read_note(value: object) -> str | None:
    """Return a note that can be shown, of at most 4,096 characters."""
    is_empty_list = isinstance(value, list | dict) and not value  # PHP has one empty value
    if is_empty_list or value is False or _word(value) == "":
        return ""
    if isinstance(value, str):
        return "\n".join(map(visible, value.strip().splitlines()))[:LONGEST_NOTE]
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value)[:LONGEST_NOTE] if is_number else None


def read_msg(value: object) -> str:
    """Return the text of the status, "" for anything else: only a reset needs it."""
    return value if isinstance(value, str) else ""


def read_moment(value: object) -> str | None:
    """Return the text of a time; `h5kit.carrier.http.expiry` reads it."""
    word = _word(value)
    return visible(value) if isinstance(value, str) else word


def _word(value: object) -> str:
    """Return a scalar as a word: "" for null, "[" for what is no scalar.

    Words are in lower case and half width, without blanks around them; 1.0 is 1.
    """
    match value:
        case None | Missing():
            return ""
        case str() | int() | float():
            return _NO_FRACTION.sub("", half_width(visible(str(value))).lower())
        case _:
            return "["


def _is_equal(value: object, read: object) -> bool:
    return read == value and not isinstance(value, bool | float)


def _is_same_note(value: object, read: object) -> bool:
    """Return whether only blanks differ: a note is free text."""
    if not isinstance(value, str) or not isinstance(read, str):
        return False
    return len(value) <= LONGEST_NOTE and value.split() == read.split()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A type of the dialect: what the log calls it, and its reader.

    `is_same` tells whether a value and what was read from it are one spelling. `is_plain` tells
    whether reading a value of the right type changes nothing.
    """

    expected: str
    read: Callable[[object], Any]
    is_same: Callable[[object, object], bool] = _is_equal
    is_plain: Callable[[Any], bool] = lambda _: True


A_STATUS: Final = Spelling("a status", read_status)
A_TEXT: Final = Spelling("a text", read_msg)
AN_ACTION: Final = Spelling("an action", read_action)
SPELLINGS: Final[dict[Any, Spelling]] = {
    Id: Spelling("an id", read_id),
    Needed: Spelling("0 or 1", read_flag),
    Seconds: Spelling("seconds or an empty text", read_seconds, is_plain=lambda value: value != 0),
    Picture: Spelling("a picture or an empty text", read_picture),
    Note: Spelling(
        f"a text of at most {LONGEST_NOTE} characters",
        read_note,
        _is_same_note,
        lambda note: note.isprintable() and note == note.strip(),
    ),
    Moment: Spelling("a time", read_moment),
}
"""The data's types by the dialect's annotation."""
