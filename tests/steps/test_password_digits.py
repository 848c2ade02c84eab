"""The allowed lengths of a service password, and the messages about them on P2 and P5."""

import itertools

from h5kit import areas
from h5kit.carrier.numbering import Carrier
from h5kit.flow.record import CarrierClaim
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.testing.people import number
from tests.steps.made import form_of

M, U, T = Carrier.MOBILE, Carrier.UNICOM, Carrier.TELECOM
GUANGDONG_MOBILE = (M, "广东")


def _fault(tel: str, password: str, said: Carrier | None = None) -> Message | None:
    """Return the message that P2 and P5 show for a password; both must be equal."""
    claim = CarrierClaim(tel=tel, carrier=said) if said else None
    codes: list[Message | None] = []
    for state, name in ((State.PHONE, "service_password"), (State.RESET_PASSWORD, "new_password")):
        form = form_of(state, {name: password, "phone": tel}, tel=tel, claim=claim)
        codes += [fault.code for fault in form[name].errors] or [None]
    assert codes[0] == codes[1]
    return codes[0]


def test_the_message_is_that_of_the_known_carrier() -> None:
    for carrier, region in itertools.product((M, U, T), areas.PROVINCES):
        try:
            tel = number("3001", carrier, region)
        except LookupError:
            assert region in {"香港", "澳门", "台湾"}
            continue
        is_longer = (carrier, region) == GUANGDONG_MOBILE
        longer = Message.PASSWORD_NOT_EIGHT_DIGITS if is_longer else Message.PASSWORD_NOT_SIX_DIGITS
        assert _fault(tel, "407152") is None
        assert _fault(tel, "40715") is Message.PASSWORD_NOT_SIX_DIGITS
        assert _fault(tel, "4071528") is longer
        assert _fault(tel, "407152894") is longer
        assert _fault(tel, "40715a") is Message.PASSWORD_NOT_DIGITS


def test_a_guessed_carrier_changes_only_the_hint() -> None:
    tel = number("3001", T, "广东")
    assert _fault(tel, "40715289") is None
    assert _fault(tel, "40715289", said=T) is Message.PASSWORD_NOT_SIX_DIGITS
    assert _fault(tel, "40715289", said=M) is None
    assert _fault(tel, "4071528", said=M) is Message.PASSWORD_NOT_EIGHT_DIGITS
