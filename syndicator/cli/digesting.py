"""The commands about digests: what stands in one and why, what editors pin and ban, and an edition to send."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, local, out, print_json
from syndicator.errors import SyndicatorError
from syndicator.model import Digest, Outcome, Reason, Settings
from syndicator.service import asked_digests, tastes
from syndicator.service.asked_digests import View
from syndicator.service.clock import clock
from syndicator.store import open_store

OUTCOMES = {
    Outcome.PINNED: "置顶",
    Outcome.CHOSEN: "入选",
    Outcome.BANNED: "已屏蔽",
    Outcome.TOLD: "前一期已登",
    Outcome.TOPIC: "与另一条同题",
    Outcome.WEAKER: "分数不够",
}
# The first word may be one of these instead of a digest's id.
PIN, BAN = "pin", "ban"


def digest(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="摘要的编号,只有一个时不写;或 pin URL 置顶、ban URL 屏蔽", metavar="[编号 | pin URL | ban URL]"
        ),
    ] = None,
    config_file: Config = DEFAULT,
    data: Data = None,
    explain: Annotated[bool, typer.Option("--explain", help="每一条为什么入选,哪些差一点,差在哪里")] = False,
    edition: Annotated[str, typer.Option("--edition", help="哪一期,如 2026-11-29T07:30;不写是最近一期")] = "",
    now: Annotated[bool, typer.Option("--now", help="不看期次,看此刻滚动的头条")] = False,
    email: Annotated[bool, typer.Option("--email", help="输出邮件(.eml),可以直接发")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="输出群机器人的 Markdown 消息")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="取消置顶或屏蔽")] = False,
    of: Annotated[str, typer.Option("--digest", "-d", help="置顶、屏蔽用在哪个摘要;只有一个时不写")] = "",
    as_json: AsJSON = False,
) -> None:
    """新媒体摘要:选了哪些、为什么;置顶(pin)、屏蔽(ban);导出邮件和群消息。

    置顶和屏蔽一直有效,直到 --undo:最近一期马上修订,更早的各期不变。网址写哪一家的都行,也可以写编号 tag:…
    """
    settings = config.load(config_file, data=data)
    first, rest = (words[0], words[1:]) if words else ("", [])
    if first in (PIN, BAN):
        if len(rest) != 1:
            raise SyndicatorError(f"请写一条新闻的网址:syndicator digest {first} URL")
        _pick(_digest(settings, of), settings, rest[0], undo=undo, ban=first == BAN)
        return
    if rest:
        raise SyndicatorError(f"不明白「{' '.join(rest)}」。用法:syndicator digest [编号],或 syndicator digest pin URL")
    one = _digest(settings, first or of)
    at = _moment(edition, settings) if edition else None
    store = open_store(settings.database)
    try:
        view = asked_digests.view(store, settings, one, at, rolling=now)
    finally:
        store.close()
    if email:
        sys.stdout.buffer.write(asked_digests.email(view, settings))
    elif markdown:
        typer.echo(asked_digests.markdown(view, settings), nl=False)
    elif as_json:
        print_json(_json(view, explain))
    else:
        _print(view, settings, explain)


def _pick(one: Digest, settings: Settings, url: str, *, undo: bool, ban: bool) -> None:
    store = open_store(settings.database)
    try:
        if undo:
            tastes.undo(store, one, url)
            known = True
        else:
            known = bool(tastes.pick(store, one, url, ban=ban, now=clock()))
    finally:
        store.close()
    done = "已取消" if undo else "已屏蔽" if ban else "已置顶"
    if known:
        out.print(f"{done}。最近一期会在几秒内修订;服务没有运行时,用 syndicator publish 修订。")
    else:
        out.print(f"{done}。这条新闻还没有采到,采到以后生效。请核对网址:{escape(url)}", highlight=False)


def _digest(settings: Settings, id: str) -> Digest:
    known = {one.id: one for one in settings.digests}
    if not known:
        raise SyndicatorError("config.toml 里没有摘要。请加上 [digest.xinmeiti] 一段")
    if not id and len(known) > 1:
        raise SyndicatorError(f"有几个摘要,请写明编号:{'、'.join(known)}")
    if id and id not in known:
        raise SyndicatorError(f"没有编号是 {id} 的摘要。有:{'、'.join(known)}")
    return known[id] if id else settings.digests[0]


def _moment(text: str, settings: Settings) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SyndicatorError(f"「{text}」不是时间。请写成 2026-11-29T07:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.site.timezone)


def _print(view: View, settings: Settings, explain: bool) -> None:
    out.print(f"[bold]{escape(view.title)}[/bold] {escape(view.revised)}", highlight=False)
    titles = {one.story: one.title for one in view.reasons}
    table = Table(box=None, header_style="dim")
    for name in ("", "标题", "结果", *(("总分", "时新", "报道", "栏目", "配图", "分散") if explain else ())):
        table.add_column(name, overflow="fold", justify="left" if name in ("", "标题", "结果") else "right")
    shown = view.reasons if explain else [one for one in view.reasons if one.story in view.stories]
    for number, one in enumerate(shown, 1):
        chosen = one.story in view.stories
        parts = (one.score, *_parts(one)) if explain else ()
        table.add_row(
            str(number) if chosen else "",
            escape(one.title),
            _outcome(one, titles),
            *(f"{part:.2f}" for part in parts),
            style=None if chosen else "dim",
        )
    out.print(table)
    if explain:
        out.print("总分 = 时新 × 报道 × 栏目 × 配图 × 分散;置顶的不看分数。", style="dim")
    else:
        for pick in view.picks:
            out.print(f"{'屏蔽' if pick.banned else '置顶'} {escape(pick.target)}", highlight=False, style="dim")
        times = [f"{local(at, settings.site.timezone)} {name}" for at, name in view.editions]
        out.print(f"期次:{'、'.join(times) or '还没有'}", highlight=False, style="dim")


def _parts(one: Reason) -> tuple[float, ...]:
    weight = one.weight
    return weight.recency, weight.coverage, weight.section, weight.picture, one.spread


def _outcome(one: Reason, titles: dict[str, str]) -> str:
    said = OUTCOMES[one.outcome]
    if one.outcome is Outcome.TOPIC:
        return f"{said}:{escape(titles.get(one.because, one.because))}"
    return f"{said}({escape(one.because.rpartition(':')[2])})" if one.because else said


def _json(view: View, explain: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": view.title,
        "edition": view.id,
        "revised": view.revised,
        "stories": list(view.stories),
        "editions": [{"at": at.isoformat(), "name": name} for at, name in view.editions],
        "picks": [{"target": one.target, "banned": one.banned, "since": one.since.isoformat()} for one in view.picks],
    }
    if explain:
        made["reasons"] = [
            {
                "id": one.story,
                "title": one.title,
                "outcome": str(one.outcome),
                "because": one.because or None,
                "score": round(one.score, 6),
                "recency": one.weight.recency,
                "coverage": one.weight.coverage,
                "section": one.weight.section,
                "picture": one.weight.picture,
                "spread": one.spread,
            }
            for one in view.reasons
        ]
    return made
