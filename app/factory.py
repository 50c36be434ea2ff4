"""Putting an app together from settings and parts."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel, gettext
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app.absence.views import blueprint as absence_blueprint
from app.access.views import blueprint as access_blueprint
from app.account.views import blueprint as account_blueprint
from app.admin.views import blueprint as admin_blueprint
from app.attachment.views import blueprint as attachment_blueprint
from app.audit.views import blueprint as audit_blueprint
from app.auth.views import blueprint as auth_blueprint
from app.auth.web import init_auth
from app.cli import COMMANDS
from app.comment.views import blueprint as comment_blueprint
from app.core import clock, filters
from app.core.db import init_db
from app.core.headers import Doorway
from app.core.limits import init_limits, limit_views
from app.core.log import init_log
from app.core.part import Part
from app.core.slots import Slots
from app.core.web import RowNumber, init_web
from app.draft.views import blueprint as draft_blueprint
from app.frame import fill_slots, frame_context
from app.ground import ground
from app.home.views import blueprint as home_blueprint
from app.job.own_views import blueprint as job_blueprint
from app.job.views import blueprint as health_blueprint
from app.leaving.slots import name_links
from app.leaving.views import blueprint as leaving_blueprint
from app.listing.views import blueprint as listing_blueprint
from app.mail.views import blueprint as mail_blueprint
from app.oidc.group_views import blueprint as group_blueprint
from app.oidc.provider import init_oidc
from app.oidc.views import blueprint as oidc_blueprint
from app.organisation.file_views import blueprint as organisation_file_blueprint
from app.organisation.views import blueprint as organisation_blueprint
from app.search.views import blueprint as search_blueprint
from app.second_factor.own_views import blueprint as own_factor_blueprint
from app.second_factor.views import blueprint as second_factor_blueprint
from app.security.views import blueprint as security_blueprint
from app.token.views import blueprint as token_blueprint
from app.user.views import blueprint as user_blueprint
from config import ROOT, Settings

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
STATIC = Path(__file__).parent / "static"
BLUEPRINTS = (
    auth_blueprint,
    token_blueprint,
    account_blueprint,
    oidc_blueprint,
    second_factor_blueprint,
    own_factor_blueprint,
    home_blueprint,
    search_blueprint,
    listing_blueprint,
    admin_blueprint,
    organisation_blueprint,
    organisation_file_blueprint,
    user_blueprint,
    absence_blueprint,
    draft_blueprint,
    leaving_blueprint,
    group_blueprint,
    security_blueprint,
    access_blueprint,
    job_blueprint,
    mail_blueprint,
    audit_blueprint,
    attachment_blueprint,
    comment_blueprint,
    health_blueprint,
)


def create_app(
    settings: Settings, *, parts: Sequence[Part] = (), testing: bool = False, entry: str = "wsgi:app"
) -> Flask:
    """The whole program as a WSGI app: the ground floor and the given parts.

    `entry` is where another process finds this same app, as `flask --app` takes it: long jobs run in one of their own.
    """
    init_log(settings.log_level)
    flask_app = Flask(
        __name__,
        static_folder=str(STATIC),
        static_url_path="/static",
        template_folder=str(ROOT / "templates"),
    )
    flask_app.config.update(
        SETTINGS=settings,
        TESTING=testing,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": not settings.database_url.startswith("sqlite"),
            # What people wrote must not reach the log by way of an error.
            "hide_parameters": True,
        },
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
        BABEL_DEFAULT_LOCALE="da",
        BABEL_DEFAULT_TIMEZONE="Europe/Copenhagen",
    )
    flask_app.url_map.converters["int"] = RowNumber
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    flask_app.extensions["slots"] = Slots()
    flask_app.extensions["parts"] = (ground, *parts)
    flask_app.extensions["entry"] = entry
    init_db(flask_app)
    limiter = init_limits(flask_app, settings)
    init_web(flask_app)
    init_auth(flask_app)
    init_oidc(flask_app, settings)
    Babel(flask_app, locale_selector=lambda: "da")
    CSRFProtect(flask_app)
    _init_templates(flask_app)
    _install(flask_app, parts)
    limit_views(flask_app, limiter, settings)
    # Middleware is laid round wsgi_app as Flask's documents say; its type has no word for that.
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        flask_app.wsgi_app = ProxyFix(flask_app.wsgi_app, x_for=hops, x_proto=0)  # type: ignore[method-assign] # above
    files = WhiteNoise(
        flask_app.wsgi_app,
        root=str(STATIC),
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        autorefresh=testing,
    )
    flask_app.wsgi_app = Doorway(files, settings)  # type: ignore[method-assign] # see above
    return flask_app


def _install(flask_app: Flask, parts: Sequence[Part]) -> None:
    slots: Slots = flask_app.extensions["slots"]
    fill_slots(slots)
    for blueprint in BLUEPRINTS:
        flask_app.register_blueprint(blueprint)
    for command in COMMANDS:
        flask_app.cli.add_command(command)
    for part in parts:
        part.fill(slots)
        for blueprint in part.blueprints:
            flask_app.register_blueprint(blueprint)
        for command in part.commands:
            flask_app.cli.add_command(command)
    name_links(slots)


def _init_templates(flask_app: Flask) -> None:
    version = _static_version()

    def asset(path: str) -> str:
        # Without url_for, because reports and mails are also made where there is no request.
        return f"{flask_app.static_url_path}/{path}?v={version}"

    flask_app.jinja_env.globals["asset"] = asset
    flask_app.jinja_env.filters.update(
        day=filters.long_day,
        shortday=filters.short_day,
        relative=filters.relative_day,
        overdue=filters.overdue_words,
        number=filters.danish_number,
        filesize=filters.size_words,
        word=filters.word_of,
        translated=_translated,
        moment=_local_moment,
        localday=_local_day,
    )
    flask_app.context_processor(frame_context)


def _local_moment(value: Any) -> str:
    """ "12-03-2027 kl. 09.15" in Danish time."""
    return f"{value.astimezone(clock.COPENHAGEN):%d-%m-%Y kl. %H.%M}" if value else "–"


def _local_day(value: Any) -> str:
    """ "12-03-2027": the day of a moment in Denmark."""
    return filters.short_day(value.astimezone(clock.COPENHAGEN).date() if value else None)


def _static_version() -> str:
    newest = max((p.stat().st_mtime_ns for p in STATIC.rglob("*") if p.is_file()), default=0)
    return format(newest // 1_000_000, "x")[-8:]


def _translated(text: str) -> str:
    """Words that either the program or somebody here wrote, in the reader's language; escaped like any other text.

    `_(…)` in a template is for the program's own words alone: what it gives is taken for safe.
    """
    return gettext(text) if text else ""
