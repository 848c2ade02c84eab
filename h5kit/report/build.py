"""Compute documents from records: one pass over the calls, one look-up, a function per section."""

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
from h5kit.report.survey import Survey, count_calls


async def build_study(
    records: Records,
    applicant: Applicant | None,
    directory: NumberDirectory,
    *,
    at: float,
    rules: Rules | None = None,
) -> Study:
    """Count the calls and look the numbers up; report, score and tags are computed from the result.

    `at` is the time of the documents in seconds since the epoch. Raises DirectoryError.
    """
    known = rules or rule_file.packaged()
    # On a thread: counting 300,000 calls takes seconds.
    survey, numbers = await asyncio.to_thread(_counted, records, applicant, at, known)
    return Study(survey, await directory.look_up(numbers), known)


def _counted(
    records: Records, applicant: Applicant | None, at: float, rules: Rules
) -> tuple[Survey, set[str]]:
    survey = count_calls(records, applicant, at, months=rules.window.months)
    return survey, survey.numbers


def report_of(study: Study) -> Report:
    """Return the operator report (source, section 五.2)."""
    survey, records = study.survey, study.survey.records
    return Report(
        sid=records.sid,
        version=study.rules.version,
        tel_info=people.registration(study),
        user_info=people.user_info(study) or UNSET,
        emergency_contacts=people.emergency_contacts(study),
        calls_overview=overview.overview(study),
        dunning_risk=dunning.risk(study),
        calls_sa_by_major_contact=contacts.major(study),
        calls_sa_by_tags_financial=contacts.by_tag(study),
        calls_sa_by_times=contacts.frequent(study),
        calls_sa_by_length=contacts.long(study),
        calls_sa_by_region=contacts.by_region(study),
        calls_sa_monthly_usage=usage.monthly(study),
        call_log_group_by_tel=contacts.by_number(study),
        call_behavior=behavior.behavior(study),
        invalid_call_log=ignored.ignored(study),
        call_log_missing_month_list=list(records.missing),
        call_log_possibly_missing_month_list=list(records.possibly_missing),
        call_log_part_missing_month_list=list(records.part_missing),
        phone_bill_missing_month_list=list(records.bills_missing),
        date_range_start=usage.slashed(survey.since),
        date_range_end=usage.slashed(survey.months[-1].name),
        created_at=round(survey.at, 4),
    )
