"""Who a number is registered for, as typed for the carrier."""

from h5kit.flow.record import Flow


def typed_owner(flow: Flow) -> dict[str, str]:
    """Return the name and ID card typed for the number's owner, or else the applicant's."""
    who, known = flow.applicant, flow.draft
    return {
        "name": known.get("owner_name") or (who.name if who else ""),
        "id_card": known.get("owner_id_card") or (who.id_card if who else ""),
    }
