"""How each value is masked, and that a masked document has no personal data."""

import re
from typing import Any

import msgspec
import pytest

from h5kit.report import Report
from h5kit.web.report import masking
from h5kit.web.report.masking import FIELDS, OURS, masked
from tests.web.made import KINDS, PLANTED, personal

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def test_a_value_is_masked_by_its_kind(subtests: pytest.Subtests) -> None:
    for kind, told, shown in [
        ("number", "13400001234", "134****1234"),
        ("number", "0571-88001234", "0571-****1234"),
        ("number", "88001234", "****1234"),
        ("number", "8801234", "***1234"),
        ("number", "0571-8801234", "0571-***1234"),
        ("number", "010-95588", "010-95588"),
        ("number", "110", "110"),
        ("number", "95588", "95588"),
        ("number", "134****1234", "134****1234"),
        ("number", "13400001234转8", "****转8"),
        ("number", "+86 134 0000 1234", "****"),
        ("number", "330999199001010016", "****"),
        ("number", "0085291234567", "00852****4567"),
        ("number", "00886912345678", "008869****5678"),
        ("number", "0044207946095", "****"),
        ("number", "", ""),
        ("name", "欧阳云朵", "欧*"),
        ("name", "欧*", "欧*"),
        ("name", "运营商未透露", "运营商未透露"),
        ("id_card", "33099919900101001X", "330***********001X"),
        ("id_card", "330999********0016", "330***********0016"),
        ("id_card", "12345678", "********"),
        ("id_card", "运营商未透露", "运营商未透露"),
        ("address", "浙江省杭州市西湖区样例路1号", "浙江杭州****"),
        ("address", "北京市朝阳区样例路1号", "北京****"),
        ("address", "广西壮族自治区南宁市样例路1号", "广西南宁****"),
        ("address", "样例小区", "****"),
        ("street", "样例路1号", "****"),
        ("named", "order-1795392000123", "order-1795392000123"),
        ("named", "u-13400001234", "u-****"),
        ("named", "+86 134-0000-1234", "****"),
        ("named", "330999199001010016", "****"),
        ("named", "id_33099919900101001x", "id_****"),
        ("searched", "问 134-0000-1234，或 10086", "问 ****，或 10086"),
        ("searched", "１３４００００１２３４", "****"),
        ("searched", "134/0000_1234、95588", "****"),
        ("searched", "0571-****1234", "0571-****1234"),
        ("searched", "110，119，120", "****"),
        ("searched", "拨 110 或 10086", "拨 110 或 10086"),
    ]:
        with subtests.test(kind=kind, told=told, shown=shown):
            assert getattr(masking, kind)(told) == shown


def test_masking_twice_changes_nothing() -> None:
    view, _ = personal()
    once = masked(view.report)
    assert masked(once) == once


def test_a_masked_document_has_no_personal_data(subtests: pytest.Subtests) -> None:
    for kind in KINDS:
        with subtests.test(kind=kind):
            view, told = personal()
            whole, hidden = (
                msgspec.json.encode(r).decode() for r in (view.report, masked(view.report))
            )
            for value in told.kind(kind):
                assert value not in hidden
            assert any(value in whole for value in told.kind(kind))
            assert not MOBILE.search(hidden)


def test_a_time_of_a_call_that_is_not_a_time_is_masked(subtests: pytest.Subtests) -> None:
    for told, shown in [
        ("0571123456", "****"),
        ("4001234567", "****"),
        ("1395551234", "****"),
        ("134000123", "****"),
        ("2017-12-07 09:59:33", "2017-12-07 09:59:33"),
        ("12-07 09:59:33", "12-07 09:59:33"),
    ]:
        with subtests.test(told=told, shown=shown):
            view, _ = personal()
            when = str(int(view.report.created_at) - 86_400)
            rows = [
                msgspec.structs.replace(view.report.invalid_call_log[0], call_time=time)
                for time in (told, when)
            ]
            hidden = masked(msgspec.structs.replace(view.report, invalid_call_log=rows))
            assert [row.call_time for row in hidden.invalid_call_log] == [shown, when]


def test_figures_and_public_numbers_are_not_masked() -> None:
    view, _ = personal()
    hidden = masked(view.report)
    for part in ("calls_overview", "dunning_risk", "calls_sa_monthly_usage"):
        assert getattr(hidden, part) == getattr(view.report, part)
    assert "110" in [row.format_tel for row in hidden.call_log_group_by_tel]
    assert [row.recent_call_time for row in hidden.call_log_group_by_tel] == [
        row.recent_call_time for row in view.report.call_log_group_by_tel
    ]
    assert hidden.tel_info.open_date == view.report.tel_info.open_date


def test_no_text_field_shows_a_number() -> None:
    view, _ = personal()
    planted = _planted(view.report)
    texts = [text for key, text in _texts(planted) if key not in OURS]
    assert set(texts) == {PLANTED}
    assert len(texts) > 60
    left = [key for key, text in _texts(masked(planted)) if MOBILE.search(text) and key not in OURS]
    assert left == []


def test_every_masked_field_exists_in_the_document() -> None:
    view, _ = personal()
    keys = {key for key, _ in _texts(view.report)} | {"blank_times_list"}
    assert FIELDS.keys() <= keys
    assert keys >= OURS


def _planted(value: Any, key: str = "") -> Any:
    """Return a document in which every text, except ours, is a number."""
    if isinstance(value, Report | msgspec.Struct):
        fields = msgspec.structs.asdict(value).items()
        return msgspec.structs.replace(value, **{k: _planted(v, k) for k, v in fields})
    if isinstance(value, list):
        return [_planted(item, key) for item in value]
    return PLANTED if isinstance(value, str) and key not in OURS else value


def _texts(value: Any, key: str = "") -> list[tuple[str, str]]:
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.asdict(value).items()
        return [found for name, item in fields for found in _texts(item, name)]
    if isinstance(value, list):
        return [found for item in value for found in _texts(item, key)]
    return [(key, value)] if isinstance(value, str) else []
