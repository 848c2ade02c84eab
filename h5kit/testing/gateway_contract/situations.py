"""The kinds of numbers that the contract needs."""

from enum import StrEnum


class Situation(StrEnum):
    """A kind of number; the value is its row of the sandbox's scenario table."""

    PASSWORD = "0000"  # noqa: S105 - a row
    """Its login asks for the service password and is granted; its records are complete at once."""
    SMS = "1001"
    """Its login also asks for an SMS code."""
    CAPTCHA = "1002"
    """Its login also asks for a captcha."""
    IDENTITY = "1004"
    """Its login also asks for name and ID card."""
    SECOND_SMS = "2001"
    """A second verification asks for an SMS code."""
    SECOND_CAPTCHA = "2002"
    """A second verification asks for a captcha."""
    SECOND_TWICE = "2003"
    """Two second verifications ask for an SMS code each."""
    REFUSED_NUMBER = "9345"
    """`begin` refuses the number."""
    REFUSED_LOGIN = "9049"
    """Its login is always refused and the session ends."""
    SILENT = "5003"
    """Its carrier never answers the login."""
    RESET_SMS = "3002"
    """A reset asks for an SMS code."""
    RESET_CONTACTS = "3004"
    """A reset asks for five called numbers."""
    RESET_PASSWORD = "3001"  # noqa: S105 - a row
    """A reset asks for the new password."""
    LATE_RECORDS = "5010"
    """Like `PASSWORD`, but its records take some time."""
    NO_RECORDS = "5011"
    """Like `PASSWORD`, but collecting its records fails."""
