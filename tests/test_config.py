"""Settings: each one that cannot be used stops the start with a sentence that names it."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, SECRETS, BadSetting, Settings, load, setting_names

NO_DOTENV = Path("/nonexistent/.env")


def load_with(tmp_path: Path, **values: str) -> Settings:
    return load({"INSTANCE_DIR": str(tmp_path / "instance"), **values}, dotenv=NO_DOTENV)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "ftp://gdpr.fjordby.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "http://[halv"),
        ("BASE_URL", "http://vært:port"),
        ("BASE_URL", "https://gdpr.fjordby.example/?a=b"),
        ("DATABASE_URL", "mysql://vært/database"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://bruger@vært:abc/database"),
        ("HOST", "to ord"),
        ("LOG_LEVEL", "højt"),
        ("MAIL_FROM", "ingen"),
        ("MAIL_FROM", "@"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("MAIL_FROM", "Årshjul <a@b.example>"),
        ("PASSWORD_MEMORY_KIB", "meget"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "http"),
        ("SECRET_KEY", "kort"),
        ("SMTP_TIMEOUT", "0"),
        ("SMTP_URL", "http://vært"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://vært:port"),
        ("SMTP_URL", "smtp://vært?tls=måske"),
        ("TRUSTED_PROXIES", "6"),
    ],
)
def test_a_value_that_cannot_be_used_stops_with_a_sentence_that_names_it(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as problem:
        load_with(tmp_path, **{name: value})
    assert str(problem.value).startswith(name)
    assert str(problem.value).endswith((".", "»."))


def test_no_setting_at_all_gives_a_program_for_one_machine(tmp_path: Path) -> None:
    settings = load_with(tmp_path)
    assert settings.is_loopback
    assert not settings.is_secure
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'data.sqlite3'}"
    assert settings.smtp_url == ""


def test_the_port_is_part_of_the_address_in_mails(tmp_path: Path) -> None:
    assert load_with(tmp_path, PORT="8011").base_url == "http://127.0.0.1:8011"


@pytest.mark.parametrize("short", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_the_same_driver(tmp_path: Path, short: str) -> None:
    url = load_with(tmp_path, DATABASE_URL=f"{short}://u:p@vært:5432/d").database_url
    assert url == "postgresql+psycopg://u:p@vært:5432/d"


def test_an_unknown_name_in_the_env_file_stops_with_a_sentence_that_names_it(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PROT=8001\n", encoding="utf-8")
    with pytest.raises(BadSetting, match=r"PROT i \.env kendes ikke"):
        load({"INSTANCE_DIR": str(tmp_path)}, dotenv=dotenv)


def test_the_environment_goes_before_the_env_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("PORT=8001\nHOST=localhost\n", encoding="utf-8")
    settings = load({"INSTANCE_DIR": str(tmp_path), "PORT": "8002"}, dotenv=dotenv)
    assert (settings.port, settings.host) == (8002, "localhost")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file(tmp_path: Path, name: str) -> None:
    value = {
        "DATABASE_URL": "postgresql+psycopg://u:p@vært/d",
        "SECRET_KEY": "en lang nøgle, som ingen kender",
        "SMTP_URL": "smtp://u:p@vært:587?starttls=required",
        "AUDIT_KEY": "en anden lang nøgle",
        "OIDC_CLIENT_SECRET": "hemmelig hos udbyderen",
    }[name]
    file = tmp_path / "hemmelig"
    file.write_text(f"{value}\n", encoding="utf-8")
    known = {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "aarshjul"} if name.startswith("OIDC") else {}
    assert getattr(load_with(tmp_path, **{f"{name}_FILE": str(file)} | known), name.lower()) == value


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"OIDC_ISSUER": "http://login.kommune.example", "OIDC_CLIENT_ID": "a"}, "OIDC_ISSUER skal være en https"),
        ({"OIDC_ISSUER": "login.kommune.example", "OIDC_CLIENT_ID": "a"}, "OIDC_ISSUER skal være en https"),
        ({"OIDC_CLIENT_ID": "a"}, "OIDC_ISSUER skal være en https"),
        ({"OIDC_ISSUER": "https://login.kommune.example"}, "OIDC_CLIENT_ID mangler"),
    ],
)
def test_a_provider_that_cannot_be_trusted_or_found_stops_the_start(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(BadSetting, match=words):
        load_with(tmp_path, **changes)


def test_a_provider_on_this_machine_may_be_tried_without_tls(tmp_path: Path) -> None:
    settings = load_with(tmp_path, OIDC_ISSUER="http://127.0.0.1:9400/", OIDC_CLIENT_ID="aarshjul")
    # Letter by letter: it is compared with what the provider calls itself.
    assert (settings.has_oidc, settings.oidc_issuer) == (True, "http://127.0.0.1:9400/")


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\xd0"])
def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "hemmelig"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadSetting, match=f"^SECRET_KEY_FILE peger på {re.escape(str(file))}, som "):
        load_with(tmp_path, SECRET_KEY_FILE=str(file))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    with pytest.raises(BadSetting, match=r"^INSTANCE_DIR"):
        load({"INSTANCE_DIR": str(tmp_path / "fil" / "instance")}, dotenv=NO_DOTENV)


def test_the_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first = load_with(tmp_path).secret_key
    path = tmp_path / "instance" / "secret_key"
    assert len(first) >= 48
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_with(tmp_path).secret_key == first
    assert sorted(p.name for p in path.parent.iterdir()) == ["audit_key", "secret_key"]


def test_a_kept_key_that_was_emptied_is_not_replaced_in_silence(tmp_path: Path) -> None:
    load_with(tmp_path)
    path = tmp_path / "instance" / "secret_key"
    path.write_text("", encoding="utf-8")
    with pytest.raises(BadSetting, match=re.escape(str(path))):
        load_with(tmp_path)


STARTER = """
import sys
from pathlib import Path
import config
print("klar", flush=True)
sys.stdin.readline()
print(config.load(dotenv=Path("/nonexistent/.env")).secret_key, flush=True)
"""


def test_processes_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SECRET_KEY")}
    environ["INSTANCE_DIR"] = str(tmp_path / "instance")
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER],
            cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(6)
    ]  # fmt: skip
    for starter in starters:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "klar\n"
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("\n")
        starter.stdin.flush()
    keys = {starter.communicate(timeout=60)[0].strip() for starter in starters}
    assert len(keys) == 1
    assert len(keys.pop()) >= 48


def test_every_setting_is_documented_and_nothing_else() -> None:
    text = (ROOT / "docs" / "indstillinger.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)
    assert sorted(documented) == sorted({*setting_names(), *(f"{name}_FILE" for name in SECRETS)})
