"""The reset rules: one file with a row for each carrier and region."""

from pathlib import Path

import pytest

from h5kit.carrier.numbering import Carrier
from h5kit.carrier.reset_rules import Mode, RulesError, packaged, read

GOOD = """
[[rule]]
carrier = "移动"
region = "浙江"
mode = "hotline"
source = "三.2.3"

[[rule]]
carrier = "*"
region = "*"
mode = "online"
digits = [6, 8]
source = "三.2.3"
"""


def _file(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_file_has_the_rules_of_the_source_document(subtests: pytest.Subtests) -> None:
    for carrier, region, mode, digits in [
        *(
            (Carrier.MOBILE, r, Mode.HOTLINE, (6,))
            for r in ("湖北", "江西", "四川", "山东", "浙江")
        ),
        (Carrier.MOBILE, "广东", Mode.ONLINE, (6, 8)),
        (Carrier.MOBILE, "吉林", Mode.ONLINE, (6,)),
        (Carrier.MOBILE, "北京", Mode.ONLINE, (6,)),
        (Carrier.MOBILE, None, Mode.ONLINE, (6,)),
        (Carrier.UNICOM, "浙江", Mode.ONLINE, (6,)),
        (Carrier.TELECOM, "湖北", Mode.ONLINE, (6,)),
        (Carrier.BROADNET, "广东", Mode.HOTLINE, (6,)),
        (None, "广东", Mode.HOTLINE, (6,)),
        (None, None, Mode.HOTLINE, (6,)),
    ]:
        with subtests.test(carrier=carrier, region=region, mode=mode, digits=digits):
            rule = packaged().of(carrier, region)
            assert (rule.mode, rule.digits) == (mode, digits)


def test_the_limits_are_in_the_file() -> None:
    guangdong = packaged().of(Carrier.MOBILE, "广东")
    assert (guangdong.failures, guangdong.failure_hours) == (3, 24)
    assert packaged().of(Carrier.MOBILE, "吉林").sms_a_day == 1


def test_every_row_names_its_section_of_the_source(subtests: pytest.Subtests) -> None:
    for row in packaged().rows:
        with subtests.test(row=row):
            assert str(getattr(row, "source", "")).startswith("三.2.3")


def test_without_a_known_region_every_possible_length_is_accepted(
    subtests: pytest.Subtests,
) -> None:
    for carrier, region, lengths in [
        (Carrier.MOBILE, "广东", (6, 8)),
        (Carrier.MOBILE, "湖南", (6,)),
        (Carrier.MOBILE, None, (6, 8)),
        (None, "广东", (6, 8)),
        (None, "湖南", (6,)),
        (None, None, (6, 8)),
        (Carrier.UNICOM, None, (6,)),
    ]:
        with subtests.test(carrier=carrier, region=region, lengths=lengths):
            assert packaged().digits(carrier, region) == lengths


def test_a_file_replaces_the_packaged_rules(tmp_path: Path) -> None:
    rules = read(_file(tmp_path, GOOD))
    assert rules.of(Carrier.MOBILE, "浙江").mode is Mode.HOTLINE
    assert rules.of(Carrier.MOBILE, "湖北").mode is Mode.ONLINE


def test_a_bad_file_is_reported_in_one_line(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for old, new, told in [
        ('"移动"', '"移栋"', "rule 1: unknown carrier"),
        ('"浙江"', '"浙江省"', "rule 1: unknown region"),
        ('mode = "hotline"', 'mode = "carrier_page"', "rule 1: page is needed"),
        ('mode = "hotline"', 'mode = "hotline"\npage = "https://a.example"', "rule 1: page is"),
        (
            'mode = "hotline"',
            'mode = "carrier_page"\npage = "http://a.example"',
            "rule 1: page must be an https address",
        ),
        ('mode = "hotline"', 'mode = "fax"', "fax"),
        ("digits = [6, 8]", "digits = [8, 6]", "rule 2: digits"),
        ("digits = [6, 8]", "digits = []", "rule 2: digits"),
        ("digits = [6, 8]", "sms_a_day = -1", "rule 2: limits"),
        ("digits = [6, 8]", "colour = 1", "colour"),
        ('source = "三.2.3"', 'source = ""', "rule 1: source is empty"),
        ('carrier = "*"', 'carrier = "联通"', "the last rule"),
        ('carrier = "移动"\nregion = "浙江"', 'carrier = "*"\nregion = "*"', "rule 2: * * is cov"),
        ("[[rule]]", "[rule", "rules.toml"),
    ]:
        with subtests.test(old=old, new=new, told=told):
            with pytest.raises(RulesError) as fault:
                read(_file(tmp_path, GOOD.replace(old, new, 1)))
            assert told in str(fault.value)
            assert "\n" not in str(fault.value)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"nothing\.toml"):
        read(tmp_path / "nothing.toml")
