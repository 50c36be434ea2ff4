"""The list of impact assessments as a file, from the page that shows it."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.conftest import sign_in
from tests.make import Personas


def test_it_is_fetched_by_who_reads_impact_assessments(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert "/konsekvensanalyser.xlsx" in client.get("/konsekvensanalyser").text
    sheet = load_workbook(BytesIO(client.get("/konsekvensanalyser.xlsx").data)).active
    assert sheet is not None
    assert sheet["A1"].value == "Nummer"
    assert sheet.title == "Konsekvensanalyser"


@pytest.mark.parametrize("persona", ["frida"])
def test_who_reads_none_finds_no_file(client: FlaskClient, personas: Personas, persona: str) -> None:
    sign_in(client, f"{persona}@fjordby.example")
    assert client.get("/konsekvensanalyser.xlsx").status_code == 404
