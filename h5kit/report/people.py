"""The sections about people: registration, applicant, emergency contacts."""

from h5kit.report import checks, numbers
from h5kit.report.document import EmergencyContact, Registration, UserInfo
from h5kit.report.study import Study


def registration(study: Study) -> Registration:
    """Return `tel_info`: the carrier's registration, and the facts about the number."""
    records = study.survey.records
    info, facts = records.tel_info, study.facts_of(records.tel)
    not_disclosed = study.rules.texts["not_disclosed"]
    return Registration(
        tel=records.tel,
        id_card=info.id_card or not_disclosed,
        full_name=info.name or not_disclosed,
        address=info.address or not_disclosed,
        open_date=study.opened,
        tags_financial=study.rules.financial(facts),
        tags_label=facts.mark.name if facts.mark else "",
        tags_label_times=facts.mark.count if facts.mark else 0,
        tags_yellow_page=facts.name,
        region=facts.region,
    )


def user_info(study: Study) -> UserInfo | None:
    """Return `user_info`: the applicant and the checks; None if there is no applicant."""
    applicant, info = study.survey.applicant, study.survey.records.tel_info
    if applicant is None:
        return None
    return UserInfo(
        user_name=applicant.name,
        conclusion_of_user_name_check=checks.name(applicant.name, info.name),
        user_idcard=applicant.id_card,
        conclusion_of_user_idcard_check=checks.id_card(applicant.id_card, info.id_card),
        user_province=applicant.province,
        user_city=applicant.city,
        user_address=applicant.address,
        conclusion_of_user_address_check=checks.address(
            applicant.province, applicant.city, applicant.address, info.address
        ),
    )


def emergency_contacts(study: Study) -> list[EmergencyContact]:
    """Return `mergency_contact`: each contact with the calls to and from its number."""
    rows = []
    for priority, contact in enumerate(study.contacts, 1):
        facts, tally = study.facts_of(contact.phone), study.tally_of(contact.phone)
        rows.append(
            EmergencyContact(
                contact_priority=priority,
                contact_name=contact.name,
                contact_relationship=contact.relation,
                tags_financial=study.rules.financial(facts),
                tags_label=facts.mark.name if facts.mark else "",
                tags_label_times=facts.mark.count if facts.mark else 0,
                tags_yellow_page=facts.name,
                region=study.region_of(contact.phone),
                format_tel=numbers.formatted(study.survey.digits(contact.phone)),
                call_times=str(tally.times if tally else 0),
                call_length=str(tally.seconds if tally else 0),
                call_times_index=study.rank(study.by_times, contact.phone),
                call_length_index=study.rank(study.by_length, contact.phone),
            )
        )
    return rows
