"""The parameters of the entry, from a query, a form or JSON, into one `Entry`.

Source, sections 一.1.3, 二.1.4 and 二.3.2.
"""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

import msgspec

from h5kit import areas, identity
from h5kit.entry.partners import is_address, is_receiver
from h5kit.languages import FLOW_LANGUAGES, asked_for
from h5kit.messages import Message
from h5kit.model import Applicant, Contact, Entry, Partner

LONGEST_UID = 128
LONGEST_ADDRESS = 2048
LONGEST_CONTACTOR = 8192
HTTPS = 443
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BadEntryError(ValueError):
    """A parameter can't be taken; `name` says which, `message` what the page says."""

    def __init__(
        self, name: str, message: Message = Message.SUBMIT_FAILED, status: int = 400
    ) -> None:
        """Name the parameter, never its value."""
        super().__init__(name)
        self.name = name
        self.message = message
        self.status = status


def read(given: Mapping[str, str], partner: Partner, today: date) -> Entry:
    """Return the entry that the parameters describe.

    Raises BadEntryError for a number that is none, or a value that is too long. An unusable
    `contactor` or `callback` is no reason to stop: it is left out (source, section 二.3.1).
    """
    tel = ""
    if given.get("tel"):
        tel = identity.mobile(given["tel"]) or ""
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
        lang=asked_for(given.get("lang", ""), FLOW_LANGUAGES).tag,
        scenario=given.get("scenario", ""),
    )


def _callback(url: str, partner: Partner) -> str:
    """Return the callback if it will be used: no receiver configured, its host on the list."""
    if not url or partner.auth_receiver or not _is_callback(url, partner.callback_hosts):
        return ""
    return url


def _is_callback(url: str, hosts: tuple[str, ...]) -> bool:
    """Say whether `url` can be pushed to: https, at the port that is listed (443 where none is).

    On this machine, which production lists nowhere, plain http and any port will do.
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
    """Return where 关闭 leads: the session's own address if allowed, else the partner's.

    A partner's app goes before the partner's address; `web.http.return_links` makes its link.
    """
    if not url:
        return "" if partner.app_scheme else partner.redirect_url
    own = urlsplit(partner.redirect_url).hostname
    hosts = (*partner.redirect_hosts, *([own] if own else []))
    if not _is_listed(url, hosts):
        raise BadEntryError("redirect_url")
    return url


def _is_listed(url: str, hosts: tuple[str, ...]) -> bool:
    """Say whether `url` is an address whose host (or host:port) is on the list."""
    if len(url) > LONGEST_ADDRESS or not is_address(url):
        return False
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host in hosts or parts.netloc.lower() in hosts


def contactor(text: str, today: date) -> tuple[Applicant | None, str]:
    """Return (the applicant, the number) of the JSON text; None when it isn't whole.

    The number is given even where the rest is not usable, so that it need not be typed.
    """
    if len(text) > LONGEST_CONTACTOR:
        return None, ""
    try:
        given = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None, ""
    words = {k.strip(): v.strip() for k, v in given.items() if isinstance(v, str)}
    phone = identity.mobile(words.get("usrPhone", "")) or ""
    return _applicant(words, phone, today), phone


def _applicant(words: Mapping[str, str], phone: str, today: date) -> Applicant | None:
    name = identity.person_name(words.get("usrName", ""))
    id_card = identity.id_card(words.get("usrId", ""), today)
    province = areas.short(words.get("usrProv", ""), areas.PROVINCES)
    city = areas.short(words.get("usrCity", ""), areas.cities(province)) if province else ""
    address = words.get("usrAddr", "")[:200]
    contacts = _contacts(words)
    is_whole = all((identity.is_person_name(name), id_card, province, city, address, phone))
    if not is_whole or contacts is None:
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


def _contacts(words: Mapping[str, str]) -> tuple[Contact, ...] | None:
    """Return the contacts, None when the first is missing or one is not whole."""
    found: list[Contact] = []
    for who, short in (("first", "Fir"), ("second", "Sec")):
        name = words.get(f"{who}Contactor", "")
        relation = words.get(f"relationshipWith{short}", "")
        tel = words.get(f"telOf{short}", "")
        if who == "second" and not (name or relation or tel):
            continue
        phone = identity.contact_number(tel)
        if not name or not relation or phone is None:
            return None
        found.append(Contact(name=name[:60], relation=relation[:20], phone=phone))
    return tuple(found)
