"""The whole service at one moment, read from the store: for `/status`, `/healthz`, `/metrics` and the command line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from syndicator.model import Selection, Status
from syndicator.serve.health import GRAVITY
from syndicator.service import trouble
from syndicator.store import Store, incidents, items, notes, open_store, pages, publications, sources, stories

# The note in which a running service keeps what is wrong with a config.toml that it did not take.
CONFIG_PROBLEMS = "config problems"
# The note with what could not be published.
FAILURES = "publishing failures"
# The note with the office's title, base URL and domain, for the feed of problems.
OFFICE = "office"
# Where the web server's process finds the database, and the folder it lies in.
DATABASE = "SYNDICATOR_DATABASE"
DATA = "SYNDICATOR_DATA"
# What the feed of problems holds; a reader that looks in once a day misses none in all but the worst of days.
MOST_INCIDENTS = 100
EVERYTHING = Selection()


def status(store: Store, now: datetime, selection: Selection = EVERYTHING, data: Path | None = None) -> Status:
    """How things stand; `data` is the folder where a service says what no database can keep."""
    with store.read() as connection:
        counts, polled, due = sources.summary(connection)
        bound = selection.states or selection.text
        title, base_url, domain = notes.get(connection, OFFICE, ["", "", ""])
        return Status(
            now=now,
            sources=tuple(sources.states(connection, selection, GRAVITY)),
            items=items.count(connection),
            stories=stories.count(connection),
            waiting=pages.waiting(connection),
            unpublished=publications.unpublished(connection),
            config_problems=tuple(notes.get(connection, CONFIG_PROBLEMS, [])),
            unwritten=tuple(notes.get(connection, FAILURES, [])),
            counts=tuple((health, counts[health]) for health in GRAVITY if health in counts),
            matching=sources.matching(connection, selection) if bound else sum(counts.values()),
            polled=polled,
            due=due,
            incidents=tuple(incidents.latest(connection, MOST_INCIDENTS)),
            trouble=trouble.said(data) if data else "",
            title=title,
            base_url=base_url,
            domain=domain,
        )


def current(selection: Selection) -> Status:
    """How things stand in the database that the environment names. What the web server's process calls."""
    data = os.environ.get(DATA)
    return status(store_of_environment(), datetime.now(UTC), selection, Path(data) if data else None)


@cache
def store_of_environment() -> Store:
    """The database that the environment names, opened once a process."""
    return open_store(os.environ[DATABASE])
