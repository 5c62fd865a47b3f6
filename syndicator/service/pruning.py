"""Keeps the store from growing without end: drops what is older than `[store] keep` and nobody can come upon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model import Settings
from syndicator.store import Store, incidents, pruning, robots

# Rows one transaction drops: gathering waits for no longer than that takes.
PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many former versions of items, and how many ended incidents, were dropped."""

    revisions: int
    incidents: int


def prune(store: Store, settings: Settings, now: datetime) -> Pruned:
    """Drops what is too old, piece by piece. Nothing that was told is lost, nor what keeps it from being told again."""
    revisions = 0
    while True:
        with store.write() as connection:
            dropped = pruning.drop_revisions(connection, now - settings.keep, PIECE)
        revisions += dropped
        if dropped < PIECE:
            break
    with store.write() as connection:
        robots.drop(connection, now)
        return Pruned(revisions, pruning.drop_incidents(connection, now - incidents.KEPT))
