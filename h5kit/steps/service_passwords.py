"""Decides which service passwords stay in memory between two submits, and for how long."""

import hmac

from h5kit.flow.outcomes import CarrierOutcome, Challenge, Refused
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.steps.password_vault import OutdatedPasswords, PasswordVault

MUST_BE_CHANGED = frozenset({Message.INITIAL_PASSWORD, Message.CURRENT_PASSWORD_TOO_SIMPLE})
"""Refusals of a right password that the carrier wants changed."""


class ServicePasswords:
    """Keeps service passwords in memory: those of open logins, and digests of outdated ones."""

    def __init__(self, seconds: float) -> None:
        """Keep each password for at most `seconds`."""
        self._vault = PasswordVault(seconds)
        self._outdated = OutdatedPasswords(seconds)

    def get(self, flow: Flow, tel: str) -> str:
        """Return the password kept for a flow and number; "" if there is none or it has expired."""
        return self._vault.get(flow.id, tel)

    def is_held(self, flow: Flow, service_password: str) -> bool:
        """Return whether this is the password kept for the flow's number."""
        return hmac.compare_digest(self.get(flow, flow.tel).encode(), service_password.encode())

    def is_outdated(self, flow: Flow, service_password: str) -> bool:
        """Return whether this is the password that the carrier wants changed."""
        return self._outdated.has(flow.id, flow.tel, service_password)

    def drop(self, flow: Flow) -> None:
        """Forget the flow's password; an outdated one stays known."""
        self._vault.drop(flow.id)

    def drop_all(self, flow: Flow) -> None:
        """Forget the flow's password and its outdated one, after a reset."""
        self._vault.drop(flow.id)
        self._outdated.drop(flow.id)

    def apply_outcome(
        self, after: Flow, outcome: CarrierOutcome, service_password: str, *, was_held: bool
    ) -> None:
        """Keep the password while the same login goes on, and forget it when the login ends.

        `was_held` says that the password was kept already when it was sent. Sending it again
        doesn't extend its lifetime.
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
        """Forget all passwords."""
        self._vault.clear()
        self._outdated.clear()


def _is_wrong(flow: Flow) -> bool:
    """Return whether a message of the flow is about the service password."""
    return any(shown.field == "service_password" for shown in flow.shown)
