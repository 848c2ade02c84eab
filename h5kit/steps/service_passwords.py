"""Which service passwords a flow still needs between two submits, and when each is forgotten."""

import hmac

from h5kit.flow.outcomes import CarrierOutcome, Challenge, Refused
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.steps.password_vault import OutdatedPasswords, PasswordVault

MUST_BE_CHANGED = frozenset({Message.INITIAL_PASSWORD, Message.CURRENT_PASSWORD_TOO_SIMPLE})
"""The password was right, but the carrier wants another one."""


class ServicePasswords:
    """Service passwords in memory: for an open login, or as what a new one may not be."""

    def __init__(self, seconds: float) -> None:
        """Hold each for at most `seconds`."""
        self._vault = PasswordVault(seconds)
        self._outdated = OutdatedPasswords(seconds)

    def of(self, flow: Flow, tel: str) -> str:
        """Return the number's password typed a moment ago, "" when none is held (any more)."""
        return self._vault.get(flow.id, tel)

    def has(self, flow: Flow, service_password: str) -> bool:
        """Say whether this is the number's password that is held."""
        return hmac.compare_digest(self.of(flow, flow.tel).encode(), service_password.encode())

    def is_outdated(self, flow: Flow, service_password: str) -> bool:
        """Say whether this is the password that the carrier has just wanted changed."""
        return self._outdated.has(flow.id, flow.tel, service_password)

    def drop(self, flow: Flow) -> None:
        """Forget the password typed a moment ago."""
        self._vault.drop(flow.id)

    def drop_all(self, flow: Flow) -> None:
        """Forget the flow's outdated password as well: a reset has made a new one."""
        self._vault.drop(flow.id)
        self._outdated.drop(flow.id)

    def note_outcome(
        self, after: Flow, outcome: CarrierOutcome, service_password: str, *, was_held: bool
    ) -> None:
        """Keep the password while the same login goes on, forget it when it can't.

        One that `was_held` when it was sent keeps its first time, however often it's sent.
        """
        if isinstance(outcome, Challenge) and service_password and after.state is State.PHONE:
            if not was_held:
                self._vault.put(after.id, after.tel, service_password)
        elif after.state is not State.PHONE or after.question is None or _is_wrong(after):
            self._vault.drop(after.id)
        must_change = isinstance(outcome, Refused) and outcome.message in MUST_BE_CHANGED
        if must_change and service_password:
            self._outdated.put(after.id, after.tel, service_password)

    def clear(self) -> None:
        """Forget all of them."""
        self._vault.clear()
        self._outdated.clear()


def _is_wrong(flow: Flow) -> bool:
    """Say whether the message shown is about the password itself."""
    return any(shown.field == "service_password" for shown in flow.shown)
