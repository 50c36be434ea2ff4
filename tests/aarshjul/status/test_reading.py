"""What somebody in DDS reads: the frozen reports, and nothing live."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from tests.aarshjul.status.writing import DAY, begun, frozen, person, planned, unit
from tests.conftest import sign_in
from tests.make import Personas, make_grant


@pytest.fixture
def ids(ctx: Flask, personas: Personas) -> tuple[int, int]:
    """A frozen report and a draft."""
    planned(400)
    found = frozen(personas).id, begun().id
    db.session.commit()
    return found


def test_dds_reads_what_was_published_and_nothing_else(
    ids: tuple[int, int], client: FlaskClient, personas: Personas
) -> None:
    published, draft = ids
    sign_in(client, personas.erik)
    index = client.get("/rapporter").text
    assert f'href="/rapporter/{published}"' in index
    assert f'href="/rapporter/{draft}"' not in index
    assert "som de står i dag" not in index
    assert "/rapporter/status/" not in index
    for form in ("", ".pdf", ".docx", ".xlsx", ".json"):
        assert client.get(f"/rapporter/status/DDS{form}").status_code == 404
        assert client.get(f"/rapporter/{draft}{form}").status_code == 404
        assert client.get(f"/rapporter/{published}{form}").status_code == 200
    for page in ("laas", "send", "kasser"):
        assert client.post(f"/rapporter/{published}/{page}").status_code == 403
    page = client.get(f"/rapporter/{published}").text
    assert "Send rapporten" not in page
    assert "Skriv i kladden" not in page


def test_without_a_report_dds_hears_why_the_page_is_empty(ctx: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.erik)
    assert "Der er ingen rapport endnu" in client.get("/rapporter").text


@pytest.mark.parametrize("who", ["dorte", "anna", "carla"])
def test_who_works_with_reports_sees_the_figures_too(client: FlaskClient, personas: Personas, who: str) -> None:
    sign_in(client, getattr(personas, who))
    assert "Tal til DDS, som de står i dag" in client.get("/rapporter").text
    assert client.get("/rapporter/status/DDS?dato=ikke-en-dag").status_code == 200


def test_the_form_of_a_frozen_report_says_kindly_that_it_is_too_late(
    ids: tuple[int, int], client: FlaskClient, personas: Personas
) -> None:
    published, _draft = ids
    begin_writing()
    make_grant(person=person(personas.anna), role="isc", unit=unit("SOC").parent)
    social_id = unit("SOC").id
    db.session.commit()
    sign_in(client, personas.anna)
    for page in ("forside", "indstilling", f"bemaerkning/{social_id}", "indstilling/1"):
        answer = client.get(f"/rapporter/{published}/{page}")
        assert answer.status_code == 409, page
        assert "Rapporten er låst og kan ikke ændres. Lav en ny." in answer.text


def test_the_dpo_hears_it_too(ids: tuple[int, int], client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert client.get(f"/rapporter/{ids[0]}/raadgiver").status_code == 409


def test_the_file_is_named_by_day_body_and_version(
    ids: tuple[int, int], client: FlaskClient, personas: Personas
) -> None:
    published, draft = ids
    sign_in(client, personas.dorte)
    for report_id, name in ((published, "_v1.json"), (draft, "_v2_kladde.json")):
        sent = client.get(f"/rapporter/{report_id}.json").headers["Content-Disposition"]
        assert f"{DAY:%Y-%m-%d}_Statusrapport_DDS{name}" in sent
