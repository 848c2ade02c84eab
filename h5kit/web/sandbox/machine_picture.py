"""The table of the flow as a picture: each step, each way between two, where a flow went and is.

`waiting` is a bar that the steps stand around, since every submit goes through it. What time does
to each step (`expired`, `superseded` → `failed`) is said in words beside the picture.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from h5kit.flow.machine import MOVES, ORIGIN, ORIGINS, Event
from h5kit.flow.record import Move
from h5kit.flow.states import RESETTING, State
from h5kit.web.http.drawing import tag, words

WIDTH, HEIGHT = 668, 234
BOX_WIDTH, BOX_HEIGHT, COLUMN = 96, 40, 108
TOP, BAR, BOTTOM = 24, 98, 166
BAR_HEIGHT = 32
LEFT = 80
"""The middle of the first column."""

NAMES: Final = {
    State.BASIC_INFO: "基础信息",
    State.PHONE: "手机信息",
    State.VERIFY: "二次验证",
    State.WAITING: "等待运营商",
    State.FORGOT: "忘记密码",
    State.RESET_IDENTITY: "身份信息",
    State.RESET_LOGIN_SMS: "登录短信",
    State.RESET_SMS: "短信验证",
    State.RESET_CONTACTS: "联系人",
    State.RESET_PASSWORD: "新密码",
    State.SUCCESS: "授权成功",
    State.FAILED: "已结束",
}
BY_TIME: Final = frozenset({Event.EXPIRED, Event.SUPERSEDED})
Way = tuple[State, State]

_ABOVE = {State.BASIC_INFO: 0, State.PHONE: 1, State.VERIFY: 2, State.SUCCESS: 4, State.FAILED: 5}
_BELOW = {state: column for column, state in enumerate((State.FORGOT, *RESETTING))}


def _middle(state: State) -> int:
    column = _ABOVE[state] if state in _ABOVE else _BELOW[state]
    return LEFT + column * COLUMN


def _ways_to_and_from_the_carrier() -> dict[Way, str]:
    under_top, under_bar = TOP + BOX_HEIGHT, BAR + BAR_HEIGHT
    ways = {}
    for state in (State.PHONE, State.VERIFY):
        x = _middle(state)
        ways[state, State.WAITING] = f"M{x - 8} {under_top}V{BAR}"
        ways[State.WAITING, state] = f"M{x + 10} {BAR}V{under_top}"
    for state in (State.SUCCESS, State.FAILED):
        ways[State.WAITING, state] = f"M{_middle(state)} {BAR}V{under_top}"
    for state in RESETTING:
        x = _middle(state)
        ways[state, State.WAITING] = f"M{x - 9} {BOTTOM}V{under_bar}"
        ways[State.WAITING, state] = f"M{x + 9} {under_bar}V{BOTTOM}"
    return ways


def _ways() -> dict[Way, str]:
    first, phone, verify, failed = (
        _middle(s) for s in (State.BASIC_INFO, State.PHONE, State.VERIFY, State.FAILED)
    )
    half, under_top, under_bottom = BOX_WIDTH // 2, TOP + BOX_HEIGHT, BOTTOM + BOX_HEIGHT
    left = phone - half
    ways = _ways_to_and_from_the_carrier() | {
        (State.BASIC_INFO, State.PHONE): f"M{first + half} {TOP + 14}H{left}",
        (State.PHONE, State.BASIC_INFO): f"M{left} {TOP + 28}H{first + half}",
        (State.PHONE, State.FORGOT): f"M{left + 10} {under_top}V76H{first - 20}V{BOTTOM}",
        (State.FORGOT, State.PHONE): f"M{first - 4} {BOTTOM}V87H{left + 24}V{under_top}",
        (State.WAITING, State.FORGOT): f"M{left} {BAR + 16}H{first + 20}V{BOTTOM}",
        (State.FORGOT, State.RESET_IDENTITY): f"M{first + half} {BOTTOM + 20}H{left}",
        (State.VERIFY, State.FORGOT): f"M{verify} {TOP}V10H14V{BOTTOM + 20}H{first - half}",
        (State.PHONE, State.PHONE): f"M{phone + 36} {TOP}V16H{phone + 18}V{TOP}",
        (State.VERIFY, State.PHONE): f"M{verify - half} {TOP + 20}H{phone + half}",
        (State.PHONE, State.FAILED): f"M{phone + 24} {under_top}V87H{failed - 32}V{under_top}",
        (State.VERIFY, State.FAILED): f"M{verify + 24} {under_top}V76H{failed - 20}V{under_top}",
        (State.FAILED, State.FAILED): f"M{failed + 24} {TOP}V10H{failed - 24}V{TOP}",
    }
    for state in RESETTING:
        x = _middle(state)
        ways[state, State.FORGOT] = f"M{x + 6} {under_bottom}V220H{first}V{under_bottom}"
        ways[state, State.PHONE] = f"M{x - 6} {under_bottom}V228H6V4H{phone}V{TOP}"
    return ways


WAYS: Final = _ways()
"""How each way between two steps is drawn."""


def ways_of_the_table() -> frozenset[Way]:
    """Return the ways that the table has, those of time left out: what the picture must show."""
    return frozenset(
        (state, target)
        for (state, event), to in MOVES.items()
        if event not in BY_TIME
        for target in (ORIGINS if to is ORIGIN else [to])
    )


def way_of(history: Iterable[Move]) -> list[Way]:
    """Return the ways that a flow went, in order; where time led is none of them."""
    moves = pairwise(history)
    return [(before.to, move.to) for before, move in moves if move.event not in BY_TIME]


def machine(history: tuple[Move, ...], state: State | None) -> Markup:
    """Return the picture, the present step lit, the ways that were gone drawn strongly."""
    gone = way_of(history)
    is_over = bool(history) and history[-1].event in BY_TIME
    last = gone[-1] if gone and not is_over else None
    drawn = sorted(WAYS, key=lambda way: (way == last, way in gone))
    visited = {move.to for move in history}
    title = f"流程图，现在在{NAMES[state]}" if state else "流程图"
    return tag(
        "svg",
        tag("title", title, id="machine-title"),
        tag("defs", *(_tip(look) for look in ("idle", "gone", "last"))),
        *(_arrow(way, _look_of(way, gone, last)) for way in drawn),
        *(_step(s, is_here=s is state, is_visited=s in visited) for s in State),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_labelledby="machine-title",
    )


def _look_of(way: Way, gone: list[Way], last: Way | None) -> str:
    if way == last:
        return "last"
    return "gone" if way in gone else "idle"


def _tip(look: str) -> Markup:
    shape = tag("path", d="M0 0L7 3.5L0 7Z", class_=f"tip {look}")
    return tag(
        "marker",
        shape,
        id=f"tip-{look}",
        viewBox="0 0 7 7",
        refX=6.5,
        refY=3.5,
        markerWidth=7,
        markerHeight=7,
        markerUnits="userSpaceOnUse",
        orient="auto",
    )


def _arrow(way: Way, look: str) -> Markup:
    return tag("path", d=WAYS[way], class_=f"way {look}", marker_end=f"url(#tip-{look})")


def _step(state: State, *, is_here: bool, is_visited: bool) -> Markup:
    look = "here" if is_here else "been" if is_visited else "idle"
    if state is State.WAITING:
        x, y = _middle(State.PHONE) - BOX_WIDTH // 2, BAR
        width, height = WIDTH - 6 - x, BAR_HEIGHT
        text = [words(x + width / 2, y + 20, f"{NAMES[state]} · {state}", "mid")]
    else:
        x = _middle(state) - BOX_WIDTH // 2
        y, width, height = TOP if state in _ABOVE else BOTTOM, BOX_WIDTH, BOX_HEIGHT
        text = [
            words(x + width / 2, y + 17, NAMES[state], "mid"),
            words(x + width / 2, y + 31, state, "mid code"),
        ]
    shape = tag("rect", x=x, y=y, width=width, height=height, rx=8)
    return tag("g", shape, *text, class_=f"step {look}")
