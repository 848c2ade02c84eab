"""P3 验证, the second verification, any number of times (source, section 三.2.2)."""

from functools import lru_cache

from h5kit.flow.outcomes import Ask
from h5kit.steps import usual
from h5kit.steps.fields import StepForm

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
