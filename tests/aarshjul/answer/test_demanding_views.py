"""Tasks that ask for more than a press: a file, approval, a result, a page of their own."""

import re
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from aarshjul.attestation.actions import start_campaign
from aarshjul.attestation.starting import StartCampaign, proposed_due
from aarshjul.task.model import Task
from app.attachment.model import Attachment
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.processor.model import ProcessorSupervision
from tests.aarshjul.answer.conftest import DAY, Desk
from tests.aarshjul.answer.sent import first_button, send
from tests.make import make_demanding_task, make_pointed, make_record
from tests.page import parse


@pytest.fixture
def demanding(desk: Desk) -> int:
    """A task of Bent's that wants a file and a leader's approval."""

    def make() -> int:
        return make_demanding_task(
            unit=db.session.get_one(Unit, desk.personas.social_id), due_on=clock.today(), function="leader",
            needs_evidence=True, needs_approval=True,
        ).id  # fmt: skip

    return int(desk.write(make))


def test_a_file_that_is_asked_for_is_sent_on_the_page_itself(client: FlaskClient, desk: Desk, demanding: int) -> None:
    link = desk.link(demanding)
    page = client.get(link).text
    parse(page)
    assert 'type="file"' in page
    assert "En leder skal godkende det bagefter." in page
    refused = send(client, link, "done", {"done-note": "Klar"})
    assert refused.status_code == 422
    assert "Læg mindst én fil på" in refused.text
    assert "Klar" in refused.text
    data: dict[str, Any] = {"done-note": "Klar", "done-result": "no_errors", "done-spent": "20 min"}
    sent = send(client, link, "done", data | {"done-files": [(BytesIO(b"Bevis"), "a.txt")]})
    assert "Tak. Opgaven er sendt til godkendelse." in sent.text
    task = desk.task(demanding)
    assert (task.state, task.result, task.spent_minutes) == ("for_approval", "no_errors", 20)
    again = send(client, link, "done", data | {"done-files": [(BytesIO(b"Mere"), "b.txt")]})
    assert again.status_code == 200
    bent = desk.person_id(desk.personas.bent)
    with desk.app.app_context():
        [file] = db.session.scalars(sa.select(Attachment)).all()
        assert (file.file_name, file.by_id) == ("a.txt", bent)


def test_a_new_date_that_must_be_approved_is_asked_for(client: FlaskClient, desk: Desk, demanding: int) -> None:
    link = desk.link(demanding)
    page = client.get(f"{link}?svar=udsaet").text
    assert "En leder skal godkende den nye frist." in page
    assert first_button(page) == "Bed om ny frist"
    assert "Tak. En leder skal godkende den nye frist, " in send(client, link, "postpone").text
    assert (desk.task(demanding).state, desk.task(demanding).asks) == ("for_approval", "postpone")


def test_the_date_of_the_law_is_told_and_kept(client: FlaskClient, desk: Desk) -> None:
    link = desk.link(desk.make_task(law_due_on=clock.today() + 10 * DAY))
    assert "Loven sætter selv fristen til" in client.get(f"{link}?svar=udsaet").text
    refused = send(client, link, "postpone")
    assert refused.status_code == 422
    assert "Loven sætter selv fristen." in refused.text


def test_a_supervision_leads_to_the_processor_and_asks_what_it_found(client: FlaskClient, desk: Desk) -> None:
    processor = desk.write(lambda: make_pointed("processors", code="KLIT", name="Klitrose").id)
    task_id = desk.make_task(
        kind="supervision", key=f"processor/{processor}/supervision/0", subject_kind="processor", subject_id=processor
    )
    link = desk.link(task_id)
    page = client.get(link).text
    parse(page)
    assert "Se «Klitrose»" in page
    assert "Vælg, hvad tilsynet viste." in send(client, link, "done", {"done-note": "Set igennem"}).text
    send(client, link, "done", {"done-note": "Set igennem", "done-result": "no_critical"})
    with desk.app.app_context():
        held = db.session.scalars(sa.select(ProcessorSupervision)).one()
        assert (held.result, held.conclusion) == ("yellow", "Set igennem")


def test_an_ordinary_task_takes_no_files(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_task()
    send(client, desk.link(task_id), "done", {"done-note": "", "done-files": [(BytesIO(b"Bevis"), "a.txt")]})
    assert desk.task(task_id).state == "done"
    with desk.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0


def test_what_was_never_assessed_leads_to_the_record_and_is_only_put_off_or_sent_on(
    client: FlaskClient, desk: Desk
) -> None:
    review = desk.task(desk.make_review())
    task_id = desk.make_task(
        kind="risk", key=f"activity/{review.subject_id}/risk/0", subject_kind="activity", subject_id=review.subject_id
    )
    page = client.get(desk.link(task_id)).text
    parse(page)
    assert "Vurderingen mangler" in page
    assert "Se behandlingen" in page
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    before = desk.dump()
    send(client, desk.link(task_id), "done")
    assert desk.dump() == before


def test_an_attestation_is_answered_on_the_page_of_its_records(client: FlaskClient, desk: Desk) -> None:
    def start() -> int:
        social = desk.personas.social_id
        make_record(unit="SOC")
        command = StartCampaign(
            title="Bekræft fortegnelsen",
            opens_on=clock.today(),
            due_on=proposed_due(clock.today()),
            place_ids=(social,),
        )
        start_campaign(command, writes=Scope.everything(), doing=Doing(at=clock.now(), via="cli"))
        return db.session.scalars(sa.select(Task.id).where(Task.kind == "attestation")).one()

    link = desk.link(int(desk.write(start)))
    page = client.get(f"{link}?svar=udfoert").text
    parse(page)
    assert "Du svarer på en anden side" in page
    assert "Log ind, og se behandlingerne" in page
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    before = desk.dump()
    send(client, link, "done")
    assert desk.dump() == before
