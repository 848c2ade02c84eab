"""Which IP addresses a push may connect to: our own table of the special-purpose ranges.

The table follows the IANA special-purpose registries (as of 2026-10), plus multicast and all ranges
that embed an IPv4 address. Python's `is_global` accepts 13 of these 33 ranges.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

SPECIAL_V4 = tuple(
    IPv4Network(n)
    for n in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
SPECIAL_V6 = tuple(
    IPv6Network(n)
    for n in (
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
GLOBAL_V6 = IPv6Network("2000::/3")
"""The global unicast range of IPv6; addresses outside it are special-purpose."""


def is_loopback(address: Address) -> bool:
    """Return whether an address is a loopback address, also an IPv4-mapped one."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def is_public(address: Address) -> bool:
    """Return whether an address is in none of the special-purpose ranges.

    Ranges that embed an IPv4 address (mapped, translated, NAT64, 6to4) are refused completely: no
    receiver needs them.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_V4)
    if address.scope_id is not None:
        return False
    return address in GLOBAL_V6 and not any(address in network for network in SPECIAL_V6)


def may_connect(text: str, *, allow_loopback: bool) -> bool:
    """Return whether a push may connect to a resolved address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return is_public(address) or (allow_loopback and is_loopback(address))
