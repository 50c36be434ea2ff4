"""What nobody types: numbers no row has, addresses that cannot be taken apart, days before there were any."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import sign_in
from tests.make import Personas

BIG = 99_999_999_999_999_999_999


@pytest.mark.parametrize(
    "path",
    ["/admin/brugere/{}", "/admin/brugere/{}/fravaer", "/admin/mails/{}", "/konto/fravaer/{}/ret", "/opgaver/{}"],
)
@pytest.mark.parametrize("number", [2**31, BIG])
def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(
    client: FlaskClient, personas: Personas, path: str, number: int
) -> None:
    sign_in(client, personas.frida)
    assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/admin/spor?fra=0001-01-01", "/admin/spor?til=9999-12-31", f"/admin/spor?nr={BIG}", "/admin/spor?nr=-1",
        f"/admin/spor?person={BIG}", f"/admin/brugere?side={BIG}", f"/admin/mails?side={BIG}", "/admin/spor?fra=i+gaar",
        "/log-ind?next=//[", "/log-ind?next=http://[", "/admin/spor?art=%F0%9F%99%82&nr=1",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_gives_a_page(client: FlaskClient, personas: Personas, path: str) -> None:
    sign_in(client, personas.frida)
    assert client.get(path).status_code in {200, 303}


def test_headers_that_no_browser_sends_change_nothing(client: FlaskClient, personas: Personas) -> None:
    answer = client.post("/log-ud", environ_overrides={"HTTP_REFERER": "http://["})
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/log-ind")
    made_up = {"HTTP_USER_AGENT": "a\x00b\r\nc"}
    wrong = client.post("/log-ind", data={"email": personas.frida, "password": "forkert"}, environ_overrides=made_up)
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "target", ["//[", "http://[", "////ond.example", "/\\ond.example", "https:/ond.example", "//ond"]
)
def test_nobody_is_led_elsewhere_after_sign_in(client: FlaskClient, personas: Personas, target: str) -> None:
    sign_in(client, personas.frida)
    assert client.get("/log-ind", query_string={"next": target}).location == "/"
