"""An OpenID provider for each test, and a browser that follows the way in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config import Settings
from tests.conftest import make_settings
from tests.provider import OpenIdProvider

ANNA = {"sub": "anna-1", "email": "anna@fjordby.example", "name": "Anna Ahorn", "groups": []}


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with OpenIdProvider(user=dict(ANNA)) as running:
        yield running


@pytest.fixture
def settings(database_url: str, tmp_path: Path, provider: OpenIdProvider) -> Settings:
    return settings_for(provider, tmp_path, database_url)


def settings_for(provider: OpenIdProvider, folder: Path, database_url: str, **changes: Any) -> Settings:
    """Settings of a municipality that signs in at this provider."""
    values = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": provider.client_id,
        "oidc_client_secret": provider.secret,
    }
    return make_settings(folder, database_url, **(values | changes))


def come_back(client: FlaskClient, *, target: str = "") -> str:
    """Go to the provider, which lets its user in; the address it sends the browser back to."""
    away = client.get("/log-ind/kommune", query_string={"next": target} if target else None)
    assert away.status_code == 303, away.text
    return follow(away.location)


def follow(url: str) -> str:
    """Ask the provider, as the browser does; the path and query of ours that it leads to."""
    back = requests.get(url, timeout=5, allow_redirects=False)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{parts.query}"


def sign_in_at(client: FlaskClient, *, target: str = "") -> TestResponse:
    """The whole way in; our answer to it."""
    return client.get(come_back(client, target=target))


def asked_with(url: str) -> dict[str, str]:
    """What a browser asks the provider with."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
