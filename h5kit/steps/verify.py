"""P3 验证, the second verification, any number of times (source, section 三.2.2)."""

from functools import lru_cache

from h5kit.flow.outcomes import Ask
from h5kit.flow.record import Flow
from h5kit.model import Partner
from h5kit.steps import buttons, usual
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.phone import answers
from h5kit.steps.step import Go, Step
from h5kit.steps.transitions import send

NOTE = "已向您的手机发送另外一条动态验证码短信，请输入授权查询通话记录"


class _Captcha(StepForm):
    captcha = usual.captcha()


class _Sms(StepForm):
    sms_code = usual.sms_code()


@lru_cache(maxsize=8)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form for what is asked: the picture stands above the SMS code."""
    parts = [(Ask.CAPTCHA, _Captcha), (Ask.SMS, _Sms)]
    return type("VerifyForm", tuple(part for ask, part in parts if ask in asks), {})


async def submit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """确定: send the codes."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    return await send(answers(form), form, flow, desk)


def _filled(flow: Flow, sent: FormData | None) -> StepForm:
    asks = flow.question.kinds if flow.question else Ask.SMS
    return form_class(asks)(sent)


STEP = Step(
    "验证",
    _filled,
    {Go.SUBMIT: submit, Go.CAPTCHA: buttons.captcha, Go.FORGOT: buttons.forgot},
)
