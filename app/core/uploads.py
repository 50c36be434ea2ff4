"""Files that wait between a preview and the person's "yes".

A file lies in `instance/uploads` under a random token, readable by the owner only. The token stands in the session of
the person who sent it, so that nobody else can confirm it. A file that nobody came back for is removed after a day.
What the person has said about a file on the way, and that is too long for an address, lies beside it as its note.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app, session

KEPT_FOR = timedelta(days=1)
_SESSION_KEY = "upload"
_NOTE = ".note"


@dataclass(frozen=True)
class Upload:
    """A file that waits, with the name it had on the person's own machine."""

    token: str
    name: str
    data: bytes


def keep_upload(name: str, data: bytes, *, purpose: str, now: datetime) -> Upload:
    """Put a file aside for `purpose` ("organisation"). It takes the place of the session's former one."""
    folder = _folder()
    _sweep(folder, now)
    drop_upload(purpose=purpose)
    upload = Upload(secrets.token_urlsafe(24), name[-200:], data)
    _write(folder / upload.token, data)
    session[_SESSION_KEY] = _waiting() | {purpose: [upload.token, upload.name]}
    return upload


def find_upload(token: str, *, purpose: str) -> Upload | None:
    """The session's waiting file; None when the token is not its own, or the file is gone."""
    known, name = _waiting().get(purpose, ("", ""))
    if not known or not secrets.compare_digest(known.encode(), token.encode()):
        return None
    try:
        return Upload(known, name, (_folder() / known).read_bytes())
    except FileNotFoundError:
        return None


def write_note(upload: Upload, text: str) -> None:
    """Keep what is said about a waiting file, instead of what was said before."""
    path = _folder() / f"{upload.token}{_NOTE}"
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    _write(fresh, text.encode())
    fresh.replace(path)


def read_note(upload: Upload) -> str:
    """What was said about a waiting file; "" for nothing."""
    try:
        return (_folder() / f"{upload.token}{_NOTE}").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def drop_upload(*, purpose: str) -> None:
    """Forget the session's waiting file, if there is one."""
    waiting = _waiting()
    token, _name = waiting.pop(purpose, ("", ""))
    if token:
        for name in (token, f"{token}{_NOTE}"):
            (_folder() / name).unlink(missing_ok=True)
        session[_SESSION_KEY] = waiting


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)


def _waiting() -> dict[str, Any]:
    return dict(session.get(_SESSION_KEY, {}))


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance_dir / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path, now: datetime) -> None:
    for path in folder.iterdir():
        try:
            age = now.timestamp() - path.stat().st_mtime
        except FileNotFoundError:
            continue
        if age > KEPT_FOR.total_seconds():
            path.unlink(missing_ok=True)
