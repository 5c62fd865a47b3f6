"""The whole service at one moment, read from the store: for `/status`, `/healthz`, `/metrics` and the command line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache

from syndicator.model import Status
from syndicator.store import Store, items, notes, open_store, pages, publications, sources, stories

# The note in which a running service keeps what is wrong with a config.toml that it did not take.
CONFIG_PROBLEMS = "config problems"
# Where the web server's process finds the database.
DATABASE = "SYNDICATOR_DATABASE"


def status(store: Store, now: datetime) -> Status:
    """How things stand."""
    with store.read() as connection:
        return Status(
            now=now,
            sources=tuple(sources.states(connection)),
            items=items.count(connection),
            stories=stories.count(connection),
            waiting=pages.waiting(connection),
            unpublished=publications.unpublished(connection),
            config_problems=tuple(notes.get(connection, CONFIG_PROBLEMS, [])),
        )


def current() -> Status:
    """How things stand in the database that the environment names. What the web server's process calls."""
    return status(store_of_environment(), datetime.now(UTC))


@cache
def store_of_environment() -> Store:
    """The database that the environment names, opened once a process."""
    return open_store(os.environ[DATABASE])
