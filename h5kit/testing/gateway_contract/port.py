"""The requirements for all calls (docs/gateway.md, G)."""

import asyncio
from contextlib import suppress

from h5kit.carrier.completeness import require_complete
from h5kit.flow.outcomes import CarrierOutcome, Granted
from h5kit.messages import Message
from h5kit.testing.gateway_contract.opening import Opening
from h5kit.testing.gateway_contract.situations import Situation
from h5kit.testing.gateway_contract.talk import TURNS, Talk, refused

LONG_AFTER = 600
"""Seconds after which every deadline has passed."""


class PortPromises(Opening):
    """Tests of all methods together."""

    def test_it_has_every_method_of_the_port(self, talk: Talk) -> None:
        """G1."""
        require_complete(talk.gateway)

    def test_a_call_that_is_cancelled_ends_and_harms_nobody(self, talk: Talk) -> None:
        """G2."""
        gateway, patience = talk.gateway, self.patience
        talk.begin(Situation.CAPTCHA)
        talk.cancelled(gateway.begin(talk.behind.subject(talk.tel)), patience)
        talk.cancelled(gateway.refresh_captcha(talk.session), patience)
        talk.cancelled(gateway.submit(talk.session, talk.right()), patience)
        talk.begin_reset(Situation.RESET_PASSWORD)
        talk.cancelled(gateway.begin_reset(talk.behind.subject(talk.tel)), patience)
        talk.cancelled(gateway.submit_reset(talk.reset, talk.right_reset()), patience)
        talk.begin(Situation.PASSWORD)
        assert talk.submit() == Granted(talk.session.sid)

    def test_a_silent_carrier_is_given_up_with_21_or_waits_until_cancelled(
        self, talk: Talk
    ) -> None:
        """G3."""
        talk.begin(Situation.SILENT)
        outcome = talk.run(self._silent(talk))
        assert outcome is None or refused(outcome).message == Message.SUBMIT_FAILED

    async def _silent(self, talk: Talk) -> CarrierOutcome | None:
        """Return the outcome after every deadline has passed, None if it had to be cancelled."""
        login = asyncio.ensure_future(talk.gateway.submit(talk.session, talk.right()))
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.advance(LONG_AFTER)
        await asyncio.wait({login}, timeout=self.patience)
        if login.done():
            return login.result()
        login.cancel()
        with suppress(asyncio.CancelledError):
            await login
        return None
