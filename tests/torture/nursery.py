"""Where workers come from: a process that has the product's modules in memory, and becomes a worker for each order.

A worker is the command `flask aarshjul run` from its beginning, only that its modules need not be read from disk: that
takes seconds, and dozens are started. The nursery ends with who orders, and its workers with it, however that ends.

Orders come in as lines of JSON (`environ`, `log`); the number of the new process goes out.
"""

import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from config import ROOT, setting_names

MODULES = (
    "app.factory", "register.part", "aarshjul.part", "aarshjul.scheduler", "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql.psycopg", "flask.cli",
)  # fmt: skip
"""What the product reads at its start. wsgi.py itself makes the app, with the worker's own settings."""
_PR_SET_PDEATHSIG = 1


class Nursery:
    """The side of who orders. To be entered in the thread that outlives it."""

    def order(self, environ: Mapping[str, str], log: Path) -> int:
        """A new worker; gives its process number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"environ": dict(environ), "log": str(log)}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def __enter__(self) -> Self:
        kept = {name: value for name, value in os.environ.items() if name not in setting_names()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"],
            cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def _serve() -> None:
    _end_with_parent()
    # Whoever ends is nobody's to bury.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for name in MODULES:
        importlib.import_module(name)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become_worker(order["environ"], order["log"])
        print(pid, flush=True)  # noqa: T201 - it is what the other side reads


def _become_worker(environ: Mapping[str, str], log: str) -> NoReturn:
    code = 1
    try:
        os.setsid()
        _end_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.environ.clear()
        os.environ.update(environ)
        sys.argv = ["flask", "aarshjul", "run"]
        importlib.import_module("flask.cli").main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    _serve()
