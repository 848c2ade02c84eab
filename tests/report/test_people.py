"""Comparing registration and applicant, and the emergency contacts."""

import pytest

from h5kit.records import TelInfo
from h5kit.report import checks
from h5kit.report.directory import Facts, Mark
from tests.records.made import NOW, TEL, call, records
from tests.report.made import applicant, as_json, report


def test_names_are_compared_where_they_are_not_masked(subtests: pytest.Subtests) -> None:
    for registered, check in [
        ("欧阳云朵", 1),
        ("欧阳云", 2),
        ("欧阳**", 3),
        ("欧阳*", 3),
        ("**云朵", 3),
        ("欧*朵", 3),
        ("令*", 2),
        ("***", 0),
        ("", 0),
        ("欧 阳 云 朵", 1),
        ("欧阳云朵\u200b", 1),
        ("欧阳●●", 3),
        ("欧阳••", 3),
        ("欧阳○×", 3),
        ("●●●●", 0),
        ("运营商未透露", 0),
    ]:
        with subtests.test(registered=registered, check=check):
            assert checks.name("欧阳云朵", registered) == check


def test_a_dot_of_a_name_may_be_a_mask(subtests: pytest.Subtests) -> None:
    for stated, registered, check in [
        ("阿里·云朵", "阿里•云朵", 1),
        ("阿里·云朵", "阿里●云朵", 1),
        ("阿里·云朵", "阿里.云朵", 1),
        ("阿里·云朵", "阿里●●●", 3),
        ("阿里·云朵", "阿里•**", 3),
        ("阿里·云朵", "●●●云朵", 3),
        ("阿里·云朵", "阿里●白露", 2),
        ("Anna Lund", "ANNA LUND", 1),
        ("Anna O'Lund", "ANNA O’LUND", 1),
        ("Anna Lund", "ANNA ****", 3),
    ]:
        with subtests.test(stated=stated, registered=registered):
            assert checks.name(stated, registered) == check


def test_id_cards_are_compared_where_they_are_not_masked(subtests: pytest.Subtests) -> None:
    for registered, check in [
        ("33099919900101001x", 1),
        ("３３０９９９ １９９００１０１ ００１Ｘ", 1),
        ("330999••••••••001X", 3),
        ("330999xxxxxxxx001X", 3),
        ("330999········001X", 3),
        ("330999********001X", 3),
        ("3****************X", 3),
        ("330999********0021", 2),
        ("运营商未透露", 0),
        ("******************", 0),
    ]:
        with subtests.test(registered=registered, check=check):
            assert checks.id_card("33099919900101001X", registered) == check


def test_addresses_are_compared_without_suffixes(subtests: pytest.Subtests) -> None:
    for registered, check in [
        ("浙江省杭州市西湖区样例路1号", 1),
        ("西湖区样例路1号", 1),
        ("浙江 杭州", 1),
        ("浙江省杭州市西湖区****", 3),
        ("西湖区****", 3),
        ("上海市样例路1号", 2),
        ("上海****", 2),
        ("浙江省宁波市西湖区样例路1号", 2),
        ("西湖区样例路11号", 2),
        ("*江省杭州市西湖区****", 3),
        ("浙江省****", 3),
        ("运营商未透露", 0),
        ("", 0),
        ("-", 0),
        ("市", 0),
        ("****", 0),
    ]:
        with subtests.test(registered=registered, check=check):
            assert checks.address("浙江", "杭州", "西湖区样例路1号", registered) == check


def test_an_address_is_compared_part_by_part(subtests: pytest.Subtests) -> None:
    for told, registered, check in [
        (("北京", "北京", "朝阳区样例路1号"), "北京市朝阳区***", 3),
        (("北京", "北京", "朝阳区样例路1号"), "北京市北京市朝阳区样例路1号", 1),
        (("北京", "北京", "北京市朝阳区样例路1号"), "朝阳区样例路1号", 1),
        (("广西", "南宁", "青秀区样例大道1号"), "广西壮族自治区南宁市青秀区****", 3),
        (("湖北", "恩施", "样例路1号"), "湖北省恩施土家族苗族自治州样例路*号", 3),
        (("辽宁", "朝阳", "样例路1号"), "朝阳区样例路1号院", 1),
        (("上海", "上海", "北京路1号"), "北京路1号", 1),
        (("湖北", "襄阳", "樊城区样例路1号"), "湖北省襄樊市樊城区****", 3),
        (("湖北", "襄阳", "样例路1号"), "湖北省武汉市样例路1号", 2),
        (("湖北", "仙桃", "样例路1号"), "湖北省省直辖县级行政区划仙桃市样例路1号", 1),
        (("重庆", "重庆", "渝中区样例路1号"), "重庆市市辖区渝中区样例路1号", 1),
        (("新疆", "巴音郭楞", "库尔勒市样例路1号"), "新疆巴州库尔勒市样例路1号", 1),
        (("新疆", "昌吉", "样例路1号"), "新疆维吾尔自治区巴音郭楞蒙古自治州样例路1号", 2),
        (("青海", "海南", "共和县样例路1号"), "青海省海南藏族自治州共和县***", 3),
        (("广西", "南宁", "样例路1号"), "广西省南宁市样例路1号", 1),
        (("山东", "济南", "莱芜区样例路1号"), "山东省莱芜市莱芜区样例路1号", 1),
        (("北京", "北京", "样例路1号"), "广东省广州市天河区样例路1号院", 2),
        (("上海", "上海", "1"), "上海市浦东新区样例大道1001号", 2),
    ]:
        with subtests.test(told=told, registered=registered, check=check):
            assert checks.address(*told, registered) == check


def test_missing_registration_data_has_its_text() -> None:
    info = report(records()).tel_info
    told = {info.id_card, info.full_name, info.address, info.open_date}
    assert told == {"运营商未透露"}


def test_the_opening_date_is_epoch_seconds_as_text() -> None:
    info = report(records(tel_info=TelInfo(opened=NOW - 100))).tel_info
    assert info.open_date == str(NOW - 100)


def test_without_an_applicant_there_is_no_applicants_block() -> None:
    made = as_json(report(records()))
    assert "user_info" not in made
    assert made["mergency_contact"] == []
    (only,) = made["call_behavior"]["number_tags"]
    assert (only["call_tel_label"], only["tel"]) == ("申请人", TEL)


def test_the_applicants_block_has_the_results_of_the_comparison() -> None:
    info = TelInfo(name="欧阳*", id_card="330999199001010016")
    made = as_json(report(records(tel_info=info), who=applicant()))["user_info"]
    assert made["user_name"] == "欧阳云朵"
    assert made["conclusion_of_user_name_check"] == 3
    assert made["conclusion_of_user_idcard_check"] == 1
    assert made["conclusion_of_user_address_check"] == 0


def test_a_contact_has_its_calls_seconds_and_ranks() -> None:
    calls = [call("13400000001", seconds=10)] * 2 + [call("13400000002", seconds=90)]
    facts = {"13400000002": Facts(region="河南", mark=Mark("推销", 7), name="样例", tags=("贷款",))}
    who = applicant("+86 134-0000-0002", "13400000003")
    first, second = report(records(*calls), facts, who).emergency_contacts
    assert (first.contact_priority, first.format_tel) == (1, "13400000002")
    assert (first.call_times, first.call_length) == ("1", "90")
    assert (first.call_times_index, first.call_length_index) == (2, 1)
    assert (first.region, first.tags_label, first.tags_label_times) == ("河南", "推销", 7)
    assert (first.tags_yellow_page, first.tags_financial) == ("样例", ["贷款"])
    assert (second.call_times, second.call_length) == ("0", "0")
    assert (second.call_times_index, second.call_length_index) == (0, 0)


def test_a_contact_outside_of_the_mainland_is_found_in_the_log(subtests: pytest.Subtests) -> None:
    for spelled in ["+852 9123 4567", "00852-91234567", "0085291234567"]:
        with subtests.test(spelled=spelled):
            made = report(records(call(spelled)), {}, applicant("0085291234567"))
            assert made.emergency_contacts[0].call_times == "1"
