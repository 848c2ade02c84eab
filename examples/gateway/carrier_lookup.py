"""A gateway that wraps another one and looks up the carrier of each number."""

from dataclasses import replace

from h5kit.carrier.gateway import (
    Answers,
    Gateway,
    ResetAnswers,
    ResetSession,
    Session,
    Subject,
)
from h5kit.flow.outcomes import (
    CarrierOutcome,
    Challenge,
    CollectOutcome,
    NewCaptcha,
    Refused,
    ResetOutcome,
)


class CarrierLookupGateway:
    """Adds the known carrier of a number to its first challenge."""

    def __init__(self, inner: Gateway, carriers: dict[str, str]) -> None:
        """`carriers` has the short name of the carrier (移动) by phone number."""
        self._inner = inner
        self._carriers = carriers

    async def begin(self, subject: Subject) -> Challenge | Refused:
        begun = await self._inner.begin(subject)
        if isinstance(begun, Refused):
            return begun
        return replace(begun, carrier=self._carriers.get(subject.tel))

    async def submit(self, session: Session, answers: Answers) -> CarrierOutcome:
        return await self._inner.submit(session, answers)

    async def refresh_captcha(self, session: Session) -> NewCaptcha | Refused:
        return await self._inner.refresh_captcha(session)

    async def collect(self, sid: str) -> CollectOutcome:
        return await self._inner.collect(sid)

    async def begin_reset(self, subject: Subject) -> ResetOutcome:
        return await self._inner.begin_reset(subject)

    async def submit_reset(self, session: ResetSession, answers: ResetAnswers) -> ResetOutcome:
        return await self._inner.submit_reset(session, answers)
