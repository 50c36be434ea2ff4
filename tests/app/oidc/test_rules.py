"""What a believed token must hold, as far as no provider is needed to see it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.oidc.rules import LEEWAY, doubts, read_arrival, roles_of

NOW = 1_800_000_000.0
RIGHT: dict[str, Any] = {
    "iss": "https://login.example", "aud": "aarshjul", "exp": NOW + 300, "iat": NOW, "nonce": "n", "sub": "s",
}  # fmt: skip


def found(claims: dict[str, Any], now: float = NOW) -> list[str]:
    return list(doubts(claims, issuer="https://login.example", client_id="aarshjul", nonce="n", now=now))


def test_a_right_token_is_believed_also_with_several_audiences_and_azp() -> None:
    assert found(RIGHT) == []
    assert found(RIGHT | {"aud": ["aarshjul"]}) == []
    assert found(RIGHT | {"aud": ["aarshjul", "another"], "azp": "aarshjul"}) == []


@given(st.integers(-10_000, 10_000))
def test_a_token_lives_from_iat_to_exp_give_or_take_the_leeway(seconds: int) -> None:
    told = found(RIGHT, NOW + seconds)
    assert ("expired" in told) == (seconds >= 300 + LEEWAY)
    assert ("early" in told) == (seconds < -LEEWAY)


anything = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)


@given(st.dictionaries(st.sampled_from(sorted(RIGHT)), anything, min_size=1))
def test_a_token_with_anything_changed_is_doubted_or_is_the_right_one(changes: dict[str, Any]) -> None:
    claims = RIGHT | changes
    harmless = {"exp", "iat"} | {name for name in changes if claims[name] == RIGHT[name]}
    is_other_sub = isinstance(changes.get("sub"), str) and changes["sub"]
    if set(changes) - harmless - ({"sub"} if is_other_sub else set()):
        assert found(claims)


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "nonce", "sub"])
def test_nothing_may_be_missing(missing: str) -> None:
    assert found({name: value for name, value in RIGHT.items() if name != missing})


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ({"groups": ["A", " b "]}, {"a", "b"}),
        ({"groups": "En Gruppe"}, {"en gruppe"}),
        ({"groups": [1, None, ""]}, set()),
        ({}, set()),
        ({"_claim_names": {"groups": "src1"}}, None),
        ({"hasgroups": True}, None),
        ({"_claim_names": {"another": "src1"}}, set()),
    ],
)
def test_groups_are_read_as_providers_send_them(said: dict[str, Any], groups: set[str] | None) -> None:
    assert read_arrival(RIGHT | said, groups_claim="groups").groups == groups


def test_a_name_is_put_together_and_an_address_is_small() -> None:
    arrival = read_arrival(
        RIGHT | {"given_name": "Anna ", "family_name": " Ahorn", "email": "Anna@Fjordby.example"}, groups_claim="groups"
    )
    assert (arrival.name, arrival.email, arrival.email_is_refuted) == ("Anna Ahorn", "anna@fjordby.example", False)


def test_two_groups_that_give_the_same_role_give_it_once() -> None:
    table = [("A", "reader", 1), ("b", "reader", 1), ("b", "manager", 2), ("c", "admin", 1)]
    assert roles_of({"a", "b"}, table) == [("reader", 1), ("manager", 2)]
