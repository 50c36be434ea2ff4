"""The web edge: what it refuses before any view is asked."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import sign_in
from tests.make import Personas

NUL = "\x00"


@pytest.mark.parametrize("address", ["/fortegnelse?q=a%00b", "/admin/mails?q=%00", "/rapporter/status/%00"])
def test_an_address_that_no_database_can_be_asked_about_is_turned_away(
    client: FlaskClient, personas: Personas, address: str
) -> None:
    sign_in(client, personas.frida)
    answer = client.get(address)
    assert answer.status_code == 400
    assert "kunne ikke læses" in answer.text


def test_a_form_that_no_database_can_keep_is_turned_away(client: FlaskClient, personas: Personas) -> None:
    answer = client.post("/log-ind", data={"email": f"anna{NUL}@fjordby.example", "password": "forkert"})
    assert answer.status_code == 400
