"""The sandbox's access tokens: requests for one are signed; they expire by the sandbox's clock."""

import hmac
import secrets
from collections import OrderedDict
from typing import Final

from h5kit.carrier.dialect import TOKEN_SECONDS, TokenData, china_time, sign
from h5kit.carrier.sandbox.served.parameters import CallRefusedError, Parameters
from h5kit.clock import Clock
from h5kit.messages import Status

MOST_TOKENS: Final = 1000


class IssuedTokens:
    """Issues tokens to one client. A new token doesn't invalidate older ones."""

    def __init__(self, clock: Clock, appid: str, secret: str) -> None:
        """Start without tokens."""
        self._clock = clock
        self._appid = appid
        self._secret = secret
        self._until: OrderedDict[str, float] = OrderedDict()

    def issue(self, given: Parameters) -> TokenData:
        """Return a new token for a signed request; raises CallRefusedError (3998, 4001, 4005)."""
        moment = given.one("time")
        if given.one("appid") != self._appid:
            raise CallRefusedError(Status.BAD_APPID)
        if not (moment.isascii() and moment.isdigit()):
            raise CallRefusedError(Status.BAD_PARAMETER)
        expected = sign(self._appid, self._secret, moment)
        if not hmac.compare_digest(given.one("sign").encode(errors="replace"), expected.encode()):
            raise CallRefusedError(Status.BAD_SIGN)
        return self._new_token()

    def check(self, given: Parameters) -> None:
        """Raise CallRefusedError for a call without a token (3999) or with a bad one (4000)."""
        token = given.one("token")
        if not token:
            raise CallRefusedError(Status.NO_TOKEN)
        if self._clock.now() >= self._until.get(token, 0.0):
            raise CallRefusedError(Status.BAD_TOKEN)

    def _new_token(self) -> TokenData:
        token, until = secrets.token_hex(16), self._clock.now() + TOKEN_SECONDS
        self._until[token] = until
        if len(self._until) > MOST_TOKENS:
            self._until.popitem(last=False)
        return TokenData(token, china_time(until))
