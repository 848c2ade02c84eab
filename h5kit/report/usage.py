"""The section `calls_sa_monthly_usage`: calls and bills by month."""

from h5kit.records import Bill
from h5kit.report.document import BillDetail, MonthRow
from h5kit.report.study import Study, most_frequent
from h5kit.report.survey import Month


def monthly(study: Study) -> list[MonthRow]:
    """Return `calls_sa_monthly_usage`: the window's months, newest first."""
    bills = {bill.month: bill for bill in study.bills}
    return [_row(study, month, bills.get(month.name)) for month in reversed(study.survey.months)]


def _row(study: Study, month: Month, bill: Bill | None) -> MonthRow:
    is_present = month is study.survey.months[-1]
    instead = study.rules.texts["not_billed" if is_present else "no_bill"]
    return MonthRow(
        month=slashed(month.name),
        call_times=str(month.times),
        call_length=str(month.seconds),
        month_active_most=most_frequent(month.regions()),
        month_bill_amount=bill.amount / 100 if bill else instead,
        month_bill_detail=_detail(bill) if bill else instead,
    )


def _detail(bill: Bill) -> BillDetail:
    return BillDetail(
        bill_package=bill.package / 100,
        bill_ext_calls=bill.calls / 100,
        bill_ext_data=bill.data / 100,
        bill_ext_sms=bill.sms / 100,
        services=bill.services / 100,
        collected=bill.collected / 100,
        other=bill.other / 100,
    )


def slashed(month: str) -> str:
    """Return `201711` as `2017/11`."""
    return f"{month[:4]}/{month[4:]}"
