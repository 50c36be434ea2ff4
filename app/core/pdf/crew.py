"""The processes that make a document's parts. Each runs `worker.py`, with nothing of the application in it."""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

ROOT = Path(__file__).parents[3]
PROCESSES = min(2, len(os.sched_getaffinity(0)))
"""More than two would take the machine from the people who use the program."""
Order = Mapping[str, Any]


class PdfFailed(Exception):
    """A part could not be made: the process gave up, ended, took too long or too much memory. Says where, not what."""


@dataclass(frozen=True)
class Bounds:
    """What a document may take: processes at once, memory of each in MiB, and seconds until any part is ready."""

    processes: int = PROCESSES
    megabytes: int = 512
    seconds: float = 300


class Crew:
    """Up to so many workers, started when there is something for them. Leaving the block ends them."""

    def __init__(self, start: Order, bounds: Bounds) -> None:
        self.start = dict(start) | {"megabytes": bounds.megabytes}
        self.bounds = bounds
        self.idle: list[subprocess.Popen[str]] = []
        self.busy = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, problem: object, *_rest: object) -> None:
        workers = [*self.idle, *self._busy_workers()]
        self.busy.close()
        for worker in workers:
            if problem:
                worker.kill()
            with worker:
                """Closes the worker's input, which ends it, and waits."""

    def do(self, order: Order) -> Any:
        """One order's answer."""
        ((_order, answer),) = self.do_all([order])
        return answer

    def do_all(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Any]]:
        """The orders with their answers, in the order they are ready. The next order is fetched while all are busy.

        Raises PdfFailed.
        """
        waiting = iter(orders)
        following = next(waiting, None)
        while following is not None or self.busy.get_map():
            while following is not None and (worker := self._free_worker()):
                self._send(worker, following)
                self.busy.register(_pipe(worker.stdout), selectors.EVENT_READ, (worker, following))
                following = next(waiting, None)
            ready = self.busy.select(self.bounds.seconds)
            if not ready:
                raise PdfFailed("no part was ready in time")
            for key, _event in ready:
                worker, order = key.data
                self.busy.unregister(key.fileobj)
                self.idle.append(worker)
                yield order, self._read(worker)

    def _free_worker(self) -> "subprocess.Popen[str] | None":
        if self.idle:
            return self.idle.pop()
        if len(self.busy.get_map()) >= self.bounds.processes:
            return None
        # The program starts itself: no words from outside are in the command, and no shell reads it.
        worker = subprocess.Popen(
            [sys.executable, "-m", "app.core.pdf.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._send(worker, self.start)
        return worker

    def _busy_workers(self) -> list["subprocess.Popen[str]"]:
        return [key.data[0] for key in (self.busy.get_map() or {}).values()]

    @staticmethod
    def _send(worker: "subprocess.Popen[str]", order: Order) -> None:
        pipe = _pipe(worker.stdin)
        try:
            pipe.write(json.dumps(order) + "\n")
            pipe.flush()
        except BrokenPipeError as problem:
            raise PdfFailed("a worker ended") from problem

    @staticmethod
    def _read(worker: "subprocess.Popen[str]") -> Any:
        line = _pipe(worker.stdout).readline()
        answer = json.loads(line) if line else {"problem": f"a worker ended with {worker.wait()}"}
        if "problem" in answer:
            raise PdfFailed(answer["problem"])
        return answer


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
