"""Count the calls and look up the numbers: all documents are computed from the result."""

import asyncio

from h5kit.model import Applicant
from h5kit.records import Records
from h5kit.report import rules as rule_file
from h5kit.report.directory.port import NumberDirectory
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
