"""The product's own workers as processes: started, killed, frozen, and ended with whoever started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from config import ROOT, setting_names

END_WITHIN = 40
_DIE_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
os.execv(sys.argv[1], sys.argv[1:])
"""


def environment(**settings: str) -> Mapping[str, str]:
    """The environment of a process of the product: no setting of this one's, and these."""
    kept = {name: value for name, value in os.environ.items() if name not in setting_names()}
    return kept | {"FLASK_APP": "wsgi.py", "LOG_LEVEL": "WARNING"} | settings


def start(command: Sequence[str], environ: Mapping[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """A process that ends when this one does, however that ends. To be called in the main thread."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, sys.executable, *command],
            cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip


class Worker:
    """One `flask aarshjul run`, and the next one in its place when it was killed."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self.environ = environ
        self.log = log
        self.kills = 0
        self.process = self._start()

    @property
    def pid(self) -> int:
        """The process as the machine knows it."""
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def freeze(self) -> None:
        """Stop it where it stands."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """`kill -9`, and a new one at once."""
        self.process.kill()
        self.process.wait()
        self.kills += 1
        self.process = self._start()

    def owns_port(self, port: int) -> bool:
        """Whether a connection from this local port is the process's."""
        inode = _inode_of(port)
        if inode is None:
            return False
        try:
            return any(_target(link) == f"socket:[{inode}]" for link in Path(f"/proc/{self.pid}/fd").iterdir())
        except OSError:
            return False

    def _start(self) -> "subprocess.Popen[bytes]":
        return start(["-m", "flask", "aarshjul", "run"], self.environ, self.log)


class Workers:
    """So many workers; when it ends they are asked to end, and made to."""

    def __init__(self, count: int, environ: Mapping[str, str], folder: Path) -> None:
        self._count, self._environ, self._folder = count, environ, folder
        self.all: list[Worker] = []

    def of_port(self, port: int) -> Worker | None:
        """Whose connection comes from this local port."""
        return next((worker for worker in self.all if worker.owns_port(port)), None)

    def said(self) -> str:
        """What they have written."""
        return "".join(worker.log.read_text(errors="replace") for worker in self.all)

    def __enter__(self) -> Self:
        for number in range(self._count):
            self.all.append(Worker(self._environ, self._folder / f"worker-{number}.log"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.all:
            if worker.is_alive:
                worker.thaw()
                worker.process.terminate()
        for worker in self.all:
            try:
                worker.process.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()


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
