"""Where 关闭 leads: the session's or partner's address, or back into the partner's app."""

from urllib.parse import urlencode

from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Partner


def way_out(flow: Flow, partner: Partner | None) -> str:
    """Return the address of 关闭, "" where there is none.

    With `app_scheme` it's `shopapp://h5kit?v=1&type=success&sid=…&uid=…`, or `…type=exit&reason=…`
    for a flow that ended without success: what events say, to an app that runs no script.
    """
    if flow.redirect_url or partner is None or not partner.app_scheme:
        return flow.redirect_url
    if flow.state is State.SUCCESS:
        return _link(partner, type="success", sid=flow.sid, uid=flow.uid)
    return _given_up(partner, is_over=any(shown.code is Message.TIMED_OUT for shown in flow.shown))


def way_back(partner: Partner | None, message: Message) -> str:
    """Return the address of 关闭 where there is no flow, or none any more, but `message`."""
    if partner is None:
        return ""
    if not partner.app_scheme:
        return partner.redirect_url
    return _given_up(partner, is_over=message is Message.TIMED_OUT)


def _given_up(partner: Partner, *, is_over: bool) -> str:
    return _link(partner, type="exit", reason="timeout" if is_over else "user")


def _link(partner: Partner, **told: str) -> str:
    query = urlencode({"v": "1", **{name: value for name, value in told.items() if value}})
    return f"{partner.app_scheme}://h5kit?{query}"
