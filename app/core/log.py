"""The program's own log: one JSON line an event on standard error, without anything a citizen or employee wrote."""

import logging
import sys

import structlog


def init_log(level: str) -> None:
    """Configure structlog once for the process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def get_log() -> structlog.typing.FilteringBoundLogger:
    """The log; call it with an event name and plain values."""
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return log
