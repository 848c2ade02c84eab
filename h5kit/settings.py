"""One frozen Settings: times, keys and switches of a server."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator sets; all times are seconds.

    `keys` sign handles and step tokens; the last one signs, all verify. `keep_seconds` is how
    long an ended or abandoned flow's facts stay. A carrier call may take `call_seconds`, another
    picture `captcha_seconds`. `password_seconds` is the longest a service
    password is held in memory between two submits of one login. `sms_burst` SMS codes within 30
    minutes, or `sms_a_day`, are the most that one number is sent, across flows and partners;
    after `wrong_passwords` wrong service passwords within 30 minutes a number takes none for 30
    more; 0 limits nothing. Records are waited for `collect_seconds` from the authorization; asking
    for them once may take `record_seconds`, that and computing the report
    `collect_lease_seconds`; what the applicant told
    stays `applicant_seconds` after the report. `drain_seconds` is how long a server that is told
    to stop lets carrier calls and pushes under way finish; `disk_room_bytes` what must be free for
    it to call itself ready. Who is logged in at the report site no longer
    is after `site_idle_seconds` of rest, and after `site_session_seconds` in any case.
    """

    keys: tuple[str, ...] = field(repr=False)
    idle_seconds: float = 300
    flow_seconds: float = 1200
    keep_seconds: float = 1800
    call_seconds: float = 60
    call_grace_seconds: float = 10
    captcha_seconds: float = 10
    drain_seconds: float = 12
    disk_room_bytes: int = 200_000_000
    site_idle_seconds: float = 1800
    site_session_seconds: float = 43_200
    password_seconds: float = 120
    collect_seconds: float = 3600
    record_seconds: float = 45
    collect_lease_seconds: float = 120
    applicant_seconds: float = 86_400
    sms_burst: int = 5
    sms_a_day: int = 10
    wrong_passwords: int = 10
    page_waits_seconds: float = 2
    push_spacing_seconds: tuple[float, ...] = (10, 60)
    push_deadline_seconds: float = 30
    push_lease_seconds: float = 45
    most_body_bytes: int = 65_536
    most_fields: int = 64
    sandbox: bool = False
    loopback_allowed: bool = False
    agreement_version: str = "2026-11-25"
    base_url: str = ""

    def __post_init__(self) -> None:
        """Refuse to start without a signing key worth the name."""
        if not self.keys or min(map(len, self.keys)) < 32:  # noqa: PLR2004
            msg = "keys: at least one key of at least 32 characters is needed"
            raise ValueError(msg)
