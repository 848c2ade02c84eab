"""P3 验证, the second verification, any number of times (source, section 三.2.2)."""

from functools import lru_cache

from h5kit.challenges import Ask, Round
from h5kit.steps.challenge_fields import challenge_fields
from h5kit.steps.fields import StepForm

NOTE = "已向您的手机发送另外一条动态验证码短信，请输入授权查询通话记录"


@lru_cache(maxsize=8)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form for what is asked: the picture stands above the SMS code."""
    return type("VerifyForm", (StepForm,), {**challenge_fields(Round.VERIFY, asks)})
