"""A number's prefix says its carrier as a guess, its block says its region."""

import pytest

from h5kit.carrier.numbering import (
    Carrier,
    PhoneData,
    guess,
    hotline,
    sample_number,
)


def test_a_block_says_its_carrier(subtests: pytest.Subtests) -> None:
    for prefix, carrier in [
        ("133", Carrier.TELECOM),
        ("199", Carrier.TELECOM),
        ("1348", Carrier.MOBILE),
        ("198", Carrier.MOBILE),
        ("130", Carrier.UNICOM),
        ("196", Carrier.UNICOM),
        ("192", Carrier.BROADNET),
        ("1700", Carrier.TELECOM),
        ("1709", Carrier.UNICOM),
    ]:
        with subtests.test(prefix=prefix, carrier=carrier):
            assert guess(prefix.ljust(11, "0")).carrier is carrier


def test_blocks_of_virtual_operators_are_known(subtests: pytest.Subtests) -> None:
    for prefix in ["162", "165", "167", "171", "1700", "1703", "1709"]:
        with subtests.test(prefix=prefix):
            assert guess(prefix.ljust(11, "0")).virtual


def test_satellite_blocks_are_known(subtests: pytest.Subtests) -> None:
    for prefix in ["1349", "1740", "1749"]:
        with subtests.test(prefix=prefix):
            assert guess(prefix.ljust(11, "0")).satellite


def test_an_unknown_block_is_unknown_and_not_invalid(subtests: pytest.Subtests) -> None:
    for prefix in ["154", "161", "179", "194"]:
        with subtests.test(prefix=prefix):
            block = guess(prefix.ljust(11, "0"))
            assert (block.carrier, block.virtual, block.satellite) == (None, False, False)


def test_a_sample_number_is_of_its_carrier_and_region(subtests: pytest.Subtests) -> None:
    for region in ["北京", "广东", "内蒙古", "广西", "西藏", "新疆"]:
        for carrier in [Carrier.MOBILE, Carrier.UNICOM, Carrier.TELECOM]:
            with subtests.test(region=region, carrier=carrier):
                tel = sample_number("1001", 7, carrier, region)
                assert tel.endswith("1001")
                assert (guess(tel).carrier, PhoneData.region(tel)) == (carrier, region)


def test_each_carrier_has_its_hotline() -> None:
    assert [hotline(c) for c in Carrier] == ["10086", "10010", "10000", "10099"]
