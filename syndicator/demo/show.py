"""`syndicator demo`: the bundled county and the whole service on this machine, without the internet."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from syndicator import config
from syndicator.demo.config import text as config_text
from syndicator.demo.county import County
from syndicator.demo.server import Sites
from syndicator.model import Settings
from syndicator.service import loop, publisher, run, station
from syndicator.service.clock import clock
from syndicator.service.gatherer import Tally
from syndicator.service.station import Station
from syndicator.store import open_store

console = Console(stderr=True)

FIRST_CHECK_SECONDS = 0.2


def show(port: int, once: Path | None) -> None:
    """Serves the county until Ctrl-C; or gathers and publishes it once into `once`/public.

    Raises SyndicatorError when the port is taken.
    """
    with ExitStack() as stack:
        data = once or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="syndicator-demo-")))
        data = data.resolve()
        data.mkdir(parents=True, exist_ok=True)
        sites = stack.enter_context(Sites(County.opened(datetime.now(UTC))))
        file = data / "config.toml"
        file.write_text(config_text(sites.urls, port, data), encoding="utf-8")
        settings = config.load(file)
        if once is None:
            loop.run(_serve(settings, file))
        else:
            loop.run(_once(settings))


async def _once(settings: Settings) -> None:
    with _bar() as progress:
        task = progress.add_task("汇集", total=None)

        def tell(tally: Tally, under_way: int) -> None:
            done = tally.polled + tally.pages
            progress.update(task, completed=done, total=done + under_way, description=f"汇集 {tally.items} 条来稿")

        tally = await station.gather(settings, tell)
        store = await asyncio.to_thread(open_store, settings.database)
        try:
            await asyncio.to_thread(publisher.make_editions, store, settings, clock())
            progress.update(task, description="发布", completed=0, total=None)
            changed = await asyncio.to_thread(publisher.publish, store, settings)
        finally:
            store.close()
    console.print(
        f"汇集了 {tally.polled} 个来源的 {tally.items} 条来稿,合为 {tally.stories} 条新闻;"
        f"{len(changed)} 个文件在 {settings.public}",
        highlight=False,
        soft_wrap=True,
    )
    for source, error in tally.errors.items():
        console.print(f"[yellow]{source}[/yellow] {error}")


async def _serve(settings: Settings, file: Path) -> None:
    tasks: set[asyncio.Task[None]] = set()

    def ready(now: Station) -> None:
        tasks.add(asyncio.get_running_loop().create_task(_welcome(now)))

    await run.run(settings, file, ready=ready)


async def _welcome(now: Station) -> None:
    """Shows how far the first gathering is, then where to look."""
    address = "http://{}:{}".format(*now.settings.listen)
    gatherer, first = now.gatherer, now.settings.public / "all.atom"
    with _bar() as progress:
        task = progress.add_task("正在汇集第一批新闻", total=None)
        while gatherer.under_way or gatherer.tally.polled < len(now.settings.sources) or not first.exists():
            done = gatherer.tally.polled + gatherer.tally.pages
            progress.update(task, completed=done, total=done + gatherer.under_way)
            await asyncio.sleep(FIRST_CHECK_SECONDS)
    console.print(
        f"\n[bold green]演示已就绪[/bold green]  在浏览器打开 [bold]{address}[/bold]\n"
        f"  全部新闻  {address}/all.atom\n"
        f"  新媒体    {address}/digest/xinmeiti/\n"
        f"  来源状态  {address}/status\n"
        "  新的消息会陆续出现;按 Ctrl-C 结束。\n"
        f"  [dim]The demo is ready: open {address} — new stories keep arriving, Ctrl-C ends it.[/dim]\n",
        highlight=False,
        soft_wrap=True,
    )


def _bar() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)
