"""重置说明 of P4 and P5, said from the rules (source, section 三.2.3)."""

from collections.abc import Callable
from functools import lru_cache, partial

from h5kit import english as words
from h5kit.carrier import numbering
from h5kit.carrier.reset_rules import ANY, Mode, ResetRule, ResetRules

Point = tuple[str, tuple[str, ...]]
"""A numbered point of the notes and the points below it."""

DIAL_INSTEAD = "如页面停留时间较长或其他异常情况，请拨打客服电话重置"
NO_SIMPLE_ONES: Point = (
    "为保证您的权益，请不要设置成以下简易密码：",
    (
        "1）为某一个数字组成（888888）；",
        "2）由某一组数字顺序或倒序排列组成（123456）；",
        "3）登记身份证件的连续6位数字；",
        "4）手机号中连续6位数字；",
    ),
)


@lru_cache(maxsize=8)
def of_regions(rules: ResetRules, *, english: bool = False) -> tuple[Point, ...]:
    """Return P4's notes: where only the hotline helps, and what is limited where."""
    say, and_, name = _words(english)
    offline = [r for r in rules.rows if r.mode is Mode.HOTLINE and r.carrier != ANY]
    partly = [r for r in rules.rows if r.refused_to]
    points: list[Point] = []
    if offline or partly:
        numbers = and_.join(dict.fromkeys(_hotline(r) for r in (*offline, *partly)))
        names = and_.join(name(r.name) for r in offline)
        below = [say("{names}等{n}个地区", names=names, n=len(offline))] if offline else []
        below += [say("{name}的{who}", name=name(r.name), who=name(r.refused_to)) for r in partly]
        head = say("以下地区官网不支持在线重置，如需重置请拨打{numbers}：", numbers=numbers)
        points.append((head, _numbered(below)))
    special = [
        say("{name}：每天仅可获取{n}次短信验证码", name=name(r.name), n=r.sms_a_day)
        for r in rules.rows
        if r.sms_a_day
    ]
    special += [
        say(
            "{name}：失败达到{n}次，{hours}小时内不能重置服务密码",
            name=name(r.name),
            n=r.failures,
            hours=r.failure_hours,
        )
        for r in rules.rows
        if r.failures
    ]
    if special:
        points.append(("特殊情况提示：", _numbered(special)))
    return (*points, (DIAL_INSTEAD, ()))


@lru_cache(maxsize=8)
def of_passwords(rules: ResetRules, *, english: bool = False) -> tuple[Point, ...]:
    """Return P5's notes: what a new service password must look like."""
    say, and_, name = _words(english)
    usual = rules.rows[-1].digits[0]
    longer = and_.join(
        say("{name}{who}为{n}位数字", name=name(r.name), who=name(r.longest_for), n=r.digits[-1])
        for r in rules.rows
        if len(r.digits) > 1
    )
    but = say("（{longer}）", longer=longer) if longer else ""
    return ((say("服务密码由0-9的{n}位数字组成{but}。", n=usual, but=but), ()), NO_SIMPLE_ONES)


def _words(english: bool) -> tuple[Callable[..., str], str, Callable[[str], str]]:
    """Return how to say a text with values, join names, and say a name."""
    if english:
        return partial(words.say, english=True), ", ", words.of
    return partial(words.say, english=False), "、", str


def _hotline(rule: ResetRule) -> str:
    return numbering.hotline(numbering.carrier_named(rule.carrier)) or ""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(f"{n}) {line}" for n, line in enumerate(lines, 1))
