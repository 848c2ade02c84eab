"""From records to documents: one pass over the calls, one look-up, one function a section."""

import asyncio

from msgspec import UNSET

from h5kit.model import Applicant
from h5kit.records import Records
from h5kit.report import behavior, contacts, dunning, ignored, overview, people, usage
from h5kit.report import rules as rule_file
from h5kit.report.directory.port import NumberDirectory
from h5kit.report.document import Report
from h5kit.report.rules import Rules
from h5kit.report.study import Study
from h5kit.report.survey import Survey, survey


async def look_into(
    records: Records,
    applicant: Applicant | None,
    directory: NumberDirectory,
    *,
    at: float,
    rules: Rules | None = None,
) -> Study:
    """Count the calls and look the numbers up: what report, score and tags are made from.

    `at` is the documents' time in seconds since the epoch. Raises DirectoryError.
    """
    known = rules or rule_file.packaged()
    # Off the loop: 300,000 calls take seconds to count.
    made, numbers = await asyncio.to_thread(_counted, records, applicant, at, known)
    return Study(made, await directory.look_up(numbers), known)


def _counted(
    records: Records, applicant: Applicant | None, at: float, rules: Rules
) -> tuple[Survey, set[str]]:
    made = survey(records, applicant, at, months=rules.window.months)
    return made, made.numbers


def report_of(made: Study) -> Report:
    """Return the operator report (source, section 五.2)."""
    survey, records = made.survey, made.survey.records
    return Report(
        sid=records.sid,
        version=made.rules.version,
        tel_info=people.registration(made),
        user_info=people.user_info(made) or UNSET,
        emergency_contacts=people.emergency_contacts(made),
        calls_overview=overview.overview(made),
        dunning_risk=dunning.risk(made),
        calls_sa_by_major_contact=contacts.major(made),
        calls_sa_by_tags_financial=contacts.by_tag(made),
        calls_sa_by_times=contacts.frequent(made),
        calls_sa_by_length=contacts.long(made),
        calls_sa_by_region=contacts.by_region(made),
        calls_sa_monthly_usage=usage.monthly(made),
        call_log_group_by_tel=contacts.by_number(made),
        call_behavior=behavior.behavior(made),
        invalid_call_log=ignored.ignored(made),
        call_log_missing_month_list=list(records.missing),
        call_log_possibly_missing_month_list=list(records.possibly_missing),
        call_log_part_missing_month_list=list(records.part_missing),
        phone_bill_missing_month_list=list(records.bills_missing),
        date_range_start=usage.slashed(survey.since),
        date_range_end=usage.slashed(survey.months[-1].name),
        created_at=round(survey.at, 4),
    )
