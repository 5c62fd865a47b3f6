"""The log: one line an event, on standard error, for people on a terminal and for machines in a journal."""

from __future__ import annotations

import logging
import sys

import structlog


def open_journal(verbose: bool = False) -> None:
    """Sets up logging for this process: coloured lines on a terminal, JSON elsewhere."""
    level = logging.DEBUG if verbose else logging.INFO
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=not terminal),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is then: it may be another by now
        cache_logger_on_first_use=False,
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still at it is no news
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
