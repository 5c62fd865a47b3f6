"""The commands that add sources to config.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, Config, Data, err, local, out
from syndicator.errors import SyndicatorError
from syndicator.model import Kind, Settings
from syndicator.service import adding, loop, offering

FIRST_ITEMS = 5
KINDS = {
    Kind.AUTO: "自动",
    Kind.FEED: "订阅源",
    Kind.LIST: "列表页",
    Kind.EPAPER: "数字报",
    Kind.SITEMAP: "网站地图",
    Kind.JSON: "JSON 列表",
}


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
        when = local(draft.published, settings.site.timezone).removesuffix(" 00:00")
        table.add_row(when, escape(draft.title))
    out.print(table)
    return True
