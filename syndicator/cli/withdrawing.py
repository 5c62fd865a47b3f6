"""The commands that take a story back."""

from __future__ import annotations

import getpass
import os
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, err, out, print_json
from syndicator.service import withdrawing
from syndicator.service.clock import clock
from syndicator.store import open_store

ACTS = {withdrawing.WITHDRAW: "撤下", withdrawing.RESTORE: "恢复"}


def withdraw(
    what: Annotated[str, typer.Argument(help="新闻的编号(tag:…)、来源网页的网址,或本站的网址")],
    reason: Annotated[str, typer.Option("--reason", help="原因:记入台账,并在订阅源里公开")] = "",
    item: Annotated[bool, typer.Option("--item", help="只撤这一个来源的来稿,别家的照登")] = False,
    restore: Annotated[bool, typer.Option("--restore", help="恢复撤下的新闻")] = False,
    config_file: Config = DEFAULT,
    data: Data = None,
) -> None:
    """撤下一条新闻:订阅源、网页、存档、摘要里立即消失,不会再采回来。服务开着也可以用。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        act = withdrawing.restore if restore else withdrawing.withdraw
        done = act(store, settings, what, reason, user(), clock(), copy=item)
    finally:
        store.close()
    verb = ACTS[withdrawing.RESTORE if restore else withdrawing.WITHDRAW]
    out.print(f"[green]已{verb}[/green] {escape('、'.join(done.titles))}", highlight=False)
    out.print(f"{done.story}({'、'.join(done.sources)}),更新了 {done.files} 个文件", highlight=False, markup=False)
    if item and not restore:
        out.print(f"现在由 {done.still} 的来稿代替" if done.still else "没有别家的来稿,整条都不再显示", highlight=False)
    elif restore and done.still is None:
        err.print("[yellow]它还没有重新显示[/yellow]:来源的授权不允许,或者来稿另外撤下了。")
    if done.failures:
        err.print(f"[red]有文件没有写成,读者看到的还是{verb}之前的样子[/red]:", highlight=False)
        for failure in done.failures:
            err.print(f"  {failure}", highlight=False, markup=False)
        err.print("请按上面说的修好。服务开着会自己再写;没有开,请运行 syndicator publish。", highlight=False)
        raise typer.Exit(1)


def withdrawals(config_file: Config = DEFAULT, data: Data = None, as_json: AsJSON = False) -> None:
    """撤稿台账:何时、何人、撤了什么、为什么。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        acts = withdrawing.journal(store)
    finally:
        store.close()
    zone = settings.site.timezone
    if as_json:
        print_json(
            [
                {
                    "at": one.at.astimezone(zone).isoformat(),
                    "who": one.who,
                    "act": one.act,
                    "story": one.story,
                    "source": one.source,
                    "title": one.title,
                    "url": one.url,
                    "reason": one.reason,
                }
                for one in acts
            ]
        )
        return
    if not acts:
        out.print("还没有撤过稿。")
        return
    table = Table("时间", "操作人", "", "标题", "来稿", "原因", "编号")
    for one in acts:
        when = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}"
        row = (one.who, ACTS.get(one.act, one.act), one.title, one.source or "全部", one.reason, one.story)
        table.add_row(when, *map(escape, row))
    out.print(table)


def user() -> str:
    """Who runs this, for the journal; with sudo, who asked for it."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    asked = os.environ.get("SUDO_USER", "")
    return f"{asked} ({name})" if asked and asked != name else name
