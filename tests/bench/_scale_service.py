"""The service that `./run bench scale` measures, in a process of its own: `syndicator run`, with a watch at its door.

Nothing of it is replaced but the system's name lookup, which leads every name to loopback. Noted are the moments of
its start, and of each poll how late its request left. Marks go to `marks.jsonl`, the rest to `told.json` at the end.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from array import array
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from aiohttp import ClientResponse
from sqlalchemy import Connection
from yarl import URL

from syndicator import config
from syndicator.gather.http import Client
from syndicator.model import SourceState
from syndicator.service import journal, loop
from syndicator.service.gatherer import Gatherer
from syndicator.service.growing import growing
from syndicator.service.run import run
from syndicator.service.station import Station
from syndicator.store import sources
from tests.bench import _scale_world as world


class Watch:
    """What is noted of a running service."""

    def __init__(self, folder: Path) -> None:
        self.born = psutil.Process().create_time()
        self.marks = (folder / "marks.jsonl").open("a", buffering=1)
        self.due: dict[str, float] = {}
        self.at = array("d")
        self.late = array("d")
        self.requests = 0
        self.station: Station | None = None
        self.settled = False

    def mark(self, name: str) -> None:
        self.marks.write(
            json.dumps(
                {"name": name, "seconds": round(time.time() - self.born, 3), "cpu": round(time.process_time(), 3)}
            )
            + "\n"
        )

    def asked(self, url: str) -> None:
        self.requests += 1
        due = self.due.pop(url, None)
        if due is not None:
            self.at.append(time.time())
            self.late.append(max(0.0, time.time() - due))

    def begin(self) -> None:
        """Moves all times so that the first poll of the steady state is due now."""
        self.settled = True
        assert self.station is not None
        with self.station.store.write() as connection:
            first = connection.exec_driver_sql("SELECT min(due) FROM source").scalar_one()
            shift = int(time.time() * 1000) - first
            connection.exec_driver_sql(f"UPDATE source SET due = due + {shift}")

    def told(self) -> dict[str, Any]:
        assert self.station is not None
        tally = self.station.gatherer.tally
        # Where the connection is refused, robots.txt is all that is ever asked for.
        waiting = sorted(time.time() - due for url, due in self.due.items() if "/refuse/" not in url)
        return {
            "polled": tally.polled,
            "unchanged": tally.unchanged,
            "failed": tally.failed,
            "items": tally.items,
            "stories": tally.stories,
            "requests": self.requests,
            "at": list(self.at),
            "late": [round(one, 3) for one in self.late],
            "waiting": waiting,
        }


def watch(folder: Path) -> Watch:
    """Hangs the watch onto the service's own functions."""
    seen = Watch(folder)
    look_up, answer, due, tick = socket.getaddrinfo, Client._answer, sources.due, Gatherer.tick

    def looked_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(host, str) and host.endswith(".test"):
            host = world.address(host)
        return look_up(host, port, *args, **kwargs)

    async def asked(self: Client, target: URL, *rest: Any) -> ClientResponse:
        seen.asked(str(target))  # its host's turn has come
        return await answer(self, target, *rest)

    def found(connection: Connection, now: datetime, limit: int, busy: Sequence[str] = ()) -> list[SourceState]:
        states = due(connection, now, limit, busy)
        for state in states:
            if state.due is not None:
                seen.due[state.url] = state.due.timestamp()
        return states

    async def ticked(self: Gatherer) -> int:
        started = await tick(self)
        if not seen.settled:
            seen.mark("first tick")
            await asyncio.to_thread(seen.begin)
            seen.mark("settled")
        return started

    socket.getaddrinfo = looked_up
    Client._answer = asked  # type: ignore[method-assign]
    sources.due = found
    Gatherer.tick = ticked  # type: ignore[method-assign]
    return seen


def main() -> None:
    folder = Path(sys.argv[1])
    seen = watch(folder)
    seen.mark("imported")
    journal.open_journal()
    path = folder / "config.toml"
    with growing():
        settings = config.load(path)
    seen.mark("config read")

    def ready(station: Station) -> None:
        seen.station = station
        seen.mark("opened")

    loop.run(run(settings, path, ready=ready))
    (folder / "told.json").write_text(json.dumps(seen.told()))
