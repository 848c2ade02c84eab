"""Parse the parameters of an entry, from a query, a form or JSON, into an `Entry`.

Source, sections 一.1.3, 二.1.4 and 二.3.2: the parameters of the entry and of `contactor`.
"""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

import msgspec

from h5kit import areas, identity, names, phone_numbers
from h5kit.entry.partners import is_address, is_receiver
from h5kit.languages import FLOW_LANGUAGES, match_language
from h5kit.messages import Message
from h5kit.model import Applicant, Contact, Entry, Partner

LONGEST_UID = 128
LONGEST_ADDRESS = 2048
LONGEST_CONTACTOR = 8192
HTTPS = 443
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
    or `callback` is ignored (source, section 二.3.1: the entry stays usable).
    """
    tel = ""
    if given.get("tel"):
        tel = phone_numbers.mobile(given["tel"]) or ""
        if not tel:
            raise BadEntryError("tel", Message.PHONE_INVALID)
    uid = given.get("uid", "")
    if len(uid) > LONGEST_UID or not uid.isprintable():
        raise BadEntryError("uid")
    text = given.get("contactor", "")
    applicant, usr_phone = contactor(text, today) if text else (None, "")
    return Entry(
        uid=uid,
        callback=_callback(given.get("callback", ""), partner),
        tel=tel,
        applicant=applicant,
        usr_phone=usr_phone,
        has_contactor=bool(text),
        redirect_url=_redirect(given.get("redirect_url", ""), partner),
        size=_size(given.get("size", "")),
        lang=match_language(given.get("lang", ""), FLOW_LANGUAGES).tag,
        scenario=given.get("scenario", ""),
    )


def _callback(url: str, partner: Partner) -> str:
    """Return the callback if it will be used: there is no receiver and its host is listed."""
    if not url or partner.auth_receiver or not _is_callback(url, partner.callback_hosts):
        return ""
    return url


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


def contactor(text: str, today: date) -> tuple[Applicant | None, str]:
    """Return (applicant, number) of the JSON text; the applicant is None if incomplete.

    The number is returned even if the rest is unusable, so that the person need not type it.
    """
    if len(text) > LONGEST_CONTACTOR:
        return None, ""
    try:
        document = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None, ""
    values = {k.strip(): v.strip() for k, v in document.items() if isinstance(v, str)}
    phone = phone_numbers.mobile(values.get("usrPhone", "")) or ""
    return _applicant(values, phone, today), phone


def _applicant(values: Mapping[str, str], phone: str, today: date) -> Applicant | None:
    name = names.fold(values.get("usrName", ""))
    id_card = identity.id_card(values.get("usrId", ""), today)
    province = areas.short(values.get("usrProv", ""), areas.PROVINCES)
    city = areas.short(values.get("usrCity", ""), areas.cities(province)) if province else ""
    address = values.get("usrAddr", "")[:200]
    contacts = _contacts(values)
    is_named = identity.is_person_name(name, id_card or "")
    is_complete = all((is_named, id_card, province, city, address, phone))
    if not is_complete or contacts is None:
        return None
    return Applicant(
        name=name,
        id_card=id_card or "",
        province=province,
        city=city,
        address=address,
        phone=phone,
        contacts=contacts,
    )


def _contacts(values: Mapping[str, str]) -> tuple[Contact, ...] | None:
    """Return the contacts, None if the first is missing or any of them is incomplete."""
    contacts: list[Contact] = []
    for ordinal, short in (("first", "Fir"), ("second", "Sec")):
        name = values.get(f"{ordinal}Contactor", "")
        relation = values.get(f"relationshipWith{short}", "")
        tel = values.get(f"telOf{short}", "")
        if ordinal == "second" and not (name or relation or tel):
            continue
        phone = phone_numbers.contact_number(tel)
        if not name or not relation or phone is None:
            return None
        contacts.append(Contact(name=name[:60], relation=relation[:20], phone=phone))
    return tuple(contacts)
