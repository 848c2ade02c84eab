"""How the report page says the document's values: times, lengths, checks and degrees in Chinese."""

import time
from typing import Final
from urllib.parse import urlsplit

from h5kit.records.times import SHANGHAI

_NARROW: Final = "\u00a0"
"""A space at which no line is broken: a number stays with its unit."""
NOTHING: Final = "—"
CHECKS: Final = ("未比对", "一致", "不一致", "部分一致")
"""By the document's 0 to 3; 3 is what a masked value can show (source, section 五.2)."""
REGION_CHECKS: Final = ("未透露", "一致", "不一致")
DEGREES: Final = ("无", "低", "中", "高")
DETECTED: Final = ("无催收记录", "轻度催收", "中度催收", "重度催收")


def day(epoch: str) -> str:
    """Return an epoch text as 2026-11-24, another text as it is."""
    return _at("%Y-%m-%d", epoch)


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


def span(seconds: str | int) -> str:
    """Return a length in seconds as 6 时 12 分, 3 分 05 秒 or 40 秒."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,}{_NARROW}时{_NARROW}{minutes:02d}{_NARROW}分"
    return (
        f"{minutes}{_NARROW}分{_NARROW}{rest:02d}{_NARROW}秒" if minutes else f"{rest}{_NARROW}秒"
    )


def minutes(seconds: str | int) -> str:
    """Return a length in seconds as whole minutes."""
    return str(round(int(seconds) / 60))


def month(text: str) -> str:
    """Return a month `202611` as `2026/11`, as the rest of the document writes it."""
    return f"{text[:4]}/{text[4:]}" if len(text) == 6 and text.isdecimal() else text  # noqa: PLR2004


def percent(share: float) -> str:
    """Return a share as 4.35%."""
    return f"{share:g}%"


def yuan(amount: float | str) -> str:
    """Return an amount with two decimals, the document's word for none as it is."""
    return amount if isinstance(amount, str) else f"{amount:,.2f}"


def marked(label: str, times: int) -> str:
    """Return how people marked a number, and how many did; "" where nobody did."""
    return f"{label}（{times} 人标记）" if label and times else label


def host(url: str) -> str:
    """Return scheme and host of an address: what follows may be a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""
