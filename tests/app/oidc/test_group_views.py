"""The page on the municipality's sign-in: groups that give roles."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.oidc.model import GroupRole
from app.oidc.store import list_group_roles
from app.organisation.model import RoleGrant, Unit
from tests.app.oidc.conftest import sign_in_at
from tests.conftest import sign_in
from tests.make import Personas
from tests.provider import OpenIdProvider

ROW = {"group": " GDPR-Social ", "role": "coordinator", "unit": "SOC"}


def table(app: Flask) -> Sequence[tuple[str, str, int]]:
    with app.app_context():
        return [(line.row.group, line.row.role, line.people) for line in list_group_roles()]


def test_a_group_is_added_counted_and_removed_and_its_roles_go_at_once(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    sign_in(client, personas.frida)
    assert client.post("/admin/grupper", data=ROW).status_code == 303
    assert client.post("/admin/grupper", data=ROW | {"group": "Ledere", "role": "manager"}).status_code == 303
    for sub, groups in (("a", ["gdpr-social"]), ("b", ["GDPR-SOCIAL", "ledere"])):
        provider.user = {"sub": sub, "email": f"{sub}@fjordby.example", "groups": groups}
        assert sign_in_at(app.test_client()).status_code == 303
    assert table(app) == [("GDPR-Social", "coordinator", 2), ("Ledere", "manager", 1)]
    page = client.get("/admin/grupper").text
    assert f"{provider.issuer}<" in page
    assert "http://127.0.0.1:8000/log-ind/kommune/svar" in page

    # A second group that gives the same: nobody loses anything when one of the two goes.
    assert client.post("/admin/grupper", data=ROW | {"group": "Flere"}).status_code == 303
    with app.app_context():
        ids = {row.group: row.id for row in db.session.scalars(sa.select(GroupRole))}
    assert "har mistet" not in client.post(f"/admin/grupper/{ids['Flere']}/fjern", follow_redirects=True).text
    assert (
        "2 personer har mistet den"
        in client.post(f"/admin/grupper/{ids['GDPR-Social']}/fjern", follow_redirects=True).text
    )
    assert table(app) == [("Ledere", "manager", 1)]
    with app.app_context():
        held = db.session.execute(sa.select(RoleGrant.role).where(RoleGrant.source == "oidc")).all()
        assert [role for (role,) in held] == ["manager"]
        trail = sa.select(AuditEvent.verb).where(AuditEvent.subject_kind == "group_role").order_by(AuditEvent.id)
        verbs = list(db.session.scalars(trail))
        assert verbs == ["group.add"] * 3 + ["group.remove"] * 2
    assert client.post(f"/admin/grupper/{ids['GDPR-Social']}/fjern").status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_group_cannot_give_is_refused_with_the_reason_at_its_field(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    sign_in(client, personas.frida)
    assert client.post("/admin/grupper", data=ROW).status_code == 303
    for change, words in (
        ({"group": "gdpr-SOCIAL"}, "Gruppen giver allerede den rolle i Social"),
        ({"group": " "}, "Skriv gruppen"),
        ({"role": ""}, "Vælg en rolle"),
        ({"role": "auditor"}, "aria-invalid"),
        ({"unit": "FINDES-IKKE"}, "aria-invalid"),
        ({"group": "x" * 201}, "aria-invalid"),
    ):
        answer = client.post("/admin/grupper", data=ROW | change)
        assert (answer.status_code, words in answer.text) == (422, True), change
    assert len(table(app)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_group_of_the_last_administrator_is_not_removed(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    with app.app_context():
        begin_writing()
        root = db.session.scalars(sa.select(Unit).where(Unit.kind == "municipality")).one()
        db.session.add(GroupRole(group="adm", role="admin", unit=root))
        db.session.execute(sa.update(RoleGrant).where(RoleGrant.role == "admin").values(source="oidc"))
        db.session.commit()
    sign_in(client, personas.frida)
    answer = client.post("/admin/grupper/1/fjern")
    assert (answer.status_code, "mindst én systemadministrator" in answer.text) == (409, True)
    assert len(table(app)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_closed_unit_gives_nothing_and_the_dpo_only_reads(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    sign_in(client, personas.frida)
    assert client.post("/admin/grupper", data=ROW).status_code == 303
    with app.app_context():
        begin_writing()
        db.session.execute(sa.update(Unit).where(Unit.code == "SOC").values(is_closed=True))
        db.session.commit()
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["gdpr-social"]}
    assert sign_in_at(app.test_client()).status_code == 403
    sign_in(client, personas.dorte)
    page = client.get("/admin/grupper").text
    assert "nedlagt, giver intet" in page
    assert "Tilføj en gruppe" not in page
