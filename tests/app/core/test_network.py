"""Which network a request is counted under."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.network import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::6", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_address_is_counted_with_its_neighbours_and_an_ipv4_address_alone(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_nobody_gets_a_new_count_by_a_new_address_in_the_own_network(network: int, one: int, other: int) -> None:
    counted = network_of(str(IPv6Address(network << 64 | one)))
    if counted.endswith("/64"):
        assert counted == network_of(str(IPv6Address(network << 64 | 2**63 | other)))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_counted_alike_however_it_is_written(address: IPv4Address) -> None:
    assert network_of(f"::ffff:{address}") == network_of(str(address)) == str(address)
