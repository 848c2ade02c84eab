"""The flow's transition table as a picture: all steps and ways, and where a flow went and is.

A new state or transition appears by itself (`machine_layout`). The transitions that time causes
(`expired`, `superseded` → `failed`) are described beside the picture.
"""

from collections.abc import Container, Iterable, Mapping
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from h5kit.flow.machine import ORIGIN, ORIGINS, TRANSITIONS, Event
from h5kit.flow.record import Transition
from h5kit.flow.states import RESETTING, State
from h5kit.languages import Language
from h5kit.web.http.svg import measured, tag, words
from h5kit.web.sandbox.machine_buses import Point, Way
from h5kit.web.sandbox.machine_layout import Box, Layout, layout

NAMES: Final[Mapping[str, str]] = {
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
MARGIN, LETTER_HEIGHT, MEASURED_HEIGHT = 4, 13, 12
"""The least room beside a name in its box; how high a name is drawn; what `measured` is about."""
BY_TIME: Final = frozenset({Event.EXPIRED, Event.SUPERSEDED})


def ways_of_the_table() -> frozenset[Way]:
    """Return the ways that the picture shows: the table's, without those that time causes."""
    return frozenset(
        (state, target)
        for (state, event), to in TRANSITIONS.items()
        if event not in BY_TIME
        for target in (ORIGINS if to is ORIGIN else [to])
    )


LAYOUT: Final = layout(list(State), ways_of_the_table(), RESETTING)


def way_of(history: Iterable[Transition]) -> list[Way]:
    """Return the ways that a flow went, in order, without those that time caused."""
    moves = pairwise(history)
    return [(before.to, move.to) for before, move in moves if move.event not in BY_TIME]


def machine(
    history: tuple[Transition, ...], state: State | None, language: Language, drawn: Layout = LAYOUT
) -> Markup:
    """Return the picture with the current step lit and the ways of the flow highlighted."""
    gone = way_of(history)
    is_over = bool(history) and history[-1].event in BY_TIME
    last = gone[-1] if gone and not is_over else None
    ways = sorted(drawn.lines, key=lambda way: (way == last, way in gone, way))
    visited = {move.to for move in history}
    title = language.text("流程图")
    if state:
        title = language.fill("流程图，现在在%(step)s", step=language.text(NAMES[state]))
    return tag(
        "svg",
        tag("title", title, id="machine-title"),
        tag("defs", *(_tip(look) for look in ("idle", "gone", "last"))),
        *(_arrow(drawn.lines[way], _look_of(way, gone, last)) for way in ways),
        *(
            _step(step, box, language, step == drawn.hub, _look_of_step(step, state, visited))
            for step, box in drawn.boxes.items()
        ),
        viewBox=f"0 0 {drawn.width:g} {drawn.height:g}",
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


def _arrow(line: tuple[Point, ...], look: str) -> Markup:
    return tag("path", d=path_of(line), class_=f"way {look}", marker_end=f"url(#tip-{look})")


def path_of(line: tuple[Point, ...]) -> str:
    """Return a line as an SVG path."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in line)


def _look_of_step(step: str, state: State | None, visited: Container[str]) -> str:
    if step == state:
        return "here"
    return "been" if step in visited else "idle"


def _name(box: Box, name: str) -> Markup:
    """Return a step's name, drawn narrower where it's longer than the box is wide."""
    room = box.width - 2 * MARGIN
    if measured(name) * LETTER_HEIGHT / MEASURED_HEIGHT <= room:
        return words(box.middle, box.y + 17, name, "mid")
    return tag(
        "text",
        name,
        x=box.middle,
        y=box.y + 17,
        class_="mid",
        textLength=room,
        lengthAdjust="spacingAndGlyphs",
    )


def _step(step: str, box: Box, language: Language, is_bar: bool, look: str) -> Markup:
    name = language.text(NAMES.get(step, step))
    if is_bar:
        text = [words(box.middle, box.y + 20, f"{name} · {step}", "mid")]
    else:
        text = [
            _name(box, name),
            words(box.middle, box.y + 31, step, "mid code"),
        ]
    shape = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=8)
    return tag("g", shape, *text, class_=f"step {look}")
