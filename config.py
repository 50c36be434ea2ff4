"""Settings from the environment or `.env`; docs/indstillinger.md lists them all and a test compares.

A setting has a default only where that default is safe on a person's own machine. A value that cannot be
understood stops the start with a sentence that names the setting. A secret may be given as a file: NAME_FILE.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
SECRETS = ("DATABASE_URL", "SECRET_KEY", "AUDIT_KEY", "SMTP_URL", "OIDC_CLIENT_SECRET")
ELSEWHERE = frozenset({"TRIAL_DATA", "TEST_DATABASE_URL", "NO_APT", "FLASK_APP", "FLASK_DEBUG"})
"""Names that may stand in `.env` for the set-up and the tests, not for the product."""


SHORTEST_SECRET = 16


class BadSetting(Exception):
    """A setting that cannot be used; the message is a sentence for the person who runs the program."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of the product, checked. Field names are the environment's names in lower case."""

    database_url: str
    secret_key: str
    base_url: str
    smtp_url: str
    mail_from: str
    host: str
    port: int
    instance_dir: Path
    password_memory_kib: int
    smtp_timeout: int
    trusted_proxies: int
    log_level: str
    audit_key: str
    audit_head_file: Path
    session_idle_minutes: int
    session_hours: int
    requests_per_minute: int
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_groups_claim: str

    @property
    def has_oidc(self) -> bool:
        """Whether people can sign in at the municipality's own OpenID provider."""
        return bool(self.oidc_issuer)

    @property
    def is_secure(self) -> bool:
        """Whether people reach the program by https, so that cookies may be limited to it."""
        return self.base_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the program; the demo is refused otherwise."""
        return self.host in {"127.0.0.1", "::1", "localhost"}


def setting_names() -> tuple[str, ...]:
    """Names of all settings as they stand in the environment."""
    return tuple(f.name.upper() for f in fields(Settings))


def load(environ: Mapping[str, str] | None = None, *, dotenv: Path = ROOT / ".env") -> Settings:
    """Settings from `environ` (the process's own when None) over `.env`. Raises BadSetting."""
    values = _from_dotenv(dotenv) | dict(os.environ if environ is None else environ)
    for name in SECRETS:
        values = _with_file(values, name)
    instance = Path(values.get("INSTANCE_DIR") or ROOT / "instance").resolve()
    return Settings(
        database_url=_database_url(values.get("DATABASE_URL") or f"sqlite:///{instance / 'data.sqlite3'}"),
        secret_key=_secret(values.get("SECRET_KEY", ""), "SECRET_KEY") or _kept_secret(instance, "secret_key"),
        base_url=_base_url(values.get("BASE_URL") or f"http://127.0.0.1:{_port(values)}"),
        smtp_url=_smtp_url(values.get("SMTP_URL", "")),
        mail_from=_address(values.get("MAIL_FROM") or "aarshjul@localhost.localdomain"),
        host=_host(values.get("HOST") or "127.0.0.1"),
        port=_port(values),
        instance_dir=instance,
        password_memory_kib=_number(values, "PASSWORD_MEMORY_KIB", 65_536, 8, 4_194_304),
        smtp_timeout=_number(values, "SMTP_TIMEOUT", 20, 1, 600),
        trusted_proxies=_number(values, "TRUSTED_PROXIES", 0, 0, 5),
        log_level=_one_of(values, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        # A key of its own: the secret key may be changed any day, the audit trail must stay provable for years.
        audit_key=_secret(values.get("AUDIT_KEY", ""), "AUDIT_KEY") or _kept_secret(instance, "audit_key"),
        audit_head_file=Path(values.get("AUDIT_HEAD_FILE") or instance / "audit-head.json").resolve(),
        session_idle_minutes=_number(values, "SESSION_IDLE_MINUTES", 120, 5, 1440),
        session_hours=_number(values, "SESSION_HOURS", 12, 1, 168),
        requests_per_minute=_number(values, "REQUESTS_PER_MINUTE", 600, 10, 1_000_000),
        oidc_groups_claim=values.get("OIDC_GROUPS_CLAIM") or "groups",
        **_oidc(values),
    )


def _oidc(values: Mapping[str, str]) -> dict[str, str]:
    """The provider's settings: an issuer that can be trusted, and who we are there; or none of them."""
    issuer, client = values.get("OIDC_ISSUER", ""), values.get("OIDC_CLIENT_ID", "")
    secret = values.get("OIDC_CLIENT_SECRET", "")
    if not issuer and not client and not secret:
        return {"oidc_issuer": "", "oidc_client_id": "", "oidc_client_secret": ""}
    parts = urlsplit(issuer) if _has_port_or_none(issuer) else None
    is_here = parts is not None and parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts is None or not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise BadSetting("OIDC_ISSUER skal være en https-adresse som https://login.kommune.example/realms/kommune.")
    if not client:
        raise BadSetting("OIDC_CLIENT_ID mangler: det navn, udbyderen i OIDC_ISSUER kender programmet under.")
    return {"oidc_issuer": issuer, "oidc_client_id": client, "oidc_client_secret": secret}


def _from_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    values = {name: value or "" for name, value in dotenv_values(path).items()}
    known = set(setting_names()) | {f"{name}_FILE" for name in SECRETS} | ELSEWHERE
    for name in values:
        if name not in known:
            raise BadSetting(f"Indstillingen {name} i .env kendes ikke. Se docs/indstillinger.md.")
    return values


def _with_file(values: dict[str, str], name: str) -> dict[str, str]:
    file = values.get(f"{name}_FILE")
    if not file:
        return values
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "det er ikke tekst"
        raise BadSetting(f"{name}_FILE peger på {file}, som ikke kan læses: {reason}.") from None
    if not value:
        raise BadSetting(f"{name}_FILE peger på {file}, som er tom.")
    return values | {name: value}


def _secret(value: str, name: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise BadSetting(f"{name} skal være på mindst {SHORTEST_SECRET} tegn.")
    return value


def _kept_secret(instance: Path, name: str) -> str:
    path = instance / name
    try:
        # For the owner only: it holds personal data, and the database makes its file readable by all.
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(f"INSTANCE_DIR er {instance}, som ikke kan oprettes: {problem.strerror}.") from None
    if not path.exists():
        # Linking a finished file into place: web and scheduler start together and must end with one key.
        draft = instance / f"{name}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        kept = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadSetting(f"Nøglen i {path} kan ikke læses: {problem.strerror}.") from None
    # An empty file is too short a key, not an invitation to make a new one: links that were mailed would die.
    return _secret(kept or "-", f"Nøglen i {path}")


def _database_url(value: str) -> str:
    for short in ("postgres://", "postgresql://"):
        if value.startswith(short):
            value = "postgresql+psycopg://" + value.removeprefix(short)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL skal begynde med sqlite:/// eller postgresql://.")
    if value in {"sqlite:///", "sqlite:///:memory:"}:
        raise BadSetting(
            "DATABASE_URL skal nævne en fil efter sqlite:///, for eksempel sqlite:////srv/aarshjul/data.sqlite3."
        )
    if not _has_port_or_none(value):
        raise BadSetting("DATABASE_URL skal se ud som postgresql://bruger:kode@vært:5432/database.")
    return value


def _has_port_or_none(url: str) -> bool:
    """Whether the address can be taken apart, and its port is a number where it has one."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port is None or port > 0


def _base_url(value: str) -> str:
    parts = urlsplit(value) if _has_port_or_none(value) else None
    is_web = parts is not None and parts.scheme in {"http", "https"} and bool(parts.hostname)
    if parts is None or not is_web or parts.query or parts.fragment or any(c.isspace() for c in value):
        raise BadSetting("BASE_URL skal være en adresse som https://gdpr.kommune.example.")
    return value.rstrip("/")


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", value):
        raise BadSetting(f"HOST skal være en adresse som 127.0.0.1 eller et værtsnavn, ikke «{value}».")
    return value


def _smtp_url(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value) if _has_port_or_none(value) else None
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting("SMTP_URL skal se ud som smtp://bruger:kode@vært:587?starttls=required.")
    if parts.query not in {"", "starttls=required", "starttls=never", "starttls=auto"}:
        raise BadSetting("SMTP_URL kan kun slutte med ?starttls=required, ?starttls=auto eller ?starttls=never.")
    return value


def _address(value: str) -> str:
    name, _, domain = value.rpartition("@")
    if parseaddr(value) != ("", value) or not name or not domain:
        raise BadSetting("MAIL_FROM skal være en mailadresse.")
    return value


def _port(values: Mapping[str, str]) -> int:
    return _number(values, "PORT", 8000, 1, 65_535)


def _number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise BadSetting(f"{name} skal være et helt tal mellem {least} og {most}, ikke «{text}».")
    return int(text)


def _one_of(values: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = values.get(name) or default
    if text not in allowed:
        raise BadSetting(f"{name} skal være en af {', '.join(allowed)}, ikke «{text}».")
    return text
