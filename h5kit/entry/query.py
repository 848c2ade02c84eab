"""Parse the parameters of an entry, from a query, a form or JSON, into an `Entry`.

Source, sections 一.1.3 and 二.1.4: the parameters of the entry.
"""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from h5kit import phone_numbers
from h5kit.entry import contactor
from h5kit.entry.contactor import CONTACTOR, ReadContactor
from h5kit.entry.partners import is_address, is_receiver
from h5kit.languages import FLOW_LANGUAGES, match_language
from h5kit.messages import Message
from h5kit.model import Entry, IgnoredField, Partner
from h5kit.text import clean

LONGEST_UID = 128
LONGEST_ADDRESS = 2048
HTTPS = 443
AS_SENT = frozenset({"uid", CONTACTOR})
"""Parameters whose blanks count: pushes repeat a `uid` exactly as it was sent."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadEntryError(ValueError):
    """A parameter is invalid: its `name`, the `message` for the page, and the HTTP `status`."""

    def __init__(
        self, name: str, message: Message = Message.SUBMIT_FAILED, status: int = 400
    ) -> None:
        """Create the error; its text is the parameter's name, never its value."""
        super().__init__(name)
        self.name = name
        self.message = message
        self.status = status


def read(given: Mapping[str, str], partner: Partner, today: date) -> Entry:
    """Return the entry that the parameters describe.

    Raises BadEntryError for an invalid number or a value that is too long. An unusable `contactor`
    or `callback` is ignored (source, section 二.3.1: the entry stays usable); `ignored` names it.
    """
    told = {name: value if name in AS_SENT else clean(value) for name, value in given.items()}
    text, callback = told.get(CONTACTOR, ""), told.get("callback", "")
    person = contactor.read(text, today) if text else ReadContactor()
    unused = _why_unused(callback, partner) if callback else ""
    return Entry(
        uid=_uid(told.get("uid", "")),
        callback="" if unused else callback,
        tel=_tel(told.get("tel", "")),
        applicant=person.applicant,
        usr_phone=person.phone,
        has_contactor=bool(text),
        redirect_url=_redirect(told.get("redirect_url", ""), partner),
        size=_size(told.get("size", "")),
        lang=match_language(told.get("lang", ""), FLOW_LANGUAGES).tag,
        scenario=told.get("scenario", ""),
        ignored=(*([IgnoredField("callback", unused)] if unused else []), *person.ignored),
    )


def _uid(uid: str) -> str:
    if len(uid) > LONGEST_UID or not uid.isprintable():
        raise BadEntryError("uid")
    return uid


def _tel(written: str) -> str:
    tel = phone_numbers.mobile(written) if written else ""
    if tel is None:
        raise BadEntryError("tel", Message.PHONE_INVALID)
    return tel


def _why_unused(url: str, partner: Partner) -> str:
    """Return why a callback won't be used: there is a receiver, or its host isn't listed."""
    if partner.auth_receiver:
        return "the partner has a receiver"
    return "" if _is_callback(url, partner.callback_hosts) else "not https at a listed host"


def _is_callback(url: str, hosts: tuple[str, ...]) -> bool:
    """Return whether `url` is a valid callback: https, at a listed host and port (default 443).

    A loopback host, which is never listed in production, may use plain http and any port.
    """
    if len(url) > LONGEST_ADDRESS or not is_receiver(url):
        return False
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or HTTPS
    if host in LOOPBACK:
        return host in hosts
    listed = {f"{host}:{port}", *([host] if port == HTTPS else [])}
    return parts.scheme == "https" and not listed.isdisjoint(hosts)


def _size(size: str) -> str:
    if size not in {"", "normal", "large"}:
        raise BadEntryError("size")
    return size


def _redirect(url: str, partner: Partner) -> str:
    """Return the target of 关闭 (close): the entry's own address, else the partner's.

    If the partner has an app, its link (`web.http.return_links`) takes precedence over the
    partner's address. Raises BadEntryError if the entry's address is not allowed.
    """
    if not url:
        return "" if partner.app_scheme else partner.redirect_url
    own = urlsplit(partner.redirect_url).hostname
    hosts = (*partner.redirect_hosts, *([own] if own else []))
    if not _is_listed(url, hosts):
        raise BadEntryError("redirect_url")
    return url


def _is_listed(url: str, hosts: tuple[str, ...]) -> bool:
    """Return whether `url` is an address whose host (or host:port) is listed."""
    if len(url) > LONGEST_ADDRESS or not is_address(url):
        return False
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host in hosts or parts.netloc.lower() in hosts
