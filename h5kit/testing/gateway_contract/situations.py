"""The kinds of numbers that the contract needs, named by what happens to them."""

from enum import StrEnum


class Situation(StrEnum):
    """A kind of number; the value is the row of the sandbox that plays it."""

    PASSWORD = "0000"  # noqa: S105 - a row
    """Asks for the service password, grants; its records come."""
    SMS = "1001"
    """Its login asks for an SMS code, too."""
    CAPTCHA = "1002"
    """Its login asks for a captcha, too."""
    IDENTITY = "1004"
    """Its login asks for name and ID card, too."""
    SECOND_SMS = "2001"
    """A second verification asks for an SMS code."""
    SECOND_CAPTCHA = "2002"
    """A second verification asks for a captcha."""
    SECOND_TWICE = "2003"
    """A second verification asks for an SMS code, and another one for another."""
    REFUSED_NUMBER = "9345"
    """Refused as soon as the number is known."""
    REFUSED_LOGIN = "9049"
    """Its login is refused for good, whatever is answered."""
    SILENT = "5003"
    """Its carrier never answers the login."""
    RESET_SMS = "3002"
    """A reset asks for an SMS code."""
    RESET_CONTACTS = "3004"
    """A reset asks for five called numbers."""
    RESET_PASSWORD = "3001"  # noqa: S105 - a row
    """A reset asks for the new password."""
    LATE_RECORDS = "5010"
    """As `PASSWORD`, but its records take a while."""
    NO_RECORDS = "5011"
    """As `PASSWORD`, but its records can't be had."""
