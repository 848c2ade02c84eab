"""The documented JSON: both styles, unreadable rows, and stable bytes."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from h5kit.records import (
    BadCall,
    Bill,
    Call,
    Direction,
    Records,
    RecordsError,
    Style,
    TelInfo,
    decode,
    encode,
    envelope,
    read_answer,
    times,
)
from tests.records.made import NOW, call, document, records

FIELDS = [
    "tel", "uid", "sid",
    "call_log_missing_month_list", "call_log_possibly_missing_month_list",
    "phone_bill_missing_month_list",
    "tel_info", "call_log", "bill",
]  # fmt: skip

calls = st.builds(
    Call,
    tel=st.text("0123456789", min_size=1, max_size=12),
    time=st.integers(100_000_000, 4_000_000_000),
    seconds=st.integers(0, 99_999),
    direction=st.sampled_from(Direction),
    place=st.sampled_from(["", "北京", "浙江宁波"]),
    cost=st.sampled_from(["", "0.10"]),
)
bad_calls = st.builds(
    BadCall,
    position=st.integers(0, 5),
    tel=st.text("0123456789", max_size=3),
    time=st.sampled_from(["", "1514测试", "99-99 00:00:00"]),
    duration=st.just("40"),
    method=st.sampled_from(["主叫", "呼转"]),
)
bills = st.builds(
    Bill,
    month=st.sampled_from(["202610", "202609"]),
    amount=st.integers(-500, 10**7),
    package=st.integers(0, 999),
)


def _placed(made: list[Call], bad: list[BadCall]) -> tuple[BadCall, ...]:
    kept = (msgspec.structs.replace(b, position=min(b.position, len(made))) for b in bad)
    return tuple(sorted(kept, key=lambda b: b.position))


@given(st.lists(calls, max_size=6), st.lists(bad_calls, max_size=4), st.lists(bills, max_size=2))
def test_decoding_and_encoding_gives_the_same_records_and_bytes(
    made: list[Call], bad: list[BadCall], billed: list[Bill]
) -> None:
    kept = Records(
        tel="1",
        sid="SID1",
        calls=tuple(made),
        bad_calls=_placed(made, bad),
        bills=tuple(billed),
        part_missing=("202609",),
    )
    raw = encode(kept, whole=True)
    assert decode(raw, now=NOW) == kept
    assert encode(decode(raw, now=NOW), whole=True) == raw


def test_the_document_has_exactly_the_fields_of_the_source() -> None:
    plain: dict[str, Any] = msgspec.json.decode(encode(records(call(), part_missing=("202609",))))
    assert list(plain) == FIELDS
    assert plain["call_log"][0]["call_time"] == str(NOW - 3600)
    assert plain["call_log"][0]["call_duration"] == "60"


def test_the_pushed_envelope_is_that_of_the_source() -> None:
    pushed: dict[str, Any] = msgspec.json.decode(envelope(records(call())))
    assert (pushed["status"], pushed["msg"]) == (0, "success")
    assert list(pushed["data"]) == FIELDS


def test_the_sample_style_is_written_and_read() -> None:
    made = records(call(ago=0, seconds=3723))
    raw = encode(made, Style.SAMPLE)
    row: dict[str, Any] = msgspec.json.decode(raw)["call_log"][0]
    assert row["call_time"] == "11-21 00:00:00"
    assert row["call_duration"] == "01 小时 02 分 03 秒"
    assert decode(raw, now=NOW) == made


def test_an_unreadable_row_is_kept_separately(subtests: pytest.Subtests) -> None:
    for field, value in [
        ("call_time", ""),
        ("call_time", "151444 测试 3841"),
        ("call_time", "02-30 10:00:00"),
        ("call_time", "²²²²²²²²²²"),
        ("call_time", "1970-05-01 00:00:00"),
        ("call_duration", "unknown"),
        ("call_duration", "9" * 5000),
        ("call_method", "呼叫转移"),
        ("call_tel", ""),
    ]:
        with subtests.test(field=field, value=value):
            spoilt = document(records(call(ago=1), call(ago=2), call(ago=3)))
            spoilt["call_log"][1][field] = value
            read = decode(msgspec.json.encode(spoilt), now=NOW)
            assert [c.time for c in read.calls] == [NOW - 1, NOW - 3]
            (bad,) = read.bad_calls
            assert bad.position == 1
            assert value in {bad.time, bad.duration, bad.method, bad.tel}


def test_unknown_fields_of_a_row_are_ignored(subtests: pytest.Subtests) -> None:
    for style in Style:
        for extra in [[1], {"a": [{}]}, True, None, "x", 1.5]:
            with subtests.test(style=style, extra=extra):
                made = records(call(ago=1), call(ago=2))
                told: dict[str, Any] = msgspec.json.decode(encode(made, style))
                told["call_log"][0]["extra"] = extra
                told["call_log"].append({"extra": extra, "call_time": "", "call_tel": "10086"})
                read = decode(msgspec.json.encode(told), now=NOW)
                assert read.calls == made.calls
                assert read.bad_calls == (BadCall(2, "10086", "", "", ""),)


def test_a_row_with_another_type_than_text_is_kept_separately(subtests: pytest.Subtests) -> None:
    for cell in ["[13400000001]", '{"a":1}', "true", "1e999", "9" * 5000]:
        for field in ["call_tel", "call_time", "call_duration", "call_method"]:
            with subtests.test(cell=cell, field=field):
                spoilt = document(records(call(ago=1), call(ago=2), call(ago=3)))
                spoilt["call_log"][1].update({"call_type": "本地", field: "spoilt"})
                raw = msgspec.json.encode(spoilt).replace(b'"spoilt"', cell.encode())
                read = decode(raw, now=NOW)
                assert [c.time for c in read.calls] == [NOW - 1, NOW - 3]
                (bad,) = read.bad_calls
                assert (bad.position, bad.kind) == (1, "本地")


def test_an_empty_cell_does_not_lose_the_call(subtests: pytest.Subtests) -> None:
    for cell in [[], {}, False]:
        with subtests.test(cell=cell):
            loose = document(records(call(ago=1), call(ago=2)))
            loose["call_log"][1]["call_cost"] = cell
            read = decode(msgspec.json.encode(loose), now=NOW)
            assert [(c.time, c.cost) for c in read.calls] == [(NOW - 1, ""), (NOW - 2, "")]


@given(st.lists(calls, min_size=1, max_size=6))
def test_a_readable_row_is_read_the_same_beside_unreadable_ones(made: list[Call]) -> None:
    spoilt = document(records(*made))
    spoilt["call_log"].append({**spoilt["call_log"][0], "call_time": ""})
    read = decode(msgspec.json.encode(spoilt), now=NOW)
    assert read.calls == tuple(made)
    assert [bad.position for bad in read.bad_calls] == [len(made)]


def test_a_time_and_a_duration_may_be_numbers() -> None:
    loose = document(records(call()))
    loose["call_log"][0].update(call_time=NOW - 3600, call_duration=60)
    assert decode(msgspec.json.encode(loose), now=NOW) == records(call())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tel",), None),
        (("call_log",), {}),
        (("call_log", 0), [13400000001]),
        (("call_log", 0), None),
        (("call_log_missing_month_list",), ["2026-11"]),
        (("call_log_missing_month_list",), ["000012"]),
        (("bill",), [{"bill_month": "202611"}]),
        (("tel_info", "full_name"), None),
    ],
)
def test_a_wrong_shape_is_refused_without_quoting_a_value(
    path: tuple[str | int, ...], value: object
) -> None:
    spoilt: Any = document()
    *way, last = path
    part = spoilt
    for step in way:
        part = part[step]
    part[last] = value
    with pytest.raises(RecordsError) as told:
        decode(msgspec.json.encode(spoilt), now=NOW)
    assert "13400000" not in str(told.value)


def test_a_malformed_document_is_refused(subtests: pytest.Subtests) -> None:
    for raw in [b"", b"\xff", b"[]", b'{"tel":', b'{"x":' + b"[" * 200_000]:
        with subtests.test(raw=raw):
            with pytest.raises(RecordsError):
                decode(raw, now=NOW)
            with pytest.raises(RecordsError):
                read_answer(raw, now=NOW)


def test_text_that_is_not_utf_8_is_refused(subtests: pytest.Subtests) -> None:
    for style in Style:
        for field in ["tel", "call_cost"]:
            with subtests.test(style=style, field=field):
                told: dict[str, Any] = msgspec.json.decode(encode(records(call()), style))
                (told if field in told else told["call_log"][0])[field] = "spoilt"
                with pytest.raises(RecordsError, match="utf-8"):
                    decode(msgspec.json.encode(told).replace(b"spoilt", b"\xb1\xb1"), now=NOW)


def test_a_missing_field_is_refused(subtests: pytest.Subtests) -> None:
    for key in FIELDS:
        with subtests.test(key=key):
            spoilt = document()
            del spoilt[key]
            with pytest.raises(RecordsError, match=key):
                decode(msgspec.json.encode(spoilt), now=NOW)


def test_a_bill_with_an_unreadable_amount_counts_as_missing(subtests: pytest.Subtests) -> None:
    for amount in ["", "a", "1.234", "１x"]:
        with subtests.test(amount=amount):
            bills = Bill(month="202609", amount=100), Bill(month="202610")
            spoilt = document(records(bills=bills, bills_missing=("202608",)))
            spoilt["bill"][1]["bill_amount"] = amount
            read = decode(msgspec.json.encode(spoilt), now=NOW)
            assert read.bills == bills[:1]
            assert read.bills_missing == ("202608", "202610")


def test_amounts_may_have_commas_and_parts_may_be_missing() -> None:
    loose = document(records(bills=(Bill(month="202610", other=5),)))
    loose["bill"][0].update(bill_amount="1,024.00", bill_daishoufei="")
    read = decode(msgspec.json.encode(loose), now=NOW)
    assert read.bills == (Bill(month="202610", amount=102_400, other=5),)


def test_an_unreadable_cell_affects_no_other_row(subtests: pytest.Subtests) -> None:
    for field, value, kept in [
        ("call_cost", 1.2, "1.2"),
        ("call_from", None, ""),
        ("call_tel", 13400000001, "13400000001"),
    ]:
        with subtests.test(field=field, value=value, kept=kept):
            loose = document(records(call(ago=1), call(ago=2)))
            loose["call_log"][1][field] = value
            read = decode(msgspec.json.encode(loose), now=NOW)
            assert len(read.calls) == 2
            row = msgspec.json.decode(encode(read))["call_log"][1]
            assert row[field] == kept


def test_the_opening_date_is_read_in_every_format_of_carriers(subtests: pytest.Subtests) -> None:
    for text, opened in [
        ("20120618", "2012-06-18"),
        ("2012/06/18", "2012-06-18"),
        ("2012年06月18日", "2012-06-18"),
        ("2012-6-8", "2012-06-08"),
        ("2012-06-18 10:00", "2012-06-18"),
        ("0001-01-01", ""),
        ("20121318", ""),
    ]:
        with subtests.test(text=text, opened=opened):
            told = document()
            told["tel_info"]["open_date"] = text
            read: dict[str, Any] = msgspec.json.decode(
                encode(decode(msgspec.json.encode(told), now=NOW))
            )
            assert read["tel_info"]["open_date"] == opened


def test_stored_records_keep_the_time_of_day_of_the_opening() -> None:
    opened = times.month_start("202611") + 12_345
    stored = encode(records(tel_info=TelInfo(opened=opened)), whole=True)
    assert decode(stored, now=NOW).tel_info.opened == opened


def test_a_time_that_is_understood_has_the_same_format_in_a_bad_row(
    subtests: pytest.Subtests,
) -> None:
    when = NOW - 3600
    for text, epoch, sample in [
        (str(when), str(when), "11-20 23:00:00"),
        ("2026-11-20 23:00:00", str(when), "11-20 23:00:00"),
        ("2026年11月20日 23:00", str(when), "11-20 23:00:00"),
        ("11-20 23:00:00", str(when), "11-20 23:00:00"),
        ("151444测试3841", "151444测试3841", "151444测试3841"),
        ("", "", ""),
    ]:
        with subtests.test(text=text):
            told = document()
            told["call_log"][0] |= {"call_time": text, "call_method": "呼叫转移"}
            read = decode(msgspec.json.encode(told), now=NOW)
            (row,) = msgspec.json.decode(encode(read))["call_log"]
            assert row["call_time"] == epoch
            (row,) = msgspec.json.decode(encode(read, Style.SAMPLE))["call_log"]
            assert row["call_time"] == sample


def test_amounts_have_two_decimals() -> None:
    raw = encode(records(bills=(Bill(month="202610", amount=576, package=5, other=-10),)))
    row: dict[str, Any] = msgspec.json.decode(raw)["bill"][0]
    assert (row["bill_amount"], row["bill_package"], row["bill_qita"]) == ("5.76", "0.05", "-0.10")


def test_an_answer_has_its_status_and_on_success_the_records() -> None:
    made = records(call())
    assert read_answer(envelope(made), now=NOW) == (0, made)
    assert read_answer(b'{"status":3101,"msg":"","data":{}}', now=NOW) == (3101, None)
    with pytest.raises(RecordsError):
        read_answer(b"<html>", now=NOW)


def test_no_repr_has_personal_data() -> None:
    made = records(call(), tel_info=TelInfo(name="云*", id_card="3****X"))
    told = repr(made) + repr(made.calls) + repr(made.tel_info)
    assert "134" not in told
    assert "云" not in told
