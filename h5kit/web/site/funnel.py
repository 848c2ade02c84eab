"""How many flows reached each step and where they ended, computed from counts. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from h5kit.flow.states import State
from h5kit.languages import Language
from h5kit.messages import Message
from h5kit.steps.number_carrier import place_name
from h5kit.store.site import CountSum
from h5kit.web.site.flow_counts import LEFT, MESSAGE, OPENED, REACHED

STEPS: Final = {
    State.BASIC_INFO: "填写资料",
    State.PHONE: "填写号码",
    State.WAITING: "提交授权",
    State.VERIFY: "二次验证",
    State.FORGOT: "忘记密码",
    State.RESET_IDENTITY: "重置：核对身份",
    State.RESET_LOGIN_SMS: "重置：登录短信",
    State.RESET_SMS: "重置：短信验证码",
    State.RESET_CONTACTS: "重置：联系人",
    State.RESET_PASSWORD: "重置：新密码",
    State.SUCCESS: "授权成功",
    State.FAILED: "未能完成",
}
"""In the page's order."""

UNKNOWN: Final = "未知"
MOST_REGIONS: Final = 12
MOST_MESSAGES: Final = 15
WHOLE: Final = 100.0
Ranked = TypeVar("Ranked", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Stage:
    """How many flows reached a step, their share in percent, and how many expired (`left`)."""

    label: str
    n: int
    share: float
    left: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Flows of one carrier or region: how many were submitted, how many of those granted."""

    name: str
    submitted: int
    granted: int

    @property
    def share(self) -> float:
        """The granted flows in percent of the submitted ones."""
        return _share(self.granted, self.submitted)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """How often a message was shown, and whose numbers most of them were.

    `text` is the exact text, `beside` what the page's language says beside it.
    """

    code: str
    text: str
    beside: str
    n: int
    mostly: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Everything that the console's first page shows."""

    opened: int
    granted: int
    stages: tuple[Stage, ...]
    carriers: tuple[Group, ...]
    regions: tuple[Group, ...]
    messages: tuple[MessageRow, ...]


def funnel(
    counted: Iterable[CountSum], language: Language, carrier: str = "", region: str = ""
) -> Funnel:
    """Return the figures of one carrier, one region, or all.

    A flow has no carrier before its number is known: for one carrier or region, shares are of the
    submitted flows.
    """
    is_cut = bool(carrier or region)
    rows = [row for row in counted if carrier in {"", row.carrier} and region in {"", row.region}]
    reached, left = _by_name(rows, REACHED), _by_name(rows, LEFT)
    opened = sum(row.n for row in rows if row.kind == OPENED)
    base = reached[State.WAITING.value] if is_cut else opened
    stages = tuple(
        Stage(
            language.text(label),
            reached[step.value],
            _share(reached[step.value], base),
            left[step.value],
        )
        for step, label in STEPS.items()
        if reached[step.value]
    )
    return Funnel(
        opened=base,
        granted=reached[State.SUCCESS.value],
        stages=stages,
        carriers=_groups(rows, "carrier", language),
        regions=_groups(rows, "region", language)[:MOST_REGIONS],
        messages=_messages(rows, language),
    )


def _by_name(rows: Iterable[CountSum], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        if row.kind == kind:
            found[row.name] += row.n
    return found


def _share(n: int, base: int) -> float:
    """Return a share in percent, at most 100: a flow of one hour may be granted in the next."""
    return min(WHOLE, round(WHOLE * n / base, 1)) if base else 0.0


def _ranked(found: Counter[Ranked]) -> list[tuple[Ranked, int]]:
    """Return the highest counts first, equal ones by name, so that the order is stable."""
    return sorted(found.items(), key=lambda item: (-item[1], "".join(item[0])))


def _groups(rows: Iterable[CountSum], by: str, language: Language) -> tuple[Group, ...]:
    """Return carriers or regions, those with the most submitted flows first."""
    submitted: Counter[str] = Counter()
    granted: Counter[str] = Counter()
    for row in rows:
        if row.kind == REACHED and row.name == State.WAITING.value:
            submitted[getattr(row, by)] += row.n
        if row.kind == REACHED and row.name == State.SUCCESS.value:
            granted[getattr(row, by)] += row.n
    return tuple(
        Group(language.text(name or UNKNOWN), n, granted[name]) for name, n in _ranked(submitted)
    )


def _messages(rows: Iterable[CountSum], language: Language) -> tuple[MessageRow, ...]:
    found: Counter[str] = Counter()
    whose: dict[str, Counter[tuple[str, str]]] = {}
    for row in rows:
        if row.kind == MESSAGE:
            found[row.name] += row.n
            whose.setdefault(row.name, Counter())[row.region, row.carrier] += row.n
    return tuple(
        _message_row(code, n, _ranked(whose[code])[0][0], language)
        for code, n in _ranked(found)[:MOST_MESSAGES]
    )


def _message_row(code: str, n: int, mostly: tuple[str, str], language: Language) -> MessageRow:
    message = Message(int(code))
    place = place_name(*mostly, language) or language.text(UNKNOWN)
    return MessageRow(code, message.text(), language.translation_of(message), n, place)
