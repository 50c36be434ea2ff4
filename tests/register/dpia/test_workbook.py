"""The worksheet of impact assessments."""

from app.core.scope import Scope
from register.dpia.actions import begin_dpia
from register.dpia.workbook import dpia_sheet
from tests.make import TODAY, make_record
from tests.register.dpia.conftest import BY_CRITERIA, Office


def test_every_record_has_a_row_with_its_screening_and_its_newest_version(office: Office) -> None:
    make_record(unit="SOC", title="Uden screening")
    office.screen(BY_CRITERIA)
    office.approved()
    begin_dpia(office.activity_id, doing=office.doing("anna"))
    sheet = dpia_sheet(Scope.everything())
    rows = {str(row[1]): dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows}
    assert (rows["Uden screening"]["Screening"], rows["Uden screening"]["Nyeste udgave"]) == ("Mangler screening", None)
    row = rows["Hjemmepleje"]
    assert row["Grunde"] and row["Fravalg"] == ""
    assert (row["Nyeste udgave"], row["Tilstand"], row["Godkendt"]) == (2, "Kladde", TODAY)
    assert row["Restrisiko ved godkendelsen"] in {"Grøn", "Lysegrøn", "Gul"}
    assert row["Næste gennemgang"] == TODAY.replace(year=TODAY.year + 1)


def test_a_reader_sees_the_records_of_their_own_part(office: Office) -> None:
    assert list(dpia_sheet(Scope.nothing()).rows) == []
