"""P3 验证: the second verification, any number of times (source, section 三.2.2: P2 and P3)."""

from functools import lru_cache

from h5kit.challenges import Ask, Round
from h5kit.flow.record import Flow
from h5kit.model import Partner
from h5kit.steps import buttons
from h5kit.steps.challenge_fields import answers, challenge_fields
from h5kit.steps.desk import Desk
from h5kit.steps.drafts import show_faults
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.outcome import LateForm, StepShown
from h5kit.steps.step import FlowStep, Go
from h5kit.steps.transitions import send_answers

DEFAULT_NOTE = "已向您的手机发送另外一条动态验证码短信，请输入授权查询通话记录"


@lru_cache(maxsize=8)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form class of P3 for any combination of challenges."""
    return type("VerifyForm", (StepForm,), {**challenge_fields(Round.VERIFY, asks)})


async def submit(
    form: StepForm, flow: Flow, partner: Partner | None, desk: Desk
) -> StepShown | LateForm:
    """确定: send the codes."""
    if not form.validate():
        return await show_faults(form, flow, desk)
    return await send_answers(answers(form), form, flow, desk)


def _build_form(flow: Flow, sent: FormData | None) -> StepForm:
    asks = flow.question.kinds if flow.question else Ask.SMS
    return form_class(asks)(sent)


STEP = FlowStep(
    "验证",
    _build_form,
    {Go.SUBMIT: submit, Go.CAPTCHA: buttons.captcha, Go.FORGOT: buttons.forgot},
)
