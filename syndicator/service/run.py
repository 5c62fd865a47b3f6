"""The running service: APScheduler's few jobs, signals, reload, stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from syndicator import config
from syndicator.errors import ConfigError, SyndicatorError
from syndicator.model import Settings
from syndicator.service import pruning, publisher, thumbnails, web, websub
from syndicator.service.clock import clock
from syndicator.service.growing import growing
from syndicator.service.station import Station, adopt, opened
from syndicator.service.status import CONFIG_PROBLEMS
from syndicator.store import notes

log = structlog.get_logger("syndicator")

TICK_SECONDS = 1.0
PUBLISH_SECONDS = 1.0
DIGEST_SECONDS = 5.0
HUBS_SECONDS = 2.0
THUMBNAILS_SECONDS = 5.0
PRUNE_HOURS = 24
# Looks at every story whose picture is kept.
SWEEP_SECONDS = 60.0
WATCH_SECONDS = 1.0
# How long the web server may take to finish its answers.
FAREWELL_SECONDS = 10


async def run(
    settings: Settings,
    path: Path,
    *,
    data: Path | None = None,
    ready: Callable[[Station], None] = lambda _: None,
) -> None:
    """Gathers, publishes and serves until SIGTERM or SIGINT; reads `path` anew on SIGHUP.

    `ready` is called once when the jobs run. Raises SyndicatorError when the database or the address cannot be had,
    or when the web server ends by itself.
    """
    server = web.start(settings)
    try:
        async with opened(settings) as station:
            loop = asyncio.get_running_loop()
            stopped = asyncio.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stopped.set)
            reloads = asyncio.Lock()
            tasks: set[asyncio.Task[None]] = set()

            def hang_up() -> None:
                task = loop.create_task(_reload(station, path, data, reloads))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            loop.add_signal_handler(signal.SIGHUP, hang_up)
            scheduler = _schedule(station)
            scheduler.start()
            log.info("服务已启动", listen="{}:{}".format(*settings.listen), sources=len(settings.sources))
            ready(station)
            watcher = loop.create_task(_watch(server, scheduler, stopped))
            await stopped.wait()
            log.info("正在停止")
            scheduler.shutdown(wait=False)
            if watcher.done():
                raise SyndicatorError(f"网页服务进程意外退出(退出码 {server.exitcode}),服务已停止")
            watcher.cancel()
    finally:
        _end(server)


def _schedule(station: Station) -> AsyncIOScheduler:
    """A few jobs for the whole service; what is due is a query, not a job."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(_gather, IntervalTrigger(seconds=TICK_SECONDS), [station], id="gather", next_run_time=clock())
    scheduler.add_job(_publish, IntervalTrigger(seconds=PUBLISH_SECONDS), [station], id="publish")
    scheduler.add_job(_make_editions, IntervalTrigger(seconds=DIGEST_SECONDS), [station], id="digest")
    scheduler.add_job(_renew_leases, IntervalTrigger(seconds=HUBS_SECONDS), [station], id="hubs")
    scheduler.add_job(_thumbnails, IntervalTrigger(seconds=THUMBNAILS_SECONDS), [station], id="thumbnails")
    scheduler.add_job(_prune, IntervalTrigger(hours=PRUNE_HOURS), [station], id="prune", next_run_time=clock())
    scheduler.add_job(_sweep, IntervalTrigger(seconds=SWEEP_SECONDS), [station], id="sweep")
    return scheduler


async def _prune(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        pruned = await asyncio.to_thread(pruning.prune, station.store, station.settings, clock())
        if pruned.revisions:
            log.info("已清理旧版本", revisions=pruned.revisions)


async def _gather(station: Station) -> None:
    with suppress(asyncio.CancelledError):  # the end of the service is no failure of a job
        await station.gatherer.tick()


async def _publish(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        changed = await asyncio.to_thread(publisher.publish, station.store, station.settings, now=clock())
        if changed:
            log.info("已发布", files=len(changed))


async def _make_editions(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.to_thread(publisher.make_editions, station.store, station.settings, clock())


async def _thumbnails(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        await station.thumbnails.fetch(station.settings, clock())


async def _sweep(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.to_thread(thumbnails.sweep, station.store, station.settings)


async def _renew_leases(station: Station) -> None:
    with suppress(asyncio.CancelledError):
        await websub.renew(station.store, station.settings, station.client.post, clock())


async def _reload(station: Station, path: Path, data: Path | None, turn: asyncio.Lock) -> None:
    """Takes a right config.toml at once; a wrong one changes nothing and is said, in the log and on /status."""
    async with turn:
        try:
            with growing():
                fresh = await asyncio.to_thread(config.load, path, data=data)
        except ConfigError as error:
            for problem in error.problems:
                log.error("配置有误,继续使用原来的配置", problem=str(problem))
            await asyncio.to_thread(_note, station, [str(problem) for problem in error.problems])
            return
        old = station.settings
        if (fresh.listen, fresh.database, fresh.data) != (old.listen, old.database, old.data):
            log.warning("监听地址、数据库和数据目录要重启服务才会改变")
            fresh = replace(fresh, listen=old.listen, database=old.database, data=old.data)
        if fresh.gathering.concurrency != old.gathering.concurrency:
            log.warning("[gather] 里 concurrency 的改动,要重启服务才会生效")
        station.settings = fresh
        try:
            await asyncio.to_thread(adopt, station.store, fresh)
            await asyncio.to_thread(_note, station, [])
        except SyndicatorError as error:
            station.settings = old
            log.error("新的配置没有生效", error=str(error))
            return
        log.info("配置已更新", sources=len(fresh.sources), sections=len(fresh.sections))


def _note(station: Station, problems: list[str]) -> None:
    with station.store.write() as connection:
        notes.put(connection, CONFIG_PROBLEMS, problems)


async def _watch(server: BaseProcess, scheduler: AsyncIOScheduler, stopped: asyncio.Event) -> None:
    """A service that cannot be read is not running: ends it when the web server ends, so that systemd restarts both.

    Meanwhile the jobs are called anew when the clock is put back, or they would sleep until it is as late again.
    """
    seen = clock()
    while server.is_alive():
        await asyncio.sleep(WATCH_SECONDS)
        seen = call_anew(scheduler, seen, clock())
    stopped.set()


def call_anew(scheduler: AsyncIOScheduler, before: datetime, now: datetime) -> datetime:
    """Lets all jobs run now if the clock, that said `before`, has gone back. Returns `now`."""
    if now < before:
        for job in scheduler.get_jobs():
            job.modify(next_run_time=now)
    return now


def _end(server: BaseProcess) -> None:
    with suppress(ProcessLookupError):
        server.terminate()
    server.join(FAREWELL_SECONDS)
    if server.is_alive():
        server.kill()
        server.join()
