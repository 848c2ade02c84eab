"""The address of the button 关闭: the session's, the partner's, or a link to the partner's app."""

from urllib.parse import urlencode

from h5kit.flow.record import Flow
from h5kit.flow.states import State
from h5kit.messages import Message
from h5kit.model import Partner


def close_address(flow: Flow, partner: Partner | None) -> str:
    """Return the address of 关闭 on a flow's page; "" if there is none.

    For a partner with `app_scheme` it is `shopapp://h5kit?v=1&type=success&sid=…&uid=…`, or
    `…type=exit&reason=…` for a flow without success. The parameters are those of the embedding
    events, for an app that runs no script.
    """
    if flow.redirect_url or partner is None or not partner.app_scheme:
        return flow.redirect_url
    if flow.state is State.SUCCESS:
        return _link(partner, type="success", sid=flow.sid, uid=flow.uid)
    return _exit_link(partner, is_over=any(shown.code is Message.TIMED_OUT for shown in flow.shown))


def close_address_without_flow(partner: Partner | None, message: Message) -> str:
    """Return the address of 关闭 on an error page without a flow; "" if there is none."""
    if partner is None:
        return ""
    if not partner.app_scheme:
        return partner.redirect_url
    return _exit_link(partner, is_over=message is Message.TIMED_OUT)


def _exit_link(partner: Partner, *, is_over: bool) -> str:
    return _link(partner, type="exit", reason="timeout" if is_over else "user")


def _link(partner: Partner, **parameters: str) -> str:
    query = urlencode({"v": "1", **{name: value for name, value in parameters.items() if value}})
    return f"{partner.app_scheme}://h5kit?{query}"
