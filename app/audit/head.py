"""The newest link of the chain in a file outside the database, so that a chain cut short is found out.

`{"number": …, "link": …, "at": …}`, for the owner only. It goes forward only, whatever order processes come in.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.audit.rules import Head


class UnreadableHead(Exception):
    """The file is there and says nothing that can be understood."""


def find_head(path: Path) -> Head | None:
    """The head that is kept; None when there is no file. Raises UnreadableHead."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Head(int(told["number"]), str(told["link"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise UnreadableHead(str(path)) from problem


def keep_head(path: Path, head: Head, *, at: datetime) -> None:
    """Write the head, unless a newer one stands there. Raises OSError, and UnreadableHead for a file that is spoilt."""
    with _alone(path):
        kept = find_head(path)
        if kept is not None and kept.number >= head.number:
            return
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        text = json.dumps({"number": head.number, "link": head.link, "at": at.isoformat(timespec="seconds")})
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text + "\n")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def set_aside(path: Path) -> Path | None:
    """Move the head of a database that is gone out of the way; where to, or None when there is none."""
    if not path.exists():
        return None
    number = 1
    while (target := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return path.rename(target)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time, by a lock on the folder: it dies with its process and leaves no file behind."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
