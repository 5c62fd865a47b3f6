"""The commands that look at a page, a feed, or how things stand, and change nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, err, local, out, print_json
from syndicator.errors import SyndicatorError
from syndicator.model import Health, Site, Status
from syndicator.serve.health import WORDS, reason
from syndicator.serve.state import document as as_document
from syndicator.service import inspect, loop
from syndicator.service.clock import clock
from syndicator.service.status import status as status_of
from syndicator.store import open_store, sources

CameFrom = Annotated[str | None, typer.Option("--url", help="存下的文件原来的网址")]

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
        now = status_of(store, clock(), wanted, settings.data)
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
            local(one.since, zone),
            str(one.items),
            local(one.succeeded, zone),
            local(one.due, zone),
            escape(" ".join(filter(None, (reason(one)[0], moved)))),
        )
    out.print(table)
    if now.matching > len(now.sources):
        out.print(f"还有 {now.matching - len(now.sources)} 个没有列出;全部列出用 --all,查找用 --find 或 --state。")
    out.print(f"{now.stories} 条新闻({now.items} 条来稿),{now.waiting} 页待读,{now.unpublished} 份待发布")
    for problem in now.unwritten:
        out.print(f"[red]没有写成,读者看到的是上一次的[/red]:{escape(problem)}", highlight=False)
    for problem in now.config_problems:
        out.print(f"[red]配置有误,没有生效[/red]:{escape(problem)}", highlight=False)


def _site() -> Site:
    """The zone in which dates without one are read, when no config.toml is asked."""
    return Site(title="", base_url="", domain="", timezone=ZoneInfo("Asia/Shanghai"))
