"""The commands, thin: they parse arguments, call the service and show what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from syndicator import __version__, config
from syndicator.errors import SyndicatorError
from syndicator.model import Health, Kind, Settings, Site, Status
from syndicator.serve.health import WORDS, reason
from syndicator.serve.state import document as as_document
from syndicator.service import adding, inspect, journal, loop, offering, publisher, station
from syndicator.service import run as running
from syndicator.service.gatherer import Tally
from syndicator.service.status import status as status_of
from syndicator.store import open_store, sources

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

# What `status` lists without --all.
SHOWN = 200
COLOURS = {
    Health.NEW: "default",
    Health.OK: "green",
    Health.SLOW: "yellow",
    Health.QUIET: "yellow",
    Health.CHANGED: "red",
    Health.FAILING: "red",
    Health.STOPPED: "red",
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
def status(
    config_file: Config = DEFAULT,
    data: Data = None,
    state: Annotated[str, typer.Option("--state", help="只看这些状态,如 failing,quiet")] = "",
    find: Annotated[str, typer.Option("--find", help="只看编号、名称或网址里有这几个字的")] = "",
    every: Annotated[bool, typer.Option("--all", help=f"全部列出,不只前 {SHOWN} 个")] = False,
    as_json: AsJSON = False,
) -> None:
    """每个来源现在怎样,有问题的在前。"""
    settings = config.load(config_file, data=data)
    unknown = [one for one in state.split(",") if one and one not in set(Health)]
    if unknown:
        raise SyndicatorError(f"没有 {unknown[0]} 这种状态,可以写的是:{'、'.join(Health)}")
    wanted = replace(sources.EVERYTHING, states=tuple(Health(one) for one in state.split(",") if one), text=find)
    if not (every or as_json):
        wanted = replace(wanted, most=SHOWN)
    store = open_store(settings.database)
    try:
        now = status_of(store, station.clock(), wanted, settings.data)
    finally:
        store.close()
    if as_json:
        print_json(as_document(now))
        return
    _print_status(now, settings.site.timezone)


def _print_status(now: Status, zone: ZoneInfo) -> None:
    if now.trouble:
        out.print(f"[red]{now.trouble}[/red]", highlight=False)
    counted = (f"[{COLOURS[health]}]{WORDS[health][0]}[/] {count}" for health, count in now.counts)
    out.print("  ".join(counted) or "还没有来源")
    table = Table("来源", "状态", "自", "条目", "上次成功", "下次", "说明")
    for one in now.sources:
        moved = f"已永久移至 {one.moved_to},请改配置" if one.moved_to else ""
        table.add_row(
            escape(one.name or one.id),
            f"[{COLOURS[one.health]}]{WORDS[one.health][0]}[/]",
            _local(one.since, zone),
            str(one.items),
            _local(one.succeeded, zone),
            _local(one.due, zone),
            escape(" ".join(filter(None, (reason(one)[0], moved)))),
        )
    out.print(table)
    if now.matching > len(now.sources):
        out.print(f"还有 {now.matching - len(now.sources)} 个没有列出;全部列出用 --all,查找用 --find 或 --state。")
    out.print(f"{now.stories} 条新闻({now.items} 条来稿),{now.waiting} 页待读,{now.unpublished} 份待发布")
    for problem in now.config_problems:
        out.print(f"[red]配置有误,没有生效[/red]:{escape(problem)}", highlight=False)


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
    found = loop.run(offering.offers(url, settings))
    new = [offer for offer in found if offer.known is None]
    table = Table("", "名称", "种类", "栏目", "县市区", Column("网址", overflow="fold"))
    for offer in found:
        number = str(new.index(offer) + 1) if offer.known is None else f"已有 {offer.known}"
        row = (offer.title, KINDS[offer.kind], offer.section or "", offer.place or "", offer.url)
        table.add_row(number, *map(escape, row))
    out.print(table)
    if not new or (yes and not every_offer and found[0].known):
        out.print("这个网址已经在配置文件里了,没有改动。")
        return
    if yes and not every_offer:
        chosen = next(([offer] for offer in new if _shown(offer, settings)), [])
        if not chosen:
            raise typer.Exit(1)
        _written(config_file, chosen, settings, data)
        return
    chosen = new if every_offer or len(new) == 1 else _picked(new)
    kept = [offer for offer in chosen if _shown(offer, settings)]
    if chosen and not kept:
        raise typer.Exit(1)
    if not kept or not (yes or typer.confirm("写进配置文件?", default=True)):
        out.print("没有改动配置文件。")
        return
    _written(config_file, kept, settings, data)


def _picked(new: list[offering.Offer]) -> list[offering.Offer]:
    """Those whose numbers the admin writes; asked again until they are numbers of the table."""
    while True:
        answer = typer.prompt("加哪几个?写编号,如 1 3 或 2-5;全部写 all,都不要写 0", default="1")
        try:
            return [new[number - 1] for number in offering.numbers(answer, len(new))]
        except SyndicatorError as error:
            err.print(str(error))


def _written(file: Path, kept: list[offering.Offer], settings: Settings, data: Path | None) -> None:
    ids = adding.write(file, kept, settings, data)
    out.print(f"[green]已写入[/green] {file}:{'、'.join(ids)}。用 systemctl reload syndicator 让它生效。")


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
    found = offering.listed(body, settings)
    ids = adding.write(config_file, found, settings, data)
    out.print(f"清单里有 {len(found)} 个订阅源,新加 {len(ids)} 个,{len(found) - len(ids)} 个已经有了。")


def _shown(offer: offering.Offer, settings: Settings) -> bool:
    """Shows the first items an offer would give; False, with the reason, when it gives none."""
    try:
        reading = loop.run(offering.trial(offer, settings))
    except SyndicatorError as error:
        err.print(f"[yellow]{escape(offer.title)}[/yellow] {escape(str(error))}", highlight=False)
        return False
    out.print(f"\n[bold]{escape(offer.title)}[/bold]:{len(reading.drafts)} 条,最前面的几条", highlight=False)
    table = Table("时间", "标题")
    for draft in reading.drafts[:FIRST_ITEMS]:
        when = _local(draft.published, settings.site.timezone).removesuffix(" 00:00")
        table.add_row(when, escape(draft.title))
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


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}" if moment else "—"
