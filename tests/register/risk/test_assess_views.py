"""The steps of an assessment on their pages: what is wrong is said where it is, and nothing written is lost."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.organisation.model import Unit
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent, Transfer
from register.activity.model import ProcessingActivity
from register.risk.model import AssessedThreat, RiskAssessment, ThreatMeasure
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_assessment, make_pointed
from tests.page import parse, text_of
from tests.register.risk.browsing import read, version, write


def draft_row() -> RiskAssessment:
    return db.session.scalars(db.select(RiskAssessment).where(RiskAssessment.is_draft)).one()


def ids(app: Flask) -> list[int]:
    return list(read(app, lambda: [row.id for row in draft_row().threats]))


def say(client: FlaskClient, draft: str, group: str, rest: str, **rows: str) -> Any:
    address = f"{draft}/trusler?gruppe={group}"
    page = client.get(address).text
    said = dict.fromkeys(re.findall(r'name="(t\d+-\w+)"', page), "")
    return client.post(address, data=said | {"version": version(client, address), "rest_reason": rest} | rows)


def test_from_blank_to_one_that_holds_with_an_action_and_an_acceptance(
    app: Flask, anna: FlaskClient, draft: str, activity_id: int, personas: Personas
) -> None:
    data = {"confidentiality": "3", "integrity": "1", "availability": "1", "context": "Hele opgaven",
            "organisation-integrity": "2", "version": version(anna, f"{draft}/konsekvens")}  # fmt: skip
    assert anna.post(f"{draft}/konsekvens", data=data).status_code == 303
    first = ids(app)[0]
    answer = say(anna, draft, "message", "Sker ikke her.", **{f"t{first}-verdict": "yes", f"t{first}-likelihood": "3",
                                                              f"t{first}-note": "Skete i maj."})  # fmt: skip
    for _ in range(12):
        if "/trusler" not in answer.location:
            break
        answer = say(anna, draft, answer.location.split("gruppe=")[1], "Sker ikke her.")
    assert answer.location.endswith("/haandtering")
    lacking = anna.post(
        f"{draft}/afslut",
        data={"version": version(anna, f"{draft}/afslut"), "reason": "Mails.", "assessed_on": "01-03-2026"},
    )
    assert lacking.status_code == 422
    assert "Vælg, hvordan risikoen håndteres." in lacking.text
    measure = write(app, lambda: make_pointed("security_measures", code="FORSINK", name="Forsinket afsendelse").id)
    treated = {"likelihood": "3", "treatment": "reduce", "new_measures": str(measure), "residual_likelihood": "2",
               "evidence": "Skete i maj.", "version": version(anna, f"{draft}/trusler/{first}")}  # fmt: skip
    assert anna.post(f"{draft}/trusler/{first}", data=treated).status_code == 303
    planned = {
        "title": "Slå forsinkelsen til",
        "unit": "SOC",
        "function": "it",
        "person": "",
        "due_on": "01-12-2099",
        "threat": str(first),
    }
    assert anna.post(f"{draft}/handlinger/ny", data=planned).status_code == 303
    ended = {"version": version(anna, f"{draft}/afslut"), "reason": "Mails er det værste.", "assessed_on": "01-03-2026"}
    assert anna.post(f"{draft}/afslut", data=ended).status_code == 303
    page = anna.get(draft).text
    for text in ("Forsinket afsendelse", "Slå forsinkelsen til", "Mails er det værste.", "Ikke accepteret endnu",
                 "integritet 2 Mindre alvorlig", "Skete i maj."):  # fmt: skip
        assert text in page, text
    table = RiskAssessment
    made = read(app, lambda: db.session.execute(db.select(table.colour, table.inherent_colour, table.is_current)).one())
    assert tuple(made) == ("yellow", "yellow", True)
    assert "Hjemmepleje" in anna.get("/risiko?konsekvens=3&sandsynlighed=2").text
    assert "Gul" in anna.get(f"/fortegnelse/{activity_id}").text
    assert anna.get(f"{draft}/konsekvens").status_code == 404
    assert anna.get(f"{draft}/accept").status_code == 403


def test_what_another_saved_meanwhile_is_said_and_what_was_written_stays(anna: FlaskClient, draft: str) -> None:
    data = {"confidentiality": "2", "integrity": "2", "availability": "2", "context": "Æøå <b>", "version": "1"}
    assert anna.post(f"{draft}/konsekvens", data=data).status_code == 303
    again = anna.post(f"{draft}/konsekvens", data=data | {"context": "Noget nyt"})
    assert again.status_code == 422
    assert "En anden har gemt i vurderingen" in again.text
    assert "Noget nyt" in again.text


def test_a_number_that_looks_like_cpr_in_a_note_is_warned_about(app: Flask, anna: FlaskClient, draft: str) -> None:
    first = ids(app)[0]
    answer = say(anna, draft, "message", "", **{f"t{first}-verdict": "no", f"t{first}-note": "Se 310299-9999"})
    assert answer.status_code == 422
    assert "ligner et CPR-nummer" in answer.text
    assert read(app, lambda: db.session.get_one(AssessedThreat, first).irrelevant_reason) == ""
    box = re.search(r'name="not-cpr" value="([^"]+)"', answer.text)
    assert box, "a row's warning is answered by the form's own box"
    said = {f"t{first}-verdict": "no", f"t{first}-note": "Se 310299-9999", "not-cpr": box[1]}
    assert say(anna, draft, "message", "", **said).status_code == 303
    assert read(app, lambda: db.session.get_one(AssessedThreat, first).irrelevant_reason) == "Se 310299-9999"


def test_a_likelihood_without_a_verdict_is_asked_about_and_not_lost(app: Flask, anna: FlaskClient, draft: str) -> None:
    first = ids(app)[0]
    typed = {f"t{first}-likelihood": "3", f"t{first}-note": "Skete i maj.\nTo gange."}
    for rest in ("", "Sker ikke her."):
        answer = say(anna, draft, "message", rest, **typed)
        assert answer.status_code == 422
        assert "Vælg, om truslen er relevant, så det, du har skrevet, bliver gemt." in answer.text
        assert "Skete i maj.\nTo gange." in answer.text.replace("\r", "")
    assert say(anna, draft, "message", "Sker ikke her.", **typed, **{f"t{first}-verdict": "yes"}).status_code == 303
    kept = read(app, lambda: db.session.get_one(AssessedThreat, first))
    assert (kept.likelihood, kept.evidence.replace("\r", "")) == (3, "Skete i maj.\nTo gange.")


def test_what_the_record_says_of_ai_and_transfers_stands_beside_the_steps(
    app: Flask, anna: FlaskClient, activity_id: int, draft: str
) -> None:
    def fill() -> None:
        content = ActivityContent(
            title="Skrivehjælp", unit="SOC", ai_used="yes", transfers=(Transfer(country="US", assessment="Sag 12-7"),)
        )
        held = db.session.get_one(ProcessingActivity, activity_id)
        command = ChangeActivity(activity_id=activity_id, version=held.version, content=content)
        change_activity(command, doing=Doing(at=clock.now(), via="cli"))

    write(app, fill)
    assert "Det står i fortegnelsen" not in anna.get(f"{draft}/haandtering").text
    for step in ("konsekvens", "trusler"):
        page = text_of(parse(anna.get(f"{draft}/{step}").text))
        assert "Det står i fortegnelsen" in page
        assert "USA" in page
        assert "Sag 12-7" in page
        assert "Kunstig intelligens" in page


def test_more_digits_than_a_number_has_are_no_number(anna: FlaskClient, draft: str) -> None:
    data = {"confidentiality": "2", "organisation-integrity": "9" * 5000, "version": "9" * 5000}
    assert anna.post(f"{draft}/konsekvens", data=data).status_code == 422


def test_an_own_threat_is_written_treated_and_taken_out(app: Flask, anna: FlaskClient, draft: str) -> None:
    address = f"{draft}/egen-trussel"
    lacking = anna.post(address, data={"title": "Brev i forkert rum", "version": "1"})
    assert lacking.status_code == 422
    assert "Vælg mindst én." in lacking.text
    made = anna.post(address, data={"title": "Brev i forkert rum", "concerns": "confidentiality", "version": "1"})
    assert made.status_code == 303
    assert "Brev i forkert rum" in anna.get(f"{draft}/haandtering").text
    assert anna.post(f"{made.location}/slet", data={"version": version(anna, made.location)}).status_code == 303
    assert "Brev i forkert rum" not in anna.get(f"{draft}/haandtering").text


def test_a_draft_is_seen_by_all_who_read_and_written_by_those_who_may(
    client: FlaskClient, draft: str, personas: Personas
) -> None:
    sign_in(client, personas.carla)
    assert client.get(draft).status_code == 200
    assert client.get(f"{draft}/konsekvens").status_code == 403
    assert client.post(f"{draft}/slet", data={"version": "1"}).status_code == 403


def test_two_drafts_are_gone_through_together_and_saved_in_both_or_in_none(
    app: Flask, anna: FlaskClient, draft: str, personas: Personas
) -> None:
    other = write(app, lambda: make_activity(unit=db.session.get_one(Unit, personas.social_id), title="Madservice").id)
    second = anna.post(f"/risiko/vurder/activity/{other}").location.removesuffix("/konsekvens")
    numbers = [address.rsplit("/", 1)[1] for address in (draft, second)]
    assert anna.get(f"/risiko/sammen/trusler?v={numbers[0]}").status_code == 303
    choosing = text_of(parse(anna.get("/risiko/sammen").text))
    assert "Hjemmepleje" in choosing and "Madservice" in choosing
    address = f"/risiko/sammen/trusler?v={numbers[0]}&v={numbers[1]}&gruppe=message"
    page = anna.get(address).text
    cells = re.findall(r'name="c(\d+)"', page)
    rows = read(app, lambda: {row.id: row.assessment_id for row in db.session.scalars(db.select(AssessedThreat))})
    first, same = cells[0], cells[1]
    assert {rows[int(first)], rows[int(same)]} == set(map(int, numbers))
    data = {f"c{number}": "" for number in cells} | {f"v{number}": "1" for number in numbers}
    note = re.findall(r'name="(n\d+-note)"', page)[0]
    stale = anna.post(address, data=data | {f"c{first}": "3", f"c{same}": "no", f"v{numbers[1]}": "9"})
    assert stale.status_code == 422
    assert "En anden har gemt" in stale.text
    assert read(app, lambda: db.session.get_one(AssessedThreat, int(first)).is_relevant) is None
    done = anna.post(address, data=data | {f"c{first}": "3", f"c{same}": "no", note: "Kun hos Hjemmeplejen."})
    assert done.status_code == 303
    held = read(app, lambda: [
        (row.is_relevant, row.likelihood, row.irrelevant_reason, row.evidence)
        for row in (db.session.get_one(AssessedThreat, int(number)) for number in (first, same))
    ])  # fmt: skip
    assert held == [(True, 3, "", "Kun hos Hjemmeplejen."), (False, None, "Kun hos Hjemmeplejen.", "")]


def count(app: Flask, client: FlaskClient, address: str) -> int:
    with app.app_context(), statements_of(db.engine) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("step", ["", "/trusler", "/haandtering", "/afslut"])
def test_a_page_costs_the_same_for_no_measures_and_for_many(
    app: Flask, anna: FlaskClient, draft: str, step: str
) -> None:
    few = count(app, anna, draft + step)

    def many() -> None:
        measures = [make_pointed("security_measures", code=f"M{number}") for number in range(20)]
        for row in draft_row().threats:
            row.is_relevant, row.likelihood = True, 2
            row.measures = [ThreatMeasure(measure_id=measure.id) for measure in measures]

    write(app, many)
    assert count(app, anna, draft + step) == few


def test_the_dpo_comments_and_writes_nothing_else(app: Flask, client: FlaskClient, personas: Personas) -> None:
    def make() -> int:
        return make_assessment(activity=make_activity(unit=db.session.get_one(Unit, personas.social_id))).id

    number = write(app, make)
    address = f"/risiko/vurderinger/{number}"
    sign_in(client, personas.dorte)
    assert "Skriv en kommentar" in client.get(address).text
    said = client.post(f"/kommentarer/risk_assessment/{number}", data={"text": "Se på loggen."})
    assert said.location.endswith("#kommentarer")
    assert "Se på loggen." in client.get(address).text
    assert client.get(f"{address}/handlinger/ny").status_code == 403


def test_a_draft_is_saved_before_anything_is_chosen(app: Flask, anna: FlaskClient, draft: str) -> None:
    saved = anna.post(f"{draft}/konsekvens", data={"context": "Kun begyndt", "version": "1"})
    assert saved.status_code == 303
    assert read(app, lambda: (draft_row().context, draft_row().confidentiality)) == ("Kun begyndt", None)
