"""The record's matrix: who gets which data."""

from hypothesis import given

from register.activity.content import EVERY_LINE, ActivityContent, DataLine, Disclosure, Transfer
from register.activity.labels import Known
from register.activity.matrix import matrix_of
from register.activity.tidy import tidy
from tests.register.strategies import contents

CONTENT = ActivityContent(
    subjects=("children", "relatives"),
    data_lines=(
        DataLine(key="1", subject="relatives", category="ordinary", text="Navn"),
        DataLine(key="4", text="Løst"),
        DataLine(key="2", subject="children", category="health"),
        DataLine(key="3", subject="relatives", category="cpr"),
    ),
    disclosures=(
        Disclosure(category="health", recipient="LAEGE", lines=("2",)),
        Disclosure(name="Hvem ved"),
        Disclosure(name="Skolen\ni byen", lines=(EVERY_LINE,)),
    ),
    transfers=(Transfer(country="US", processor="DRIFT", lines=("1", "3")),),
)


def test_lines_stand_under_their_subject_and_recipients_across() -> None:
    known = Known({"recipients": {"LAEGE": "Egen læge"}, "processors": {"DRIFT": "Nordlys Drift"}})
    matrix = matrix_of(CONTENT, known=known)
    assert [(c.kind, c.name) for c in matrix.columns] == [
        ("recipient", "Egen læge"), ("recipient", "Skolen i byen"), ("transfer", "USA, Nordlys Drift"),
    ]  # fmt: skip
    groups = [(g.subject, [(line.category, line.text, line.marks) for line in g.lines]) for g in matrix.groups]
    assert groups == [
        ("Pårørende og værger", [
            ("Almindelige oplysninger", "Navn", [False, True, True]),
            ("CPR-nummer", "", [False, True, True]),
        ]),
        ("Børn", [("Følsomme: helbred", "", [True, True, False])]),
        ("Ikke koblet til en gruppe", [("", "Løst", [False, True, False])]),
    ]  # fmt: skip


@given(contents())
def test_every_line_stands_once_and_a_mark_is_a_key_that_is_named(content: ActivityContent) -> None:
    content = tidy(content)
    matrix = matrix_of(content)
    lines = [line for group in matrix.groups for line in group.lines]
    assert sorted(line.text for line in lines) == sorted(line.text for line in content.data_lines)
    keys = [line.key for line in content.data_lines]
    wanted = sum(
        len(keys) if EVERY_LINE in row.lines else len(row.lines) for row in (*content.disclosures, *content.transfers)
    )
    assert sum(sum(line.marks) for line in lines) == wanted
