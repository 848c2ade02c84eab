"""No push goes to an internal address: each special range at its first and last address."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from h5kit.delivery.addresses import SPECIAL_V4, SPECIAL_V6, is_public, may_connect


def test_a_special_range_is_refused_from_first_to_last(subtests: pytest.Subtests) -> None:
    for network in [*SPECIAL_V4, *SPECIAL_V6]:
        with subtests.test(network=network):
            first, last = network[0], network[-1]  # type: ignore[index]  # both kinds of network have them
            assert not is_public(first)
            assert not is_public(last)


def test_the_neighbours_of_special_ranges_are_public(subtests: pytest.Subtests) -> None:
    for address in [
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
        "2606:4700::1",
        "2a00::1",
        "2400::1",
    ]:
        with subtests.test(address=address):
            assert is_public(ip_address(address))


def test_an_address_that_embeds_or_scopes_another_is_refused(subtests: pytest.Subtests) -> None:
    for address in [
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "x",
        "::ffff:0:7f00:1",
        "::127.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "1fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
    ]:
        with subtests.test(address=address):
            assert not may_connect(address, allow_loopback=False)


def test_loopback_needs_the_demos_switch(subtests: pytest.Subtests) -> None:
    for address in ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"]:
        with subtests.test(address=address):
            assert may_connect(address, allow_loopback=True)
            assert not may_connect(address, allow_loopback=False)


def test_private_addresses_stay_refused_with_the_switch() -> None:
    assert not may_connect("10.0.0.1", allow_loopback=True)
    assert isinstance(ip_address("10.0.0.1"), IPv4Address)
    assert isinstance(ip_address("fc00::1"), IPv6Address)
