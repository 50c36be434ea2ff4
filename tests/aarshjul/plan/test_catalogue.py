from pathlib import Path
from typing import Any

import pytest
import yaml

import aarshjul.plan.catalogue as catalogue_module
from aarshjul.plan.catalogue import CatalogueError, CatalogueItem, read_catalogue
from app.organisation.rules import FUNCTIONS

SHIPPED = Path(catalogue_module.__file__).with_name("catalogue.yml")


def make_entry(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "code": "T01",
        "title": "Årets gennemgang",
        "purpose": "Fortegnelsen skal passe.",
        "article": "GDPR art. 30",
        "months": [3],
        "function": "coordinator",
        "hours": 12,
        "per": "administration",
        "wave": 1,
        "evidence": "En dato.",
        "guide": "Begynd\n  forfra.",
    }
    return {name: value for name, value in (entry | changes).items() if value is not ...}


def read(*entries: Any) -> tuple[CatalogueItem, ...]:
    return read_catalogue(yaml.safe_dump(list(entries), allow_unicode=True))


def test_the_shipped_catalogue_reads() -> None:
    items = read_catalogue(SHIPPED.read_text(encoding="utf-8"))

    assert sorted(item.code for item in items) == [f"T{n:02}" for n in range(1, 61)]
    assert {item.function for item in items} <= set(FUNCTIONS)
    assert len({item.wave for item in items}) >= 3, "the five years should differ"
    assert all(2 <= item.guide.count(".") + item.guide.count("?") <= 8 for item in items)
    assert not any(item.is_statutory for item in items)
    assert {item.code: item.about for item in items if item.about} == {
        "T16": "activity", "T17": "system", "T23": "processor",
    }  # fmt: skip
    assert all(not item.checklist or 3 <= len(item.checklist) <= 6 for item in items)
    assert {"T27", "T30", "T55", "T56", "T57"} <= {item.code for item in items if item.needs_evidence}
    assert 0 < sum(item.needs_approval for item in items) <= 5


def test_an_entry_becomes_an_item_with_its_text_squeezed() -> None:
    assert read(make_entry(every_years=2, is_statutory=True)) == (
        CatalogueItem(
            code="T01",
            title="Årets gennemgang",
            purpose="Fortegnelsen skal passe.",
            article="GDPR art. 30",
            months=(3,),
            function="coordinator",
            hours=12.0,
            per="administration",
            wave=1,
            evidence="En dato.",
            guide="Begynd forfra.",
            every_years=2,
            is_statutory=True,
        ),
    )


def test_what_can_be_left_out_is_read_where_it_stands() -> None:
    (item,) = read(
        make_entry(
            day="-1FR", every_months=18, about="system", checklist=["Set  efter.", "Gemt."],
            needs_evidence=True, needs_approval=True,
        )
    )  # fmt: skip

    assert (item.day, item.every_months, item.about) == ("-1FR", 18, "system")
    assert item.checklist == ("Set efter.", "Gemt.")
    assert item.needs_evidence and item.needs_approval


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": ...}, "mangler title."),
        ({"titel": "x"}, "titel er ikke et felt i kataloget."),
        ({"title": " "}, "title skal være en tekst."),
        ({"article": 30}, "article skal være en tekst."),
        ({"months": []}, "months skal være en liste af måneder fra 1 til 12, den tidligste først."),
        ({"months": 3}, "months skal være en liste af måneder fra 1 til 12, den tidligste først."),
        ({"months": [9, 3]}, "months skal være en liste af måneder fra 1 til 12, den tidligste først."),
        ({"months": [13]}, "months skal være en liste af måneder fra 1 til 12, den tidligste først."),
        ({"months": ["marts"]}, "months skal være en liste af måneder fra 1 til 12, den tidligste først."),
        ({"every_years": 0}, "every_years skal være et helt antal år, mindst 1."),
        ({"every_years": True}, "every_years skal være et helt antal år, mindst 1."),
        ({"function": "boss"}, f"function skal være en af {', '.join(FUNCTIONS)}."),
        ({"function": ["leader"]}, f"function skal være en af {', '.join(FUNCTIONS)}."),
        ({"per": "school"}, "per skal være en af administration, central, unit."),
        ({"wave": 6}, "wave skal være et tal fra 1 til 5."),
        ({"hours": -1}, "hours skal være et antal timer, 0 eller mere."),
        ({"hours": float("inf")}, "hours skal være et antal timer, 0 eller mere."),
        ({"hours": "to"}, "hours skal være et antal timer, 0 eller mere."),
        ({"is_statutory": "ja"}, "is_statutory skal være true eller false."),
        ({"day": 31}, "day skal være 31, 2MO, -1FR eller lignende i anførselstegn, eller working."),
        ({"day": "5MO"}, "day skal være 31, 2MO, -1FR eller lignende i anførselstegn, eller working."),
        ({"every_months": 0}, "every_months skal være et helt antal måneder, mindst 1."),
        ({"about": "person"}, "about skal være en af activity, system, processor."),
        ({"checklist": "Se efter."}, "checklist skal være en liste af sætninger."),
        ({"checklist": ["Se efter.", 3]}, "checklist skal være en liste af sætninger."),
        ({"needs_evidence": "ja"}, "needs_evidence skal være true eller false."),
    ],
    ids=str,
)
def test_a_bad_entry_is_refused_with_its_code_and_its_field(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read(make_entry(**changes))

    assert refused.value.problems == (f"Opgave 1 (T01): {problem}",)


def test_every_problem_of_every_entry_is_told_at_once() -> None:
    with pytest.raises(CatalogueError) as refused:
        read(
            make_entry(hours=-1, wave=0),
            "en tekst",
            make_entry(code=...),
            make_entry(code="T02"),
            make_entry(code="T02"),
        )

    assert refused.value.problems == (
        "Opgave 1 (T01): wave skal være et tal fra 1 til 5.",
        "Opgave 1 (T01): hours skal være et antal timer, 0 eller mere.",
        "Opgave 2 (uden kode): skal bestå af navngivne felter.",
        "Opgave 3 (uden kode): mangler code.",
        "Opgave 5 (T02): koden er brugt af en anden opgave.",
    )


@pytest.mark.parametrize("text", ["", "kode: T01", "[]", "- code: [", "\x00"])
def test_a_text_that_is_no_list_of_tasks_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError, match="Kataloget"):
        read_catalogue(text)


def test_a_file_cut_in_the_middle_of_a_task_is_refused() -> None:
    text = SHIPPED.read_text(encoding="utf-8")

    with pytest.raises(CatalogueError, match="mangler function"):
        read_catalogue(text[: text.rindex("  function:")])
