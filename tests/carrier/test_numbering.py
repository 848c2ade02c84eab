"""A number's prefix gives a guess of its carrier, its block gives its region."""

import pytest

from h5kit.carrier.numbering import (
    Carrier,
    PhoneData,
    guess,
    hotline,
    sample_number,
)


def test_the_prefix_gives_the_carrier(subtests: pytest.Subtests) -> None:
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


def test_a_number_of_an_unknown_block_is_valid(subtests: pytest.Subtests) -> None:
    for prefix in ["154", "161", "179", "194"]:
        with subtests.test(prefix=prefix):
            block = guess(prefix.ljust(11, "0"))
            assert (block.carrier, block.virtual, block.satellite) == (None, False, False)


def test_a_sample_number_has_the_wanted_carrier_and_region(subtests: pytest.Subtests) -> None:
    for region in ["北京", "广东", "内蒙古", "广西", "西藏", "新疆"]:
        for carrier in [Carrier.MOBILE, Carrier.UNICOM, Carrier.TELECOM]:
            with subtests.test(region=region, carrier=carrier):
                tel = sample_number("1001", 7, carrier, region)
                assert tel.endswith("1001")
                assert (guess(tel).carrier, PhoneData.region(tel)) == (carrier, region)


def test_each_carrier_has_its_hotline() -> None:
    assert [hotline(c) for c in Carrier] == ["10086", "10010", "10000", "10099"]
