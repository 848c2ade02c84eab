"""The owner of the number (机主): the person that the carrier has registered for it."""

from h5kit.flow.record import Flow


def typed_owner(flow: Flow) -> dict[str, str]:
    """Return the owner's `name` and `id_card` as typed; the applicant's if none were typed."""
    applicant, draft = flow.applicant, flow.draft
    return {
        "name": draft.get("owner_name") or (applicant.name if applicant else ""),
        "id_card": draft.get("owner_id_card") or (applicant.id_card if applicant else ""),
    }
