"""The mail server of tests/mailserver.py in a process of its own: it shares no time and no lock with who sends.

with MailProcess() as server:
    server.tell("misbehave", stage="RCPT", answer="450 4.2.1 Optaget", times=1)
    …
    assert server.taken() == [...]

Both sides write lines of JSON: commands go in, answers and news ("held") come out.
"""

import asyncio
import hashlib
import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from types import TracebackType
from typing import Any, NamedTuple, Self

from config import ROOT
from tests.mailserver import MailServer, Received

PATIENCE = 30.0
"""Seconds to wait for an answer of the server's process."""


class Taken(NamedTuple):
    """A mail that the server took: to whom, its Message-ID and a digest of its bytes."""

    to: str
    message_id: str
    digest: str


class Held(NamedTuple):
    """A dialogue that waits: at which moment, about whom, and the client's port. It goes on when it is let go."""

    moment: str
    to: str | None
    port: int


class MailProcess:
    """The side of who tests."""

    def __init__(self) -> None:
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.news: queue.Queue[Held] = queue.Queue()
        """Dialogues that are held, as they come."""
        self.port = 0

    @property
    def url(self) -> str:
        """The server as SMTP_URL names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def tell(self, command: str, **values: Any) -> Any:
        """Give a command (a method of `_Served`) and return its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command} | values) + "\n")
        self._process.stdin.flush()
        return self._answers.get(timeout=PATIENCE)["answer"]

    def taken(self) -> list[Taken]:
        """Every mail taken so far, in order."""
        return [Taken(*mail) for mail in self.tell("list_taken")]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mailprocess"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = self._answers.get(timeout=PATIENCE)["answer"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "held" in said:
                self.news.put(Held(*said["held"]))
            else:
                self._answers.put(said)


@dataclass
class _Wish:
    """The next dialogue that comes to `moment`, about somebody whose address begins so, is to be held."""

    moment: str
    to: str


class _Served(MailServer):
    """The side of the server's process: what can be told to it. It ends when nobody can tell it any more."""

    def serve(self) -> None:
        self.gate = self._pass
        self._taken: list[Taken] = []
        self._wishes: list[_Wish] = []
        self._free: dict[int, asyncio.Event] = {}
        self._pause = 0.0
        self._lock = threading.Lock()
        with self:
            self._say(answer=self.port)
            for line in sys.stdin:
                values = json.loads(line)
                self._say(answer=getattr(self, values.pop("command"))(**values))

    def keep(self, mail: Received) -> None:
        """Enough of it to know it again."""
        message_id = BytesHeaderParser().parsebytes(mail.raw)["Message-ID"]
        self._taken.append(Taken(mail.to, message_id, hashlib.sha256(mail.raw).hexdigest()))

    def list_taken(self) -> list[Taken]:
        return list(self._taken)

    def count_taken(self) -> int:
        return len(self._taken)

    def count_connections(self) -> int:
        return self.connections

    def pace(self, pause: float) -> None:
        """Seconds to take one's time before each mail."""
        self._pause = pause

    def hold(self, moment: str, to: str = "") -> None:
        """Hold the next dialogue that comes to this moment, about somebody whose address begins so. It is news."""
        with self._lock:
            self._wishes.append(_Wish(moment, to))

    def hold_none(self) -> None:
        """What was to be held and has not come is not held any more."""
        with self._lock:
            self._wishes.clear()

    def let_go(self, port: int) -> None:
        """Let a held dialogue go on."""
        self._loop.call_soon_threadsafe(self._free[port].set)

    async def _pass(self, moment: str, to: str | None, port: int) -> None:
        if moment == "MAIL" and self._pause:
            await asyncio.sleep(self._pause)
        with self._lock:
            wish = next((w for w in self._wishes if w.moment == moment and (to or "").startswith(w.to)), None)
            if wish is None:
                return
            self._wishes.remove(wish)
            self._free[port] = asyncio.Event()
        self._say(held=Held(moment, to, port))
        await self._free[port].wait()

    def _say(self, **values: Any) -> None:
        with self._lock:
            print(json.dumps(values), flush=True)  # noqa: T201 - it is what the other side reads


if __name__ == "__main__":
    _Served().serve()
