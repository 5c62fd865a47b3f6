"""The commands that do the service's work, all the time or once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, out, print_json, progress_bar
from syndicator.config.spelling import did_you_mean
from syndicator.errors import SyndicatorError
from syndicator.model import Settings
from syndicator.service import loop, pruning, publisher, station
from syndicator.service import run as running
from syndicator.service.clock import clock
from syndicator.service.gatherer import Tally
from syndicator.service.growing import growing
from syndicator.store import open_store


def run(config_file: Config = DEFAULT, data: Data = None) -> None:
    """启动服务:按时汇集、发布,并提供网页。SIGHUP 重新读取配置。"""
    with growing():
        settings = config.load(config_file, data=data)
    loop.run(running.run(settings, config_file, data=data))


def gather(config_file: Config = DEFAULT, data: Data = None, as_json: AsJSON = False) -> None:
    """汇集到期的来源一次,然后退出。"""
    settings = config.load(config_file, data=data)
    with progress_bar("汇集") as progress:
        tally = loop.run(station.gather(settings, _watch(progress)))
    _report(tally, as_json)


def wake(
    ids: Annotated[list[str], typer.Argument(help="来源的编号,可以写几个")],
    config_file: Config = DEFAULT,
    data: Data = None,
) -> None:
    """不等到期,让运行中的服务马上去看这些来源。"""
    settings = config.load(config_file, data=data)
    for id in ids:
        if id not in settings.by_id:
            raise SyndicatorError(f"配置里没有来源 {id}。{did_you_mean(id, settings.by_id)}")
    store = open_store(settings.database)
    try:
        station.wake(store, ids)
    finally:
        store.close()
    out.print(f"已排到最前:{'、'.join(ids)}。服务运行着就会马上去看;没有运行时用 syndicator gather。", highlight=False)


def publish(
    config_file: Config = DEFAULT,
    data: Data = None,
    everything: Annotated[bool, typer.Option("--all", help="全部重新生成,不只是有变化的")] = False,
) -> None:
    """生成有变化的订阅源和网页,然后退出。"""
    settings = config.load(config_file, data=data)
    changed = _publish_once(settings, everything)
    out.print(f"更新了 {changed} 个文件,在 {settings.public}")


def prune(config_file: Config = DEFAULT, data: Data = None) -> None:
    """清理过期的旧版本和旧故障记录。服务每天自己做一次;新闻本身永远保留。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        pruned = pruning.prune(store, settings, clock())
    finally:
        store.close()
    out.print(f"清理了 {pruned.revisions} 份旧版本、{pruned.incidents} 条旧故障记录。")


def demo(
    port: Annotated[int, typer.Option("--port", help="在本机哪个端口打开")] = 8080,
    once: Annotated[Path | None, typer.Option("--once", help="只汇集、发布一次到这个目录,然后退出")] = None,
) -> None:
    """不用网络,在本机看一个县的完整演示。"""
    from syndicator.demo import show  # its news and pictures are loaded for this command alone

    show.show(port, once)


def _publish_once(settings: Settings, everything: bool = False) -> int:
    """Publishes what is dirty, or everything, under a progress bar; returns how many files changed."""
    store = open_store(settings.database)
    try:
        station.adopt(store, settings)
        if everything:
            publisher.rebuild(store, settings, everything=True)
        publisher.make_editions(store, settings, clock())
        with progress_bar("发布") as progress:
            task = progress.add_task("发布", total=None)
            changed = publisher.publish(
                store,
                settings,
                lambda done, total: progress.update(task, completed=done, total=total),
                archive_seconds=None,
            )
    finally:
        store.close()
    return len(changed)


def _report(tally: Tally, as_json: bool = False) -> None:
    """Says what a run of gathering did."""
    if as_json:
        print_json(
            {
                "polled": tally.polled,
                "unchanged": tally.unchanged,
                "failed": tally.failed,
                "pages": tally.pages,
                "items": tally.items,
                "stories": tally.stories,
                "errors": tally.errors,
            }
        )
        return
    out.print(
        f"问了 {tally.polled} 个来源({tally.unchanged} 个没有变化,{tally.failed} 个出错),读了 {tally.pages} 页,"
        f"新增 {tally.items} 条来稿,{tally.stories} 条新闻。"
    )
    for source, error in sorted(tally.errors.items()):
        out.print(f"[yellow]{source}[/yellow] {error}", highlight=False)


def _watch(progress: Progress) -> Any:
    """A callback that shows how far gathering has come."""
    task = progress.add_task("汇集", total=None)

    def show(tally: Tally, under_way: int) -> None:
        done = tally.polled + tally.pages
        progress.update(task, completed=done, total=done + under_way, description=f"汇集 {tally.items} 条")

    return show
