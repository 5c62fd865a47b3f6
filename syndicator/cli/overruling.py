"""The commands by which an editor overrules what was found: join, split, and the list of what was said."""

from __future__ import annotations

import getpass
import os
from typing import Annotated

import typer

from syndicator import config
from syndicator.cli.reasons import print_overrule
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, out, print_json
from syndicator.errors import SyndicatorError
from syndicator.service import orders
from syndicator.service.clock import clock
from syndicator.service.why import overrule_values
from syndicator.store import open_store

Reason = Annotated[str, typer.Option("--reason", help="为什么,记下来给以后的人看")]
Undo = Annotated[bool, typer.Option("--undo", help="撤销:写裁定的号码(syndicator overrules 列出),或新闻、来稿的网址")]


def join(
    stories: Annotated[list[str], typer.Argument(help="两条以上的新闻:编号、编号的末段、来稿的网址或号码(#12)")],
    undo: Undo = False,
    reason: Reason = "",
    config_file: Config = DEFAULT,
    data: Data = None,
) -> None:
    """把几条新闻合成一条:保留最早的编号,其余的编号以后都指向它。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        if undo:
            number = orders.undo(store, orders.Kind.JOIN, stories, settings, clock())
            out.print(f"已撤销裁定 {number}:各条新闻恢复原来的编号。", highlight=False)
            return
        if len(stories) < 2:
            raise SyndicatorError("合并至少要写两条新闻,如 syndicator join 网址一 网址二")
        done = orders.join(store, stories, settings, _word(reason))
    finally:
        store.close()
    out.print(f"已合并为 {done}", highlight=False, soft_wrap=True)


def split(
    items: Annotated[list[str], typer.Argument(help="要拆出来的来稿:网址或号码(#12)")],
    into: Annotated[str | None, typer.Option("--into", help="并到哪条新闻;不写就自成一条")] = None,
    undo: Undo = False,
    reason: Reason = "",
    config_file: Config = DEFAULT,
    data: Data = None,
) -> None:
    """把来稿从它所在的新闻里拆出来,自成一条或并到另一条。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        if undo:
            number = orders.undo(store, orders.Kind.SPLIT, items, settings, clock())
            out.print(f"已撤销裁定 {number}:来稿回到原来的新闻。", highlight=False)
            return
        done = orders.split(store, items, into, settings, _word(reason))
    finally:
        store.close()
    out.print(f"已拆出,现在属于 {done}", highlight=False, soft_wrap=True)


def overrules(
    every: Annotated[bool, typer.Option("--all", help="撤销了的也列出")] = False,
    config_file: Config = DEFAULT,
    data: Data = None,
    as_json: AsJSON = False,
) -> None:
    """编辑的全部裁定:合并了什么、拆开了什么,谁、何时、为什么。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        said = orders.listed(store, undone=every)
    finally:
        store.close()
    zone = settings.site.timezone
    values = [{**overrule_values(one, zone), "story": story, "names": names} for one, story, names in said]
    if as_json:
        print_json(values)
        return
    for one in values:
        print_overrule(one)
        out.print(f"    {one['story'] or '等来稿'}", highlight=False, soft_wrap=True)
        for name in one["names"]:
            out.print(f"    {name}", markup=False, highlight=False, soft_wrap=True)
    if not values:
        out.print("没有裁定。")


def _word(reason: str) -> orders.Word:
    return orders.Word(os.environ.get("SUDO_USER") or _user(), clock(), reason.strip()[: orders.LONGEST_REASON])


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return f"uid {os.getuid()}"
