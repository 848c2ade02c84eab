"""Compute report, score and tags from files, without a server (`h5kit report`)."""

import asyncio
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from h5kit.entry import contactor
from h5kit.model import Applicant
from h5kit.records import Records, RecordsError, decode, read_answer
from h5kit.records.model import EARLIEST
from h5kit.records.reading import BROKEN
from h5kit.report import Report, Study, build_study, report_of
from h5kit.report.directory import EmbeddedDirectory, read

CHINA = timezone(timedelta(hours=8))
LATEST = 10**10


class FileError(ValueError):
    """A file or time is invalid; the text is one line and contains no values."""


def moment(text: str) -> float:
    """Parse `--at`: seconds since the epoch, or ISO 8601, in Shanghai time if without zone."""
    at = _moment(text) if text else time.time()
    if at is None or not EARLIEST <= at < LATEST:
        raise FileError("the time must be epoch seconds or like 2026-11-21T10:00")
    return at


def _moment(text: str) -> float | None:
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        parsed = datetime.fromisoformat(text)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=CHINA)).timestamp()
    except (ValueError, OverflowError):
        return None


def study(records: Path, applicant: Path | None, directory: Path | None, at: float) -> Study:
    """Read the files and count the calls; raises FileError, RecordsError or ListingError."""
    own = read(directory) if directory else None
    parsed = _records(records, at)
    person = _applicant(applicant, at) if applicant else None
    return asyncio.run(build_study(parsed, person, EmbeddedDirectory(own), at=at))


def _records(path: Path, at: float) -> Records:
    """Read records: the result set (source, section 四.2) or its envelope (section 四.4)."""
    raw = _bytes(path)
    try:
        is_envelope = "data" in msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except BROKEN as fault:
        raise FileError(f"{path}: {fault}") from None
    if not is_envelope:
        return decode(raw, now=at)
    status, records = read_answer(raw, now=at)
    if records is None:
        raise RecordsError(f"{path}: the answer's status is {status}")
    return records


def _applicant(path: Path, at: float) -> Applicant:
    """Read an applicant in the format of `contactor` (source, section 二.3.2)."""
    text = _bytes(path).decode("utf-8", "replace")
    found = contactor.read(text, datetime.fromtimestamp(at, CHINA).date())
    if found.applicant is None:
        first = found.ignored[0]
        raise FileError(f"{path}: the applicant is incomplete: {first.field}: {first.why}")
    return found.applicant


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as fault:
        raise FileError(f"{path} can't be read: {fault.strerror}") from None


def lines(study: Study) -> list[str]:
    """Return a summary of the report in a few lines, for a terminal."""
    report: Report = report_of(study)
    view, risk, behavior = report.calls_overview, report.dunning_risk, report.call_behavior
    missing = (*report.call_log_missing_month_list, *report.call_log_part_missing_month_list)
    return [
        (
            f"calls      {view.call_times_sum} with {view.call_tel_sum} numbers,"
            f" {report.date_range_start} to {report.date_range_end},"
            f" {len(report.invalid_call_log)} ignored"
        ),
        (
            f"region     active in {view.most_active_region or 'no known place'},"
            f" number of {view.tel_region or 'an unknown region'}"
        ),
        f"silence    {view.blank_times_count}, the longest {view.blank_times_count_max} hours",
        (
            f"dunning    {risk.dunning.nums_tel} numbers, {risk.suspected.nums_tel} suspected,"
            f" result {risk.detection_result}"
        ),
        (
            f"unusual    numbers {behavior.result_num_tags}, use {behavior.result_num_used},"
            f" law {behavior.result_law_dispute}"
        ),
        f"bills      {view.phone_bill_average} yuan a month",
        f"missing    {', '.join(missing) or 'no month'}",
    ]
