"""Opens a flow from the console's form: the choice becomes a number that scripts the carrier."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from h5kit import areas
from h5kit.carrier import numbering
from h5kit.carrier.sandbox import is_scenario
from h5kit.carrier.sandbox.numbers import number
from h5kit.entry import query
from h5kit.entry.partners import Partners
from h5kit.entry.query import BadEntryError
from h5kit.flow.record import Flow
from h5kit.languages import Language
from h5kit.model import Partner
from h5kit.steps.checks import today_of
from h5kit.steps.number_carrier import place_name
from h5kit.text import clean
from h5kit.web.http.new_flows import new_flow
from h5kit.web.http.services import WebServices

KEPT: Final = ("partner", "carrier", "region", "message", "basic_info", "lang", "callback")
"""Fields that stay chosen for the next flow; the uid is new each time."""
ADDRESS_NAMES: Final = {"lang": "flow_lang"}
"""Fields with another name in the address, where `lang` is the console's own language."""


class NoStartError(ValueError):
    """The choice opens no flow; the page shows the text, which says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice: partner, number, and how the flow begins."""

    partner: Partner
    tel: str = field(repr=False)
    uid: str
    callback: str
    lang: str
    has_basic_info: bool


def usual_partner(partners: Partners) -> Partner | None:
    """Return the default partner: the first one that gets pushes, else the first."""
    known = list(partners)
    return next((p for p in known if p.auth_receiver), known[0] if known else None)


def kept_query(given: Mapping[str, str]) -> dict[str, str]:
    """Return the query that keeps a posted choice in the console's address."""
    return {ADDRESS_NAMES.get(name, name): given[name] for name in KEPT if given.get(name)}


def kept_choice(query: Mapping[str, str]) -> dict[str, str]:
    """Return the choice that is kept in the console's address."""
    names = {ADDRESS_NAMES.get(name, name): name for name in KEPT}
    return {names[key]: value for key, value in query.items() if key in names}


def read(given: Mapping[str, str], services: WebServices, language: Language) -> Choice:
    """Return the choice; raises NoStartError, in the language, if it is invalid."""
    chosen = given.get("partner", "")
    partner = services.partners.by_appid(chosen) if chosen else usual_partner(services.partners)
    if partner is None:
        raise NoStartError(language.text("没有这个接入方"))
    return Choice(
        partner=partner,
        tel=_number(given, services, language),
        uid=clean(given.get("uid", "")) or f"console-{secrets.token_hex(4)}",
        callback=clean(given.get("callback", "")),
        lang=given.get("lang", ""),
        has_basic_info=given.get("basic_info") == "yes",
    )


def _number(given: Mapping[str, str], services: WebServices, language: Language) -> str:
    last_four = given.get("scenario", "").replace("MM", given.get("message", ""))
    carrier, region = given.get("carrier", ""), given.get("region", "")
    if not is_scenario(last_four):
        raise NoStartError(language.text("没有这一行"))
    if carrier and numbering.carrier_named(carrier) is None:
        raise NoStartError(language.text("没有这个运营商"))
    if region and region not in areas.PROVINCES:
        raise NoStartError(language.text("没有这个归属地"))
    serials = iter(lambda: secrets.randbelow(1_000_000), -1)
    try:
        return number(
            last_four, serials, numbering.carrier_named(carrier), region or None, services.rules
        )
    except LookupError:
        place = place_name(region, carrier, language)
        raise NoStartError(language.fill("没有%(place)s的号段", place=place)) from None


async def opened(choice: Choice, services: WebServices, language: Language) -> Flow:
    """Return a new, stored flow; raises NoStartError if the uid or callback is refused.

    A flow that begins at P1 has the number already filled in there.
    """
    now, partner = services.clock.now(), choice.partner
    given = {"uid": choice.uid, "callback": choice.callback, "lang": choice.lang}
    if not choice.has_basic_info:
        given["tel"] = choice.tel
    try:
        entry = query.read(given, partner, today_of(now))
    except BadEntryError as bad:
        raise NoStartError(language.fill("%(name)s 不能用", name=bad.name)) from None
    if choice.callback and not (entry.callback or partner.auth_receiver):
        text = "callback 只能是本机地址，如 http://127.0.0.1:9000/"
        raise NoStartError(language.text(text))
    draft = {"phone": choice.tel} if choice.has_basic_info else None
    flow = await new_flow(services, partner, entry, draft)
    await services.store.create(flow)
    return flow
