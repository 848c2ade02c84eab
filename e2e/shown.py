"""Which page shows which message: the table that the coverage test compares with the catalogue."""

from h5kit.messages import Message

PAGE_SIDE_P1 = (
    Message.NAME_NEEDED,
    Message.NAME_TOO_LONG,
    Message.ID_CARD_INVALID,
    Message.PROVINCE_NEEDED,
    Message.CITY_NEEDED,
    Message.ADDRESS_NEEDED,
    Message.ADDRESS_TOO_LONG,
    Message.PHONE_NEEDED,
    Message.PHONE_INVALID,
    Message.CONTACT_NAME_NEEDED,
    Message.CONTACT_NAME_TOO_LONG,
    Message.CONTACT_PHONE_INVALID,
    Message.CONTACT_RELATION_NEEDED,
    Message.CONTACT_IS_APPLICANT,
    Message.CONTACT_REPEATED,
)
PAGE_SIDE_P2 = (
    Message.PHONE_NEEDED,
    Message.PHONE_INVALID,
    Message.NUMBER_UNSUPPORTED,
    Message.AGREEMENT_NEEDED,
    Message.PASSWORD_NEEDED,
    Message.PASSWORD_NOT_DIGITS,
    Message.PASSWORD_NOT_SIX_DIGITS,
    Message.PASSWORD_NOT_EIGHT_DIGITS,
)
PAGE_SIDE_ASKED = (
    Message.NAME_NEEDED,
    Message.ID_CARD_INVALID,
    Message.SMS_CODE_NEEDED,
    Message.CAPTCHA_NEEDED,
)
AT_ENTRY = (Message.NOT_AUTHORIZED, Message.ALREADY_AUTHORIZED)
BY_FLOW = (
    Message.SUBMIT_FAILED,
    Message.QUERY_RUNNING,
    Message.TIMED_OUT,
    Message.WRONG_CODE_NEW_SENT,
    Message.NUMBER_BUSY,
    Message.SIGNED_IN_ELSEWHERE,
)
BY_CARRIER = tuple(message for message in Message if message)
"""Rows 90MM: the carrier answers the login with it."""

SHOWN = frozenset(
    (*PAGE_SIDE_P1, *PAGE_SIDE_P2, *PAGE_SIDE_ASKED, *AT_ENTRY, *BY_FLOW, *BY_CARRIER)
)
