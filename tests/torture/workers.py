"""The product's own workers as processes: started, killed, frozen, and ended with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from config import ROOT, setting_names
from tests.torture.nursery import Nursery

END_WITHIN = 40
SENDER = "aarshjul@fjordby.example"
_DIE_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
os.execv(sys.argv[1], sys.argv[1:])
"""


def environment(**settings: str) -> Mapping[str, str]:
    """The environment of a process of the product: no setting of this one's, and these. Mails are from one sender."""
    kept = {name: value for name, value in os.environ.items() if name not in setting_names()}
    return kept | {"FLASK_APP": "wsgi.py", "LOG_LEVEL": "WARNING", "MAIL_FROM": SENDER} | settings


def start(command: Sequence[str], environ: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """A process that ends when this one does, however that ends. To be called in the main thread."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, sys.executable, *command],
            cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip


class Worker:
    """One `flask aarshjul run`, and the next one in its place when it was killed."""

    def __init__(self, nursery: Nursery, environ: Mapping[str, str], log: Path) -> None:
        self.nursery = nursery
        self.environ = environ
        self.log = log
        self.kills = 0
        self.pid = nursery.order(environ, log)

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return Path(f"/proc/{self.pid}").exists()

    def freeze(self) -> None:
        """Stop it where it stands."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.send(signal.SIGCONT)

    def kill(self) -> None:
        """`kill -9`, and a new one at once."""
        self.send(signal.SIGKILL)
        self.wait(END_WITHIN)
        self.kills += 1
        self.pid = self.nursery.order(self.environ, self.log)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it does not come in time."""
        until = time.monotonic() + seconds
        while self.is_alive and time.monotonic() < until:
            time.sleep(0.01)
        return not self.is_alive

    def owns_port(self, port: int) -> bool:
        """Whether a connection from this local port is the process's."""
        inode = _inode_of(port)
        if inode is None:
            return False
        try:
            return any(_target(link) == f"socket:[{inode}]" for link in Path(f"/proc/{self.pid}/fd").iterdir())
        except OSError:
            return False


class Workers:
    """So many workers; when it ends they are asked to end, and made to."""

    def __init__(self, count: int, environ: Mapping[str, str], folder: Path) -> None:
        self._count, self._environ, self._folder = count, environ, folder
        self._nursery = Nursery()
        self.all: list[Worker] = []

    def of_port(self, port: int) -> Worker | None:
        """Whose connection comes from this local port."""
        return next((worker for worker in self.all if worker.owns_port(port)), None)

    def __enter__(self) -> Self:
        self._nursery.__enter__()
        for number in range(self._count):
            self.all.append(Worker(self._nursery, self._environ, self._folder / f"worker-{number}.log"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.all:
            worker.thaw()
            worker.send(signal.SIGTERM)
        for worker in self.all:
            if not worker.wait(END_WITHIN):
                worker.send(signal.SIGKILL)
        self._nursery.__exit__(kind, error, trace)


def _inode_of(port: int) -> str | None:
    """The socket behind a local port on loopback, as /proc names it."""
    local = f"0100007F:{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if words[1] == local and words[9] != "0":
            return words[9]
    return None


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
