"""重置说明 of P4 and P5, said from the rules (source, section 三.2.3)."""

from functools import lru_cache

from h5kit.carrier import numbering
from h5kit.carrier.regions import ANY, Mode, Rule, Rules

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
def of_regions(rules: Rules) -> tuple[Point, ...]:
    """Return P4's notes: where only the hotline helps, and what is limited where."""
    offline = [r for r in rules.rows if r.mode is Mode.HOTLINE and r.carrier != ANY]
    partly = [r for r in rules.rows if r.refused_to]
    points: list[Point] = []
    if offline or partly:
        numbers = "、".join(dict.fromkeys(_hotline(r) for r in (*offline, *partly)))
        below = [f"{'、'.join(r.name for r in offline)}等{len(offline)}个地区"] if offline else []
        below += [f"{r.name}的{r.refused_to}" for r in partly]
        points.append((f"以下地区官网不支持在线重置，如需重置请拨打{numbers}：", _numbered(below)))
    special = [
        f"{r.name}：每天仅可获取{r.sms_a_day}次短信验证码" for r in rules.rows if r.sms_a_day
    ]
    special += [
        f"{r.name}：失败达到{r.failures}次，{r.failure_hours}小时内不能重置服务密码"
        for r in rules.rows
        if r.failures
    ]
    if special:
        points.append(("特殊情况提示：", _numbered(special)))
    return (*points, (DIAL_INSTEAD, ()))


@lru_cache(maxsize=8)
def of_passwords(rules: Rules) -> tuple[Point, ...]:
    """Return P5's notes: what a new service password must look like."""
    usual = rules.rows[-1].digits[0]
    longer = "、".join(
        f"{r.name}{r.longest_for}为{r.digits[-1]}位数字" for r in rules.rows if len(r.digits) > 1
    )
    but = f"（{longer}）" if longer else ""
    return ((f"服务密码由0-9的{usual}位数字组成{but}。", ()), NO_SIMPLE_ONES)


def _hotline(rule: Rule) -> str:
    return numbering.hotline(numbering.named(rule.carrier)) or ""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(f"{n}) {line}" for n, line in enumerate(lines, 1))
