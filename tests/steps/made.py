"""Valid values of the forms, and the forms that they make."""

from collections.abc import Mapping
from datetime import UTC, datetime

from h5kit.carrier.reset_rules import packaged
from h5kit.challenges import Ask
from h5kit.flow.record import CarrierClaim, Flow, Question
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.steps.fields import FormData, StepForm
from h5kit.steps.table import form_for
from h5kit.testing.people import number, person

WHO, TEL = person(), number("0000")
NOW = datetime(2026, 12, 1, tzinfo=UTC).timestamp()
P1 = {
    "name": WHO.name,
    "id_card": WHO.id_card,
    "province": "广东",
    "city": "深圳",
    "address": "彩云路1号",
    "phone": TEL,
    "contact1_name": "谷雨",
    "contact1_relation": "父母",
    "contact1_phone": number("0001"),
}
SECOND = {
    "contact2_name": "白露",
    "contact2_relation": "朋友",
    "contact2_phone": "010-63051234",
}
CALLED = {f"phone{n}": number(f"000{n}") for n in range(1, 6)}
P2 = {
    "phone": TEL,
    "name": WHO.name,
    "id_card": WHO.id_card,
    "sms_code": "123456",
    "captcha": "h5ok",
    "agree": "yes",
}


def form_of(
    state: State,
    sent: Mapping[str, str],
    asks: Ask = Ask.NOTHING,
    tel: str = TEL,
    claim: CarrierClaim | None = None,
) -> StepForm:
    """Return the validated form of a step with these values, in a flow of this number."""
    flow = Flow(
        id="a",
        partner="p",
        state=state,
        rev=1,
        created_at=0,
        touched_at=0,
        tel=tel,
        person_claim=claim,
        question=Question(asks=asks.value) if asks else None,
    )
    form = form_for(flow, NOW, packaged(), FormData(sent))
    assert form is not None
    form.validate()
    return form


def faults_of(form: StepForm) -> dict[str | None, Message]:
    """Return the messages by field."""
    return {fault.field: fault.code for fault in form.faults}
