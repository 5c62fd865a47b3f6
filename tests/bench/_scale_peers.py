"""What `./run bench scale` is held against: the same requests by bare aiohttp, the same rows by bare SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from syndicator.service import loop
from tests.bench import _scale_world as world

AT_ONCE = 64
SECONDS = 5.0
ROWS_A_TRANSACTION = 10


def bare_aiohttp() -> dict[str, float]:
    """Conditional GETs of unchanged sources, a new connection for each as between polls: nothing is done with them."""
    return loop.run(_asked())


async def _asked() -> dict[str, float]:
    urls = _unchanged()
    done = 0
    started, cpu = time.perf_counter(), time.process_time()

    async def ask(session: ClientSession) -> None:
        nonlocal done
        while time.perf_counter() - started < SECONDS:
            async with session.get(next(urls), headers={"If-None-Match": world.ETAG}) as answer:
                await answer.read()
            done += 1

    connector = TCPConnector(limit=AT_ONCE, force_close=True)
    async with ClientSession(connector=connector, cookie_jar=DummyCookieJar()) as session:
        await asyncio.gather(*(ask(session) for _ in range(AT_ONCE)))
    took, used = time.perf_counter() - started, time.process_time() - cpu
    return {"per_second": round(done / took, 1), "cpu_ms": round(used / done * 1000, 3)}


def _unchanged() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        place = world.place(number)
        if place.manner == "304":
            yield place.url.replace(place.host, world.address(place.host))


def bare_sqlite(database: Path) -> dict[str, float]:
    """What a poll must write, by the driver alone, some rows a transaction as the service does it."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-65536")
    ids = [id for (id,) in connection.execute("SELECT id FROM source ORDER BY random() LIMIT 50000")]
    done = 0
    started, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(ids), ROWS_A_TRANSACTION):
        if time.perf_counter() - started > SECONDS:
            break
        rows = [(int(time.time() * 1000), id) for id in ids[start : start + ROWS_A_TRANSACTION]]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("UPDATE source SET due=?1, polled=?1, succeeded=?1, body_hash=x'00' WHERE id=?2", rows)
        connection.execute("COMMIT")
        done += len(rows)
    took, used = time.perf_counter() - started, time.process_time() - cpu
    connection.close()
    return {"per_second": round(done / took, 1), "cpu_ms": round(used / done * 1000, 4)}
