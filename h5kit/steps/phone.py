"""P2 手机信息 with its further forms in any mix (source, section 三.2.2)."""

from functools import lru_cache

from h5kit import identity
from h5kit.challenges import Ask, Round
from h5kit.flow.record import Flow
from h5kit.steps import checks
from h5kit.steps.challenge_fields import challenge_fields
from h5kit.steps.faces import PHONE
from h5kit.steps.fields import Face, StepField, StepForm


@lru_cache(maxsize=64)
def form_class(asks: Ask) -> type[StepForm]:
    """Return the form for what is asked: the four further forms of P2 and every mix of them."""
    fields = {
        "phone": StepField("手机号码", PHONE, checks.mobile(8, 9)),
        **challenge_fields(Round.LOGIN, asks),
        "agree": StepField("同意", Face(kind="checkbox"), checks.ticked(17), fold=checks.tick),
    }
    return type("PhoneForm", (StepForm,), fields)


def asked(flow: Flow, typed: str) -> Ask:
    """Return what P2 asks for: the password until the carrier has said something else.

    What it said was about the flow's number; about another one that is typed it has said nothing.
    """
    is_another = identity.mobile(typed) not in {None, flow.tel}
    return Ask.PASSWORD if flow.question is None or is_another else flow.question.kinds
