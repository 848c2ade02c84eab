"""Which passwords a flow still needs between two submits, and when each is forgotten."""

import hmac

from h5kit.flow.outcomes import CarrierOutcome, Challenge, Refused
from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.steps.vault import Outworn, Vault

MUST_BE_CHANGED = frozenset({35, 42})
"""The password was right, but the carrier wants another one."""


class HeldPasswords:
    """Service passwords in memory: for an open login, or as what a new one may not be."""

    def __init__(self, seconds: float) -> None:
        """Hold each for at most `seconds`."""
        self._vault = Vault(seconds)
        self._outworn = Outworn(seconds)

    def of(self, flow: Flow, tel: str) -> str:
        """Return the number's password typed a moment ago, "" when none is held (any more)."""
        return self._vault.get(flow.id, tel)

    def holds(self, flow: Flow, password: str) -> bool:
        """Say whether this is the number's password that is held."""
        return hmac.compare_digest(self.of(flow, flow.tel).encode(), password.encode())

    def is_old(self, flow: Flow, password: str) -> bool:
        """Say whether this is the password that the carrier has just wanted changed."""
        return self._outworn.has(flow.id, flow.tel, password)

    def drop(self, flow: Flow) -> None:
        """Forget the password typed a moment ago."""
        self._vault.drop(flow.id)

    def reset(self, flow: Flow) -> None:
        """Forget both: there is a new password."""
        self._vault.drop(flow.id)
        self._outworn.drop(flow.id)

    def answered(
        self, after: Flow, outcome: CarrierOutcome, password: str, *, was_held: bool
    ) -> None:
        """Keep the password while the same login goes on, forget it when it can't.

        One that `was_held` when it was sent keeps its first time, however often it's sent.
        """
        if isinstance(outcome, Challenge) and password and after.state is State.PHONE:
            if not was_held:
                self._vault.put(after.id, after.tel, password)
        elif after.state is not State.PHONE or after.question is None or _is_wrong(after):
            self._vault.drop(after.id)
        if isinstance(outcome, Refused) and outcome.message in MUST_BE_CHANGED and password:
            self._outworn.put(after.id, after.tel, password)

    def clear(self) -> None:
        """Forget all of them."""
        self._vault.clear()
        self._outworn.clear()


def _is_wrong(flow: Flow) -> bool:
    """Say whether the message shown is about the password itself."""
    return any(shown.field == "service_password" for shown in flow.shown)
