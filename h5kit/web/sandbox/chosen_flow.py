"""The console's 开始: from what was chosen to a number that scripts the carrier, and a flow."""

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
from h5kit.model import Partner
from h5kit.steps.checks import today_of
from h5kit.web.http.new_flows import new_flow
from h5kit.web.http.parts import Parts

KEPT: Final = ("partner", "carrier", "region", "message", "basic_info", "lang", "callback")
"""What the console keeps chosen for the next flow; a uid is another one each time."""


class NoStartError(ValueError):
    """What was chosen leads to no flow; the text says why, and is shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: whose flow, of which number, and how it begins."""

    partner: Partner
    tel: str = field(repr=False)
    uid: str
    callback: str
    lang: str
    has_basic_info: bool


def usual_partner(partners: Partners) -> Partner | None:
    """Return whose flows the console begins where nothing is chosen: one that gets pushes."""
    known = list(partners)
    return next((p for p in known if p.auth_receiver), known[0] if known else None)


def read(given: Mapping[str, str], parts: Parts) -> Choice:
    """Return the choice; raises NoStartError for what can't be had."""
    chosen = given.get("partner", "")
    partner = parts.partners.by_appid(chosen) if chosen else usual_partner(parts.partners)
    if partner is None:
        raise NoStartError("没有这个接入方")
    return Choice(
        partner=partner,
        tel=_number(given, parts),
        uid=given.get("uid", "").strip() or f"console-{secrets.token_hex(4)}",
        callback=given.get("callback", "").strip(),
        lang=given.get("lang", ""),
        has_basic_info=given.get("basic_info") == "yes",
    )


def _number(given: Mapping[str, str], parts: Parts) -> str:
    last_four = given.get("scenario", "").replace("MM", given.get("message", ""))
    carrier, region = given.get("carrier", ""), given.get("region", "")
    if not is_scenario(last_four):
        raise NoStartError("没有这一行")
    if carrier and numbering.carrier_named(carrier) is None:
        raise NoStartError("没有这个运营商")
    if region and region not in areas.PROVINCES:
        raise NoStartError("没有这个归属地")
    serials = iter(lambda: secrets.randbelow(1_000_000), -1)
    try:
        return number(
            last_four, serials, numbering.carrier_named(carrier), region or None, parts.rules
        )
    except LookupError:
        raise NoStartError(f"没有{region}{carrier}的号段") from None


async def opened(choice: Choice, parts: Parts) -> Flow:
    """Return a new flow that is kept; raises NoStartError for a uid or callback that's refused.

    With P1 the number is typed there already: everything else of it is the person's to fill.
    """
    now, partner = parts.clock.now(), choice.partner
    given = {"uid": choice.uid, "callback": choice.callback, "lang": choice.lang}
    if not choice.has_basic_info:
        given["tel"] = choice.tel
    try:
        entry = query.read(given, partner, today_of(now))
    except BadEntryError as bad:
        raise NoStartError(f"{bad.name} 不能用") from None
    if choice.callback and not (entry.callback or partner.auth_receiver):
        raise NoStartError("callback 只能是本机地址，如 http://127.0.0.1:9000/")
    draft = {"phone": choice.tel} if choice.has_basic_info else None
    flow = await new_flow(parts, partner, entry, draft)
    await parts.store.create(flow)
    return flow
