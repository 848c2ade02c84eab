"""The notes 重置说明 of P4 and P5, made from the reset rules (source, section 三.2.3: resets)."""

from functools import lru_cache

from h5kit.carrier import numbering
from h5kit.carrier.reset_rules import ANY, Mode, ResetRule, ResetRules
from h5kit.languages import Language
from h5kit.steps.number_carrier import place_name

Note = tuple[str, tuple[str, ...]]
"""A note and the lines below it."""

CALL_HOTLINE = "如页面停留时间较长或其他异常情况，请拨打客服电话重置"
WEAK_PASSWORDS: Note = (
    "为保证您的权益，请不要设置成以下简易密码：",
    (
        "1）为某一个数字组成（888888）；",
        "2）由某一组数字顺序或倒序排列组成（123456）；",
        "3）登记身份证件的连续6位数字；",
        "4）手机号中连续6位数字；",
    ),
)


@lru_cache(maxsize=32)
def region_notes(rules: ResetRules, language: Language) -> tuple[Note, ...]:
    """Return P4's notes: the regions that have no online reset, and the limits of regions."""
    fill = language.fill
    offline = [r for r in rules.rows if r.mode is Mode.HOTLINE and r.carrier != ANY]
    partly = [r for r in rules.rows if r.refused_to]
    notes: list[Note] = []
    if offline or partly:
        numbers = language.join(dict.fromkeys(_hotline(r) for r in (*offline, *partly)))
        names = language.join(_name(r, language) for r in offline)
        lines = [fill("%(names)s等%(n)s个地区", names=names, n=len(offline))] if offline else []
        lines += [
            fill("%(name)s的%(who)s", name=_name(r, language), who=language.text(r.refused_to))
            for r in partly
        ]
        head = fill("以下地区官网不支持在线重置，如需重置请拨打%(numbers)s：", numbers=numbers)
        notes.append((head, _numbered(lines)))
    limits = [
        fill("%(name)s：每天仅可获取%(n)s次短信验证码", name=_name(r, language), n=r.sms_a_day)
        for r in rules.rows
        if r.sms_a_day
    ]
    limits += [
        fill(
            "%(name)s：失败达到%(n)s次，%(hours)s小时内不能重置服务密码",
            name=_name(r, language),
            n=r.failures,
            hours=r.failure_hours,
        )
        for r in rules.rows
        if r.failures
    ]
    if limits:
        notes.append((language.text("特殊情况提示："), _numbered(limits)))
    return (*notes, (language.text(CALL_HOTLINE), ()))


@lru_cache(maxsize=32)
def password_notes(rules: ResetRules, language: Language) -> tuple[Note, ...]:
    """Return P5's notes: the rules for a new service password."""
    fill = language.fill
    usual = rules.rows[-1].digits[0]
    exceptions = language.join(
        fill(
            "%(name)s%(who)s为%(n)s位数字",
            name=_name(r, language),
            who=language.text(r.longest_for),
            n=r.digits[-1],
        )
        for r in rules.rows
        if len(r.digits) > 1
    )
    but = fill("（%(longer)s）", longer=exceptions) if exceptions else ""
    length = fill("服务密码由0-9的%(n)s位数字组成%(but)s。", n=usual, but=but)
    head, lines = WEAK_PASSWORDS
    return ((length, ()), (language.text(head), tuple(map(language.text, lines))))


def _name(rule: ResetRule, language: Language) -> str:
    return place_name(rule.region, rule.carrier, language)


def _hotline(rule: ResetRule) -> str:
    return numbering.hotline(numbering.carrier_named(rule.carrier)) or ""


def _numbered(lines: list[str]) -> tuple[str, ...]:
    return tuple(f"{n}) {line}" for n, line in enumerate(lines, 1))
