"""The list of the published form: in our own words always, the published one where TRIAL_DATA points at it."""

import json
import os
import re
from pathlib import Path

import pytest
from flask import Flask

from app.core.sheets import Row, read_json
from register.activity.content import ActivityContent, Purpose
from register.activity.tidy import tidy
from register.cli import register_commands
from register.importing.apply import apply
from register.importing.mapping import get_mapping
from register.importing.problem import CellProblem
from tests.register.importing.lacks import MUNICIPALITY, lacks

OWN_FILE = Path(__file__).parents[2] / "data" / "own-article30.json"


def published() -> Path:
    """The published list, where the trial data lie."""
    folder = os.environ.get("TRIAL_DATA")
    if not folder:
        pytest.skip("TRIAL_DATA peger ikke på en mappe med prøvedata.")
    return Path(folder) / "kl-article30.json"


def read(path: Path) -> tuple[list[ActivityContent], list[CellProblem]]:
    mapping = get_mapping("kl-article30")
    document = read_json(path.name, path.read_bytes(), max_bytes=2**20)
    applied = [apply(mapping, Row(number, record)) for number, record in enumerate(document, start=1)]
    return [content for content, _ in applied], [problem for _, found in applied for problem in found]


def test_a_list_in_our_own_words_is_read_whole() -> None:
    contents, problems = read(OWN_FILE)
    assert problems == []
    assert [content.number for content in contents] == [
        *("01", "02", "03", "04", "05", "06", "07", "09", "10", "11"),
        *("A", "B"),
    ]
    by_number = {content.number: content for content in contents}
    assert by_number["01"] == ActivityContent(
        number="01",
        title="Udlån af lokaler til foreninger og aftenskoler",
        purposes=(
            Purpose(
                text="Kommunen behandler oplysninger for at fordele lokaler og tider mellem foreninger"
                " og for at sende regninger.",
                art6=("e",),
                dbl=("11",),
            ),
        ),
        kle_numbers=("18.20",),
    )
    assert by_number["02"].title == "Byggesager om carporte og udhuse"
    assert by_number["03"].purposes[0].art9 == ("h",)
    assert by_number["05"].purposes[0].art6 == ("b", "c")
    assert by_number["05"].purposes[0].dbl == ("11", "12")
    assert by_number["A"].title == "Udsendelse af nyhedsbrev"


def test_its_quirks_are_understood() -> None:
    kle = {content.number: content.kle_numbers for content in read(OWN_FILE)[0]}
    assert kle["06"] == ("23",), "a main group stands where no group of it is listed"
    assert kle["07"] == ("17.01", "98.76"), "a number nobody knows is kept"
    assert kle["10"] == ("27.35",), "a main group written wrong says nothing that the group does not"
    assert kle["04"] == (), "null is an empty list"
    last = read(OWN_FILE)[0][9]
    assert (last.purposes, last.kle_numbers) == ((), ("20.15",))


def check(app: Flask, path: Path) -> None:
    """Import a list into an empty organisation; every record must lack exactly what its file lacks."""
    runner = app.test_cli_runner()
    assert runner.invoke(register_commands, ["import", str(path), "--mapping", "kl-article30"]).exit_code == 0
    checked = json.loads(runner.invoke(register_commands, ["check", "--json"]).stdout)
    document = json.loads(path.read_bytes())
    assert len(checked) == len(document)
    by_number = {re.match(r"\w+", record["name"])[0]: record for record in document}  # type: ignore[index]
    for line in checked:
        expected = [*MUNICIPALITY.items(), *lacks(by_number[line["number"]])]
        assert [(found["rule"], found["severity"]) for found in line["findings"]] == expected, line["number"]
        assert not any(found["set_aside"] for found in line["findings"])
        assert (line["art30_complete"], line["complete"]) == (False, False)


def test_the_rules_say_of_every_imported_record_what_it_lacks(app: Flask) -> None:
    check(app, OWN_FILE)


@pytest.mark.trial
def test_the_rules_say_of_every_record_of_the_published_list_what_it_lacks(app: Flask) -> None:
    check(app, published())


@pytest.mark.trial
def test_the_published_list_is_read_whole() -> None:
    contents, problems = read(published())
    assert [content.number for content in contents] == [f"{n:02}" for n in range(1, 91) if n != 81] + list("ABCDE")
    assert problems == []
    for content in contents:
        assert tidy(content) == content
        assert not content.title.startswith(f"{content.number}.")
        assert len(content.purposes) == 1
        assert content.purposes[0].text
    assert [content.number for content in contents if not content.kle_numbers] == ["62"]
    assert contents[0].kle_numbers[:2] == ("15.00", "15.03")
    assert contents[0].purposes[0].dbl == ("10", "11")
