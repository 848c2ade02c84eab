"""How far flows came and where they ended, made of counts. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from h5kit.flow.states import State
from h5kit.messages import Message
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


@dataclass(frozen=True, slots=True)
class Stage:
    """How many flows came to a step, and how many in a hundred that is; `left` ran out of time."""

    words: str
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
        """How many in a hundred were granted."""
        return _share(self.granted, self.submitted)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """How often a message was shown, and whose numbers most of them were."""

    code: str
    text: str
    n: int
    mostly: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """All that the console's first page shows."""

    opened: int
    granted: int
    stages: tuple[Stage, ...]
    carriers: tuple[Group, ...]
    regions: tuple[Group, ...]
    messages: tuple[MessageRow, ...]


def funnel(counted: Iterable[CountSum], carrier: str = "", region: str = "") -> Funnel:
    """Return what the counts of one carrier, one region, or all of them come to.

    Before a number is known a flow is nobody's: where a carrier or region is asked for, shares
    are of those that submitted one.
    """
    is_cut = bool(carrier or region)
    rows = [row for row in counted if carrier in {"", row.carrier} and region in {"", row.region}]
    reached, left = _by_name(rows, REACHED), _by_name(rows, LEFT)
    opened = sum(row.n for row in rows if row.kind == OPENED)
    base = reached[State.WAITING.value] if is_cut else opened
    stages = tuple(
        Stage(words, reached[step.value], _share(reached[step.value], base), left[step.value])
        for step, words in STEPS.items()
        if reached[step.value]
    )
    return Funnel(
        opened=base,
        granted=reached[State.SUCCESS.value],
        stages=stages,
        carriers=_groups(rows, "carrier"),
        regions=_groups(rows, "region")[:MOST_REGIONS],
        messages=_messages(rows),
    )


def _by_name(rows: Iterable[CountSum], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        if row.kind == kind:
            found[row.name] += row.n
    return found


def _share(n: int, base: int) -> float:
    """Return how many in a hundred; counts of one hour may end in the next, so 100 is the most."""
    return min(WHOLE, round(WHOLE * n / base, 1)) if base else 0.0


def _ranked(found: Counter[str]) -> list[tuple[str, int]]:
    """Return the most first, equals by name: a page that is looked at again looks the same."""
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _groups(rows: Iterable[CountSum], by: str) -> tuple[Group, ...]:
    """Return carriers or regions, those with the most submitted flows first."""
    submitted: Counter[str] = Counter()
    granted: Counter[str] = Counter()
    for row in rows:
        if row.kind == REACHED and row.name == State.WAITING.value:
            submitted[getattr(row, by)] += row.n
        if row.kind == REACHED and row.name == State.SUCCESS.value:
            granted[getattr(row, by)] += row.n
    return tuple(Group(name or UNKNOWN, n, granted[name]) for name, n in _ranked(submitted))


def _messages(rows: Iterable[CountSum]) -> tuple[MessageRow, ...]:
    found: Counter[str] = Counter()
    whose: dict[str, Counter[str]] = {}
    for row in rows:
        if row.kind == MESSAGE:
            found[row.name] += row.n
            name = f"{row.region}{row.carrier}" or UNKNOWN
            whose.setdefault(row.name, Counter())[name] += row.n
    return tuple(
        MessageRow(code, Message(int(code)).text(), n, _ranked(whose[code])[0][0])
        for code, n in _ranked(found)[:MOST_MESSAGES]
    )
