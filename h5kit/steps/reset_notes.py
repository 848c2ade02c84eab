"""重置说明 of P4 and P5, said from the rules (source, section 三.2.3)."""

from functools import lru_cache

from h5kit.carrier import numbering
from h5kit.carrier.regions import ANY, Mode, ResetRule, ResetRules
from h5kit.languages import Language
from h5kit.steps.number_carrier import place_name

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


@lru_cache(maxsize=32)
def of_regions(rules: ResetRules, language: Language) -> tuple[Point, ...]:
    """Return P4's notes: where only the hotline helps, and what is limited where."""
    fill = language.fill
    offline = [r for r in rules.rows if r.mode is Mode.HOTLINE and r.carrier != ANY]
    partly = [r for r in rules.rows if r.refused_to]
    points: list[Point] = []
    if offline or partly:
        numbers = language.join(dict.fromkeys(_hotline(r) for r in (*offline, *partly)))
        names = language.join(_name(r, language) for r in offline)
        below = [fill("%(names)s等%(n)s个地区", names=names, n=len(offline))] if offline else []
        below += [
            fill("%(name)s的%(who)s", name=_name(r, language), who=language.text(r.refused_to))
            for r in partly
        ]
        head = fill("以下地区官网不支持在线重置，如需重置请拨打%(numbers)s：", numbers=numbers)
        points.append((head, _numbered(below)))
    special = [
        fill("%(name)s：每天仅可获取%(n)s次短信验证码", name=_name(r, language), n=r.sms_a_day)
        for r in rules.rows
        if r.sms_a_day
    ]
    special += [
        fill(
            "%(name)s：失败达到%(n)s次，%(hours)s小时内不能重置服务密码",
            name=_name(r, language),
            n=r.failures,
            hours=r.failure_hours,
        )
        for r in rules.rows
        if r.failures
    ]
    if special:
        points.append((language.text("特殊情况提示："), _numbered(special)))
    return (*points, (language.text(DIAL_INSTEAD), ()))


@lru_cache(maxsize=32)
def of_passwords(rules: ResetRules, language: Language) -> tuple[Point, ...]:
    """Return P5's notes: what a new service password must look like."""
    fill = language.fill
    usual = rules.rows[-1].digits[0]
    longer = language.join(
        fill(
            "%(name)s%(who)s为%(n)s位数字",
            name=_name(r, language),
            who=language.text(r.longest_for),
            n=r.digits[-1],
        )
        for r in rules.rows
        if len(r.digits) > 1
    )
    but = fill("（%(longer)s）", longer=longer) if longer else ""
    length = fill("服务密码由0-9的%(n)s位数字组成%(but)s。", n=usual, but=but)
    head, below = NO_SIMPLE_ONES
    return ((length, ()), (language.text(head), tuple(map(language.text, below))))


def _name(rule: ResetRule, language: Language) -> str:
    return place_name(rule.region, rule.carrier, language)


def _hotline(rule: ResetRule) -> str:
    return numbering.hotline(numbering.named(rule.carrier)) or ""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(f"{n}) {line}" for n, line in enumerate(lines, 1))
