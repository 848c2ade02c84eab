"""The settings of limits, and what the classes of all settings share."""

from typing import Annotated

from msgspec import Meta

from h5kit.declarations import describe
from h5kit.model import Private

Count = Annotated[int, Meta(ge=0)]


class TableSettings(Private, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file; its repr is only the type's name, since some hold secrets."""


class LimitSettings(TableSettings, frozen=True, kw_only=True):
    """How much is too much, for one number across all flows and partners, and for one request."""

    sms_burst: Annotated[
        Count, describe("SMS codes for a number within 30 minutes; 0 sets no limit.")
    ] = 5
    sms_a_day: Annotated[
        Count, describe("SMS codes for a number in a day (Shanghai); 0 sets no limit.")
    ] = 10
    wrong_passwords: Annotated[
        Count,
        describe(
            "Wrong service passwords for a number within 30 minutes, before it is locked for 30"
            " more (message 48); 0 sets no limit."
        ),
    ] = 10
    gateway_faults: Annotated[
        Count,
        describe(
            "Gateway faults for a number within 30 minutes, before it is locked for 30 more"
            " (message 47); 0 sets no limit."
        ),
    ] = 5
    gateway_faults_a_day: Annotated[
        Count, describe("Gateway faults for a number in a day (Shanghai); 0 sets no limit.")
    ] = 20
    most_body_bytes: Annotated[
        int, Meta(ge=4_096, le=1_048_576), describe("The largest body of a request.")
    ] = 65_536
    most_fields: Annotated[
        int, Meta(ge=32, le=1_024), describe("The largest number of fields in a form.")
    ] = 64
