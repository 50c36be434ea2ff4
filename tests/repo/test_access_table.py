"""The access table is what the specification says, keeps duties apart, and its page and document say the same."""

import pytest

from app.access.document import make_document
from app.access.rules import GROUPS, HOW_FAR, SHORT_ROLES, VERBS, phrases
from app.auth.rules import (
    ACCESS,
    ALL,
    APPROVALS,
    COUNTS,
    DECISION,
    MINE,
    OPERATIVE,
    OWN,
    PUBLISHED,
    ROLES,
    SUMMARY,
    is_barred,
    reach,
    why_not_approve,
    why_not_hold,
)
from config import ROOT
from tests.goldenfile import same_as_golden
from tests.repo.expected import expected

REACHES = {ALL, OWN, MINE, SUMMARY, COUNTS, PUBLISHED, DECISION}
PAIRS = [(first, second) for first in ROLES for second in ROLES if first != second]


def test_the_table_is_what_the_specification_says() -> None:
    assert {key: dict(roles) for key, roles in ACCESS.items()} == expected()


def test_the_table_holds_known_roles_and_reaches_only() -> None:
    for key, roles in ACCESS.items():
        assert set(roles) <= set(ROLES), key
        assert set(roles.values()) <= REACHES, key


def test_who_may_do_something_to_an_object_may_read_it_as_far() -> None:
    """Else a refused write would answer 404 to somebody who may write elsewhere."""
    is_near = {ALL: 3, OWN: 2, MINE: 1}
    for (kind, verb), roles in ACCESS.items():
        reads = ACCESS.get((kind, "read"), {})
        for role, how_far in roles.items():
            if verb in {"create", "request"} or how_far == DECISION or not reads:
                continue
            if how_far in is_near:
                assert is_near[how_far] <= is_near.get(reads.get(role, ""), 0), (kind, verb, role)


def test_dpo_and_administrator_approve_nothing_even_beside_another_role() -> None:
    for (kind, verb), roles in ACCESS.items():
        if verb in APPROVALS:
            assert not {"dpo", "admin", "isc", "auditor", "reader"} & set(roles), (kind, verb)
            for other in ROLES:
                assert reach(frozenset({"dpo", other}), kind, verb) == {}
                assert reach(frozenset({"admin", other}), kind, verb) == {}


def test_nobody_who_is_administrator_reads_a_breach() -> None:
    for other in ROLES:
        assert reach(frozenset({"admin", other}), "breach", "read") == {}
    assert reach(frozenset({"coordinator"}), "breach", "read") == {"coordinator": OWN}


def test_a_second_role_takes_nothing_else_away() -> None:
    for (kind, verb), roles in ACCESS.items():
        for first, second in PAIRS:
            both = reach(frozenset({first, second}), kind, verb)
            if not is_barred({first, second}, kind, verb):
                assert both == {role: roles[role] for role in {first, second} if role in roles}


def test_auditor_and_reader_change_nothing() -> None:
    for (kind, verb), roles in ACCESS.items():
        if verb != "read":
            assert not {"auditor", "reader"} & set(roles), (kind, verb)


def test_the_dpo_writes_only_their_own_tasks_and_their_own_part() -> None:
    written = {
        key: roles["dpo"] for key, roles in ACCESS.items() if "dpo" in roles and key[1] not in {"read", "comment"}
    }
    assert written == {("task", "write"): MINE, ("report", "write_dpo_part"): ALL}
    assert set(ACCESS["report", "write_dpo_part"]) == {"dpo"}


def test_coordinators_read_records_everywhere_but_cases_at_home_only() -> None:
    for kind in ("activity", "system", "risk", "risk_acceptance", "dpia", "processor"):
        assert ACCESS[kind, "read"]["coordinator"] == ALL
    for kind in ("breach", "rights_case"):
        assert ACCESS[kind, "read"]["coordinator"] == OWN


@pytest.mark.parametrize("verb", sorted(APPROVALS))
def test_who_has_edited_may_not_approve(verb: str) -> None:
    assert why_not_approve(verb, person_id=7, editors=[3, 7])
    assert why_not_approve(verb, person_id=7, editors=[3]) is None
    assert why_not_approve("write", person_id=7, editors=[7]) is None


@pytest.mark.parametrize("role", ROLES)
def test_the_dpo_holds_no_operative_role_either_way(role: str) -> None:
    is_refused = role in OPERATIVE
    assert bool(why_not_hold(role, {"dpo"})) == is_refused
    assert bool(why_not_hold("dpo", {role})) == is_refused
    assert why_not_hold(role, set(ROLES) - {"dpo", *OPERATIVE}) is None or role in {"dpo"}


def test_every_object_verb_and_role_has_its_words() -> None:
    shown = [kind for things in GROUPS.values() for kind in things]
    assert sorted(shown) == sorted({kind for kind, _verb in ACCESS})
    assert {verb for _kind, verb in ACCESS} == set(VERBS)
    assert set(HOW_FAR) == REACHES
    assert list(SHORT_ROLES) == list(ROLES)
    assert {role: word.replace("\u00ad", "") for role, word in SHORT_ROLES.items()} == dict(ROLES)


def test_a_cell_says_everything_a_role_may() -> None:
    assert phrases("activity", "coordinator") == ["Se alt", "Ret og indlæs i eget område"]
    assert phrases("risk_acceptance", "director") == ["Se, acceptér grøn og gul i eget område"]
    assert phrases("risk_acceptance", "dds") == ["Acceptér orange og rød ved beslutning på et møde"]
    assert phrases("report", "dpo") == ["Se alt", "Skriv rådgiverens afsnit"]
    assert phrases("mail", "admin") == ["Se alt", "Send igen"]
    assert phrases("activity", "dds") == []


def test_the_document_is_made_from_the_table() -> None:
    assert same_as_golden(ROOT / "docs" / "adgang.md", make_document())
