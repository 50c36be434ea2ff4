"""Which network a request came from. Pure."""

from ipaddress import IPv6Address, ip_address, ip_network

ONE_HOME = 64
"""Bits of an IPv6 address that one household or office is given; below them its owner makes up addresses."""


def network_of(address: str) -> str:
    """What requests from this address are counted under: an IPv4 address is itself, an IPv6 address its /64.

    An IPv4 address written as an IPv6 one is the IPv4 address. What is no address is left as it stands.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, ONE_HOME), strict=False))
