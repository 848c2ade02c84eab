"""How the report page writes the document's values: times, lengths, amounts, marks."""

import time
from typing import Final
from urllib.parse import urlsplit

from h5kit.languages import Language
from h5kit.records.times import SHANGHAI
from h5kit.report.checks import NOT_DISCLOSED

NO_BREAK: Final = "\u00a0"
"""A space that does not break a line: a number stays with its unit."""
NOTHING: Final = "—"


def moment(epoch: str) -> str:
    """Return an epoch text as 2026-11-24 09:05, another text as it is."""
    return _at("%Y-%m-%d %H:%M", epoch)


def _at(pattern: str, epoch: str) -> str:
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= 10):  # noqa: PLR2004 - more digits are a number
        return epoch or NOTHING
    return time.strftime(pattern, time.gmtime(int(epoch) + SHANGHAI))


def stamp(epoch: float) -> str:
    """Return a time in seconds since the epoch as 2026-11-24 09:05."""
    return moment(str(int(epoch)))


def minutes(seconds: str | int) -> str:
    """Return a length in seconds as whole minutes."""
    return str(round(int(seconds) / 60))


def month(text: str) -> str:
    """Return a month `202611` as `2026/11`, as the rest of the document writes it."""
    return f"{text[:4]}/{text[4:]}" if len(text) == 6 and text.isdecimal() else text  # noqa: PLR2004


def percent(share: float) -> str:
    """Return a share as 4.35%."""
    return f"{share:g}%"


def host(url: str) -> str:
    """Return scheme and host of an address; the path may hold a key, so it is not shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""


class Formats:
    """The formats that depend on the page's language."""

    def __init__(self, language: Language) -> None:
        """Look the units up once: a page has thousands of lengths."""
        self._language = language
        self._hours = _unbroken(language.text("%(hours)s 时 %(minutes)s 分"))
        self._minutes = _unbroken(language.text("%(minutes)s 分 %(seconds)s 秒"))
        self._seconds = _unbroken(language.text("%(seconds)s 秒"))

    def day(self, epoch: str) -> str:
        """Return an epoch text as 2026-11-24, another text as it is."""
        return _at("%Y-%m-%d", self.disclosed(epoch))

    def span(self, seconds: str | int) -> str:
        """Return a length in seconds as 6 时 12 分, 3 分 05 秒 or 40 秒."""
        whole, rest = divmod(int(seconds), 60)
        hours, whole_minutes = divmod(whole, 60)
        if hours:
            return self._hours % {"hours": f"{hours:,}", "minutes": f"{whole_minutes:02d}"}
        if whole:
            return self._minutes % {"minutes": whole, "seconds": f"{rest:02d}"}
        return self._seconds % {"seconds": rest}

    def counted(self, n: int | str, unit: str) -> str:
        """Return a count with its unit, a text such as `%(n)s 次`."""
        return _unbroken(self._language.text(unit)) % {"n": n}

    def days(self, n: int) -> str:
        """Return a number of days."""
        return self._language.fill("%(n)s 天", n=n)

    def yuan(self, amount: float | str) -> str:
        """Return an amount with two decimals, or the document's word for none."""
        return self._language.text(amount) if isinstance(amount, str) else f"{amount:,.2f}"

    def marked(self, label: str, times: int) -> str:
        """Return how people marked a number, and how many did; "" where nobody did."""
        words = self._language.text(label) if label else ""
        if not (label and times):
            return words
        return self._language.fill("%(label)s（%(n)s 人标记）", label=words, n=times)

    def disclosed(self, value: str) -> str:
        """Return a value of the carrier; "not disclosed" is put into the page's language."""
        return self._language.text(value) if value == NOT_DISCLOSED else value


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)
