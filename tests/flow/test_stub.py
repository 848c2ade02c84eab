"""The stub of a deleted flow has what is needed to begin again, and no personal data."""

import msgspec

from h5kit.flow.outcomes import Ask
from h5kit.flow.record import CarrierClaim, Flow, OpenReset, Question, ResetEnd, Shown, Transition
from h5kit.flow.states import State
from h5kit.flow.stub import stub_of
from h5kit.messages import Message
from h5kit.model import Applicant, Consent, Contact
from h5kit.testing.people import number, person

WHO, TEL, CALLED = person(), number("0000"), number("0001")
KEPT = {
    "id", "partner", "state", "rev", "created_at", "touched_at", "uid", "callback",
    "redirect_url", "lang", "size", "scenario", "sid", "shown", "successor", "has_basic_info",
    "number_hash",
}  # fmt: skip
FULL = Flow(
    id="a",
    partner="p",
    state=State.PHONE,
    rev=7,
    created_at=1.0,
    touched_at=2.0,
    uid="u",
    callback="https://shop.example/push",
    redirect_url="https://shop.example/back",
    lang="en",
    size="large",
    scenario="1001",
    tel=TEL,
    tel_is_fixed=True,
    applicant=Applicant(
        name=WHO.name,
        id_card=WHO.id_card,
        province="广东",
        city="深圳",
        address="彩云路1号",
        phone=TEL,
        contacts=(Contact(name="谷雨", relation="父母", phone=CALLED),),
    ),
    draft={"name": WHO.name, "phone": TEL, "phone1": CALLED},
    question=Question(asks=Ask.SMS.value, note=TEL, captcha=b"picture"),
    sid="S",
    sids=("R", "S"),
    shown=(Shown(code=Message.WRONG_CODE),),
    consent=Consent(version="1", shown_at=1.0, ticked_at=2.0),
    history=(Transition(event="opened", to=State.PHONE, at=1.0),),
    successor="b",
    has_basic_info=True,
    gateway_claim=CarrierClaim(tel=TEL),
    person_claim=CarrierClaim(tel=TEL),
    reset=OpenReset(tid="T", note=TEL),
    reset_end=ResetEnd.CHOSEN,
    read_at=1.5,
)


def test_a_stub_has_only_the_named_values() -> None:
    stub = stub_of(FULL, "hash")
    assert stub is not None
    plain = Flow(id="", partner="", state=State.PHONE, rev=-1, created_at=0, touched_at=0)
    kept = {f for f in Flow.__struct_fields__ if getattr(stub, f) != getattr(plain, f)}
    assert kept == KEPT - {"number_hash"}
    text = msgspec.json.encode(stub).decode()
    for secret in (TEL, WHO.name, WHO.id_card, CALLED, "彩云路", "谷雨"):
        assert secret not in text


def test_the_partners_number_stays_as_a_hash() -> None:
    fixed = msgspec.structs.replace(FULL, has_basic_info=False)
    stub = stub_of(fixed, "hash")
    assert stub is not None
    assert stub.number_hash == "hash"
    again = msgspec.structs.replace(stub, state=State.PHONE, rev=3, tel=TEL)
    assert getattr(stub_of(again, "other"), "number_hash", "") == "hash"


def test_a_number_that_the_person_typed_leaves_no_hash_in_the_stub() -> None:
    for is_fixed, has_basic_info in ((False, False), (False, True), (True, True)):
        typed = msgspec.structs.replace(FULL, tel_is_fixed=is_fixed, has_basic_info=has_basic_info)
        assert getattr(stub_of(typed, "hash"), "number_hash", None) == ""


def test_a_flow_that_cannot_continue_leaves_no_stub() -> None:
    over = msgspec.structs.replace(FULL, state=State.FAILED)
    for ended in (
        msgspec.structs.replace(FULL, state=State.SUCCESS, shown=()),
        *(
            msgspec.structs.replace(over, shown=(Shown(code=code),))
            for code in (
                Message.ALREADY_AUTHORIZED,
                Message.ACCOUNT_ABNORMAL,
                Message.NUMBER_NOT_VERIFIED,
            )
        ),
    ):
        assert stub_of(ended, "hash") is None
    for code in (Message.TIMED_OUT, Message.SIGNED_IN_ELSEWHERE):
        assert stub_of(msgspec.structs.replace(over, shown=(Shown(code=code),)), "hash") is not None
