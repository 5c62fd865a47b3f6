"""The commands, thin: they parse arguments, call the service and show what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from syndicator import __version__, config
from syndicator.errors import SyndicatorError
from syndicator.model import Health, Kind, Settings, Site
from syndicator.service import adding, inspect, journal, loop, publisher, station
from syndicator.service import run as running
from syndicator.service.gatherer import Tally
from syndicator.service.status import status as status_of
from syndicator.store import open_store

app = typer.Typer(
    help="汇集一个县的新闻,同一件事只说一遍,按栏目和县市发布订阅源与新媒体摘要。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
out = Console()
err = Console(stderr=True)

Config = Annotated[Path, typer.Option("--config", "-c", help="配置文件", envvar="SYNDICATOR_CONFIG")]
Data = Annotated[
    Path | None, typer.Option("--data", help="数据目录(覆盖配置里的 [store] data)", envvar="SYNDICATOR_DATA")
]
AsJSON = Annotated[bool, typer.Option("--json", help="输出 JSON")]
CameFrom = Annotated[str | None, typer.Option("--url", help="存下的文件原来的网址")]
DEFAULT = Path("config.toml")

HEALTH = {
    Health.NEW: "新",
    Health.OK: "[green]正常[/green]",
    Health.SLOW: "[yellow]变慢[/yellow]",
    Health.QUIET: "[yellow]无更新[/yellow]",
    Health.CHANGED: "[red]结构变化[/red]",
    Health.FAILING: "[red]出错[/red]",
    Health.STOPPED: "[red]已停用[/red]",
}


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"syndicator {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,  # noqa: ARG001
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="日志写得更细")] = False,
) -> None:
    journal.open_journal(verbose)


@app.command()
def run(config_file: Config = DEFAULT, data: Data = None) -> None:
    """启动服务:按时汇集、发布,并提供网页。SIGHUP 重新读取配置。"""
    settings = config.load(config_file, data=data)
    loop.run(running.run(settings, config_file, data=data))


@app.command()
def check(config_file: Config = DEFAULT, data: Data = None) -> None:
    """检查配置文件,一次列出所有错误。"""
    settings = config.load(config_file, data=data)
    out.print(
        f"[green]配置正确[/green]:{len(settings.sources)} 个来源,{len(settings.sections)} 个栏目,"
        f"{len(settings.places)} 个县市区,{len(settings.digests)} 个摘要。"
    )


@app.command()
def gather(config_file: Config = DEFAULT, data: Data = None, as_json: AsJSON = False) -> None:
    """汇集到期的来源一次,然后退出。"""
    settings = config.load(config_file, data=data)
    with progress_bar("汇集") as progress:
        tally = loop.run(station.gather(settings, watch(progress)))
    report(tally, as_json)


@app.command()
def publish(
    config_file: Config = DEFAULT,
    data: Data = None,
    everything: Annotated[bool, typer.Option("--all", help="全部重新生成,不只是有变化的")] = False,
) -> None:
    """生成有变化的订阅源和网页,然后退出。"""
    settings = config.load(config_file, data=data)
    changed = publish_once(settings, everything)
    out.print(f"更新了 {changed} 个文件,在 {settings.public}")


@app.command()
def read(
    target: Annotated[str, typer.Argument(help="文件或网址")], url: CameFrom = None, as_json: AsJSON = False
) -> None:
    """读一个文章页,看看能读出什么。"""
    found = inspect.read(loop.run(inspect.load(target, url)), _site())
    if as_json:
        print_json(found)
        return
    table = Table(show_header=False, box=None, padding=(0, 1))
    for name, label in ARTICLE_LABELS.items():
        value = found[name]
        table.add_row(f"[bold]{label}[/bold]", " › ".join(value) if isinstance(value, list) else str(value or "—"))
    out.print(table)
    out.print()
    out.print(found["text"], markup=False, highlight=False)
    for image in found["images"]:
        out.print(f"[图] {image['url']} {image['caption']}", markup=False, highlight=False)


@app.command()
def preview(
    target: Annotated[str, typer.Argument(help="文件或网址")], url: CameFrom = None, as_json: AsJSON = False
) -> None:
    """看一个订阅源或列表页会给出哪些条目。"""
    reading, entries = inspect.preview(loop.run(inspect.load(target, url)), _site())
    if as_json:
        print_json(entries)
    else:
        table = Table("时间", "标题", "网址", title=f"{reading.title or target}({reading.kind},{len(entries)} 条)")
        for entry in entries:
            table.add_row((entry["published"] or "—")[:16].replace("T", " "), entry["title"], entry["url"] or "—")
        out.print(table)
    for problem in reading.problems:
        err.print(f"[yellow]注意[/yellow] {problem}")


@app.command()
def status(config_file: Config = DEFAULT, data: Data = None, as_json: AsJSON = False) -> None:
    """每个来源现在怎样。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        now = status_of(store, station.clock())
    finally:
        store.close()
    if as_json:
        print_json(
            {
                "items": now.items,
                "stories": now.stories,
                "waiting": now.waiting,
                "unpublished": now.unpublished,
                "config_problems": list(now.config_problems),
                "sources": [
                    {
                        "id": one.id,
                        "name": one.name,
                        "url": one.url,
                        "health": str(one.health),
                        "since": _iso(one.since),
                        "error": one.error,
                        "polled": _iso(one.polled),
                        "due": _iso(one.due),
                        "items": one.items,
                        "failures": one.failures,
                        "moved_to": one.moved_to,
                    }
                    for one in now.sources
                ],
            }
        )
        return
    zone = settings.site.timezone
    table = Table("来源", "状态", "自", "条目", "上次", "下次", "说明")
    for one in now.sources:
        table.add_row(
            one.name,
            HEALTH[one.health],
            _local(one.since, zone),
            str(one.items),
            _local(one.polled, zone),
            _local(one.due, zone),
            one.error or (f"对方已永久搬家,请把 url 改为 {one.moved_to}" if one.moved_to else ""),
        )
    out.print(table)
    out.print(f"{now.stories} 条新闻({now.items} 条来稿),{now.waiting} 页待读,{now.unpublished} 份待发布")
    for problem in now.config_problems:
        out.print(f"[red]配置有误,没有生效[/red]:{problem}", highlight=False)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="网站首页、列表页或订阅源的网址")],
    config_file: Config = DEFAULT,
    data: Data = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不询问,直接加上第一个")] = False,
    every_offer: Annotated[bool, typer.Option("--all", help="找到的全部加上")] = False,
) -> None:
    """看一个网址有什么可以汇集,选好后写进配置文件。"""
    settings = config.load(config_file, data=data)
    found = loop.run(adding.offers(url, settings))
    table = Table("", "名称", "种类", "栏目", "县市区", "网址")
    for number, offer in enumerate(found, 1):
        row = (offer.title, KINDS[offer.kind], offer.section or "", offer.place or "", offer.url)
        table.add_row(str(number), *row)
    out.print(table)
    if every_offer:
        chosen = found
    else:
        answer = "1" if yes or len(found) == 1 else typer.prompt("加哪几个?写编号,用空格隔开", default="1")
        numbers = [int(word) for word in answer.split() if word.isdecimal()]
        chosen = [found[number - 1] for number in numbers if 1 <= number <= len(found)]
    kept = [offer for offer in chosen if _shown(offer, settings)]
    if chosen and not kept:
        raise typer.Exit(1)
    if not kept or not (yes or typer.confirm("写进配置文件?", default=True)):
        out.print("没有改动配置文件。")
        return
    ids = adding.write(config_file, kept, settings, data)
    if not ids:
        out.print("这些网址都已经在配置文件里了,没有改动。")
        return
    out.print(f"[green]已写入[/green] {config_file}:{'、'.join(ids)}。用 systemctl reload syndicator 让它生效。")


@app.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(help="从阅读器导出的 OPML 文件")],
    config_file: Config = DEFAULT,
    data: Data = None,
) -> None:
    """把 OPML 清单里的订阅源加进配置文件,已有的跳过。"""
    settings = config.load(config_file, data=data)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise SyndicatorError(f"{file} 读不了:{error.strerror}") from error
    found = adding.listed(body, settings)
    ids = adding.write(config_file, found, settings, data)
    out.print(f"清单里有 {len(found)} 个订阅源,新加 {len(ids)} 个,{len(found) - len(ids)} 个已经有了。")


def _shown(offer: adding.Offer, settings: Settings) -> bool:
    """Shows the first items an offer would give; False, with the reason, when it gives none."""
    try:
        reading = loop.run(adding.trial(offer, settings))
    except SyndicatorError as error:
        err.print(f"[yellow]{offer.title}[/yellow] {error}", highlight=False)
        return False
    table = Table("时间", "标题", title=f"{offer.title}:{len(reading.drafts)} 条,最前面的几条")
    for draft in reading.drafts[:FIRST_ITEMS]:
        table.add_row(_local(draft.published, settings.site.timezone), draft.title)
    out.print(table)
    return True


@app.command()
def demo(
    port: Annotated[int, typer.Option("--port", help="在本机哪个端口打开")] = 8080,
    once: Annotated[Path | None, typer.Option("--once", help="只汇集、发布一次到这个目录,然后退出")] = None,
) -> None:
    """不用网络,在本机看一个县的完整演示。"""
    from syndicator.demo import show  # its news and pictures are loaded for this command alone

    show.show(port, once)


def publish_once(settings: Settings, everything: bool = False) -> int:
    """Publishes what is dirty, or everything, under a progress bar; returns how many files changed."""
    store = open_store(settings.database)
    try:
        station.adopt(store, settings)
        if everything:
            publisher.rebuild(store, settings)
        publisher.make_editions(store, settings, station.clock())
        with progress_bar("发布") as progress:
            task = progress.add_task("发布", total=None)
            changed = publisher.publish(
                store, settings, lambda done, total: progress.update(task, completed=done, total=total)
            )
    finally:
        store.close()
    return len(changed)


def report(tally: Tally, as_json: bool = False) -> None:
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


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on standard error, that goes away when the work is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        progress.console.log(f"{what}…") if not err.is_terminal else None
        yield progress


def watch(progress: Progress) -> Any:
    """A callback that shows how far gathering has come."""
    task = progress.add_task("汇集", total=None)

    def show(tally: Tally, under_way: int) -> None:
        done = tally.polled + tally.pages
        progress.update(task, completed=done, total=done + under_way, description=f"汇集 {tally.items} 条")

    return show


def print_json(value: Any) -> None:
    """One JSON value on standard output, whatever the terminal is."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


FIRST_ITEMS = 5
KINDS = {
    Kind.AUTO: "自动",
    Kind.FEED: "订阅源",
    Kind.LIST: "列表页",
    Kind.EPAPER: "数字报",
    Kind.SITEMAP: "网站地图",
    Kind.JSON: "JSON 列表",
}
ARTICLE_LABELS = {
    "title": "标题",
    "published": "时间",
    "origin": "来源",
    "author": "作者",
    "editor": "编辑",
    "photographer": "摄影",
    "breadcrumb": "位置",
    "charset": "编码",
}


def _site() -> Site:
    """The zone in which dates without one are read, when no config.toml is asked."""
    return Site(title="", base_url="", domain="", timezone=ZoneInfo("Asia/Shanghai"))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else "—"
