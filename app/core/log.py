"""The program's own log: one JSON line an event on standard error, without anything a citizen or employee wrote."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from app.core.cpr import cover_all, cover_cpr

TELLS_OF_THE_MACHINE = (OSError, OperationalError)
"""Errors about files, lines and servers. The words of all others may quote what people wrote, and stay out."""


def init_log(level: str) -> None:
    """Configure structlog once for the process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(_describe),
            _cover,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_Covering())


def get_log() -> structlog.typing.FilteringBoundLogger:
    """The log; call it with an event name and plain values."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log


def _cover(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """No line holds what looks like a CPR number, wherever in it that came from."""
    covered: structlog.typing.EventDict = cover_all(event)
    return covered


class _Covering(logging.Formatter):
    """What libraries say by themselves, covered in the same way."""

    def format(self, record: logging.LogRecord) -> str:
        return cover_cpr(super().format(record))


def _describe(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """What kind of error, where in the code, and what it came from; its words only where they are the machine's."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        words = f": {error}" if isinstance(error, TELLS_OF_THE_MACHINE) else ""
        lines += [
            f"{type(error).__module__}.{type(error).__qualname__}{words}\n",
            *traceback.format_tb(error.__traceback__),
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines).rstrip()
