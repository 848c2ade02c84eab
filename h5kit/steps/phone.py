"""P2 手机信息 with its further forms in any mix (source, section 三.2.2)."""

from functools import lru_cache

from h5kit import identity
from h5kit.carrier.gateway import Answers
from h5kit.flow.outcomes import Ask
from h5kit.flow.record import Flow
from h5kit.steps import checks, usual
from h5kit.steps.faces import PASSWORD, PHONE
from h5kit.steps.fields import Face, StepField, StepForm


class _Number(StepForm):
    phone = StepField("手机号码", PHONE, checks.mobile(8, 9))


class _Identity(StepForm):
    name = usual.person_name("姓名", keep_as="owner_name")
    id_card = usual.id_card("身份证", keep_as="owner_id_card")


class _Password(StepForm):
    service_password = StepField(
        "服务密码",
        PASSWORD,
        checks.digits_of_password(lambda form: form["phone"].data),
        fold=identity.fold_digits,
    )


class _Sms(StepForm):
    sms_code = usual.sms_code()


class _Captcha(StepForm):
    captcha = usual.captcha()


class _Agree(StepForm):
    agree = StepField("同意", Face(kind="checkbox"), checks.ticked(17), fold=checks.tick)


@lru_cache(maxsize=32)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form for what is asked: the four further forms of P2 and every mix of them."""
    parts = [
        (Ask.NOTHING, _Number),
        (Ask.NAME_AND_ID, _Identity),
        (Ask.PASSWORD, _Password),
        (Ask.SMS, _Sms),
        (Ask.CAPTCHA, _Captcha),
        (Ask.NOTHING, _Agree),
    ]
    bases = tuple(part for ask, part in parts if not ask or ask in asks)
    return type("PhoneForm", bases, {})


def asked(flow: Flow, typed: str) -> Ask:
    """Return what P2 asks for: the password until the carrier has said something else.

    What it said was about the flow's number; about another one that is typed it has said nothing.
    """
    is_another = identity.mobile(typed) not in {None, flow.tel}
    return Ask.PASSWORD if flow.question is None or is_another else flow.question.kinds


def answers(form: StepForm) -> Answers:
    """Return what was answered, from a form that has been found valid."""
    values = {f.name: f.data for f in form.fields if f.name in ANSWERED}
    return Answers(**values)


ANSWERED = ("service_password", "name", "id_card", "sms_code", "captcha")
