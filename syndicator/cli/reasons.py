"""The commands that say why: what makes a story, and which rule places an article."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, out, print_json
from syndicator.errors import SyndicatorError
from syndicator.service import explaining, finding, inspect, loop
from syndicator.service.clock import clock
from syndicator.service.why import JOINED, PARTED
from syndicator.service.why import why as why_of
from syndicator.store import open_store

CONDITIONS = {
    "source": "来源", "kind": "种类", "place": "县市区", "pictures": "图片", "origin": "稿源", "breadcrumb": "面包屑",
    "category": "分类", "url": "网址", "keyword": "关键词", "all": "都要有的词",
}  # fmt: skip
PARTS = {"title": "标题", "column": "栏目名", "lead": "开头", "often": "全文多处"}
RIGHTS = {"full": "全文", "summary": "摘要", "headline": "标题", "none": "不公开"}
# The classifier ranks all sections; the first few tell.
MOST_GUESSES = 3
KINDS = {"join": "合并", "split": "拆出"}


def why(
    story: Annotated[str, typer.Argument(help="新闻的编号(tag:…)或编号的末段、来稿的网址或号码(#12)、本站上它的网址")],
    config_file: Config = DEFAULT,
    data: Data = None,
    as_json: AsJSON = False,
) -> None:
    """一条新闻由哪些来稿组成、凭什么归在一起、谁作主稿、为什么归到这些栏目、改过什么。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        with store.read() as connection:
            found = why_of(connection, story, settings, config.lines_in(config_file))
    finally:
        store.close()
    if as_json:
        print_json(found)
        return
    _say(f"[bold]{escape(found['title'] or '(现在不公开)')}[/bold]\n{found['id']}")
    for former in found["formerly"]:
        _say(f"  也是 {former}(已并入)")
    told = _time(found["told"]) if found["told"] else "没有发布"
    _say(f"首发 {told},更新 {_time(found['updated'])},改过 {found['revision']} 次")
    _say(f"刊出于:{'、'.join(found['publications']) or '—'}\n")
    for one in found["items"]:
        _print_item(one, found["lead_because"])
    if found["more_items"]:
        _say(f"还有 {found['more_items']} 篇来稿没有列出")
    for word in found["overrules"]:
        print_overrule(word)
    for change in found["changes"]:
        _print_change(change, "改动")


def explain(
    url: Annotated[str, typer.Argument(help="来稿的网址或号码(#12);没有入库的会现在去读")],
    source: Annotated[str | None, typer.Option("--source", help="没有入库的网页算作哪个来源的稿")] = None,
    config_file: Config = DEFAULT,
    data: Data = None,
    as_json: AsJSON = False,
) -> None:
    """一篇稿会归到哪些栏目和县市区,每条规则的每个条件成不成立,公开到什么程度。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        with store.read() as connection:
            stored = finding.items_of(connection, url, source)
    finally:
        store.close()
    lines = config.lines_in(config_file)
    now = clock()
    if not stored:
        if not url.startswith(("http://", "https://")):
            raise SyndicatorError(f"没有找到 {url}。请写来稿的网址,或 syndicator why 列出的号码,如 #12")
        if source is None:
            raise SyndicatorError(f"库里没有 {url}。要看它会归到哪里,请用 --source 写明算作哪个来源的稿")
        item = explaining.read_now(loop.run(inspect.load(url, None)), url, source, settings, now)
        stored = [(item, now)]
    found = [explaining.explain(item, settings, seen, lines) for item, seen in stored]
    if as_json:
        print_json(found)
        return
    for one in found:
        _print_explained(one)


def print_overrule(one: dict[str, Any]) -> None:
    """One line about an editor's word."""
    undone = f",{_time(one['undone'])} 撤销" if one["undone"] else ""
    reason = f":{one['reason']}" if one["reason"] else ""
    said = f"{KINDS[one['kind']]},{escape(one['who'])} {_time(one['when'])}{escape(reason)}{undone}"
    _say(f"[yellow]编辑裁定 {one['number']}[/yellow] {said}")


def _print_item(one: dict[str, Any], lead_because: str) -> None:
    mark = f"[green]主稿[/green]({lead_because})" if one["leads"] else "来稿"
    _say(f"{mark} #{one['number']} {escape(one['source_name'])} 《{escape(one['title'])}》 收到 {_time(one['came'])}")
    _say(f"    {escape(one['url'] or one['key'])} 公开到{RIGHTS[one['rights']]}")
    if joined := one["joined"]:
        signals = joined["signals"]
        said = f"与 #{joined['with']} 归在一起:{JOINED.get(joined['reason'], joined['reason'])}"
        if not joined["same"]:
            said = f"最像 #{joined['with']},但不够归为一条:{PARTED.get(joined['reason'], joined['reason'])}"
        numbers = f"得分 {joined['score']:.2f}"
        if "jaccard" in signals:
            shares = (("正文相同", "jaccard"), ("包含", "containment"), ("开头", "lead"))
            numbers += "".join(f",{label} {signals[name]:.0%}" for label, name in shares)
        if signals.get("known_facts"):
            numbers += f",{signals['known_facts']} 个数字里 {signals['lost_facts']} 个不同"
        _say(f"    {said}({numbers},相隔 {signals['hours_apart']} 小时)")
    for number in one["overrules"]:
        _say(f"    编辑裁定 {number}")
    for section in one["sections"]:
        _say(f"    栏目 {escape(section['name'])}:{';'.join(map(_because, section['because']))}")
    for place in one["places"]:
        _say(f"    {escape(place['name'])}:{_named(place)}")
    for version in one["versions"]:
        _print_change(version, "    改稿")


def _because(reason: dict[str, Any]) -> str:
    line = f"(第 {reason['line']} 行)" if reason.get("line") else ""
    match reason["how"]:
        case "source":
            return "来源的 section 写定"
        case "rule":
            held = ",".join(f"{CONDITIONS.get(one['key'], one['key'])} {one['wanted']}" for one in reason["conditions"])
            return escape(f"规则 {reason['rule']}{line} {held}")
        case "learned":
            return f"分类器认为(把握 {reason['sureness']:.0%})"
        case "child":
            return f"下级栏目 {reason['child']} 带来"
        case _:
            return "没有别的归处(fallback)"


def _named(place: dict[str, Any]) -> str:
    words = [f"{PARTS[one['where']]}里的“{one['word']}”" for one in place["words"]]
    return escape("、".join([*(["来源的 place 写定"] if place["by_source"] else []), *words]))


def _print_change(change: dict[str, Any], label: str) -> None:
    said = []
    if title := change.get("title"):
        said.append(f"标题 {title['from']} → {title['to']}")
    said += [f"加 {one}" for one in change.get("added", ())] + [f"删 {one}" for one in change.get("removed", ())]
    if more := change.get("more"):
        said.append(f"另有 {more} 句")
    if pictures := change.get("pictures"):
        said.append(f"图片 +{pictures['added']} -{pictures['removed']}")
    if change.get("rearranged"):
        said.append("调整次序")
    if lead := change.get("lead"):
        said.append(f"主稿 {lead['from']} → {lead['to']}")
    _say(f"{label} {change['revision']} {_time(change['when'])}:{escape(';'.join(said))}")


def _print_explained(one: dict[str, Any]) -> None:
    _say(f"[bold]{escape(one['title'])}[/bold]\n{escape(one['url'] or '')}")
    _say(f"来源 {escape(one['source_name'])}({one['source']})")
    table = Table("栏目", "", "规则", "条件")
    for section in one["sections"]:
        stands = "[green]归入[/green]" if section["stands"] else ""
        because = ";".join(map(_because, section["because"])) + "".join(map(_but, section["but"]))
        table.add_row(escape(section["name"]), stands, because, "")
        for rule in section["rules"]:
            line = f" 第 {rule['line']} 行" if rule["line"] else ""
            conditions = [_condition(each) for each in rule["conditions"]]
            conditions += ["除非 " + "、".join(map(_condition, other)) for other in rule["not"]]
            table.add_row("", "", f"规则 {rule['rule']}{line}", "\n".join(conditions))
    out.print(table)
    if one["proposals"]:
        called = {section["id"]: section["name"] for section in one["sections"]}
        guesses = (f"{called[each['section']]} {each['sureness']:.0%}" for each in one["proposals"][:MOST_GUESSES])
        _say(f"规则没有管到,分类器猜:{escape('、'.join(guesses))}")
    for place in one["places"]:
        _say(f"县市区 {escape(place['name'])}:{_named(place)}")
    if not one["places"]:
        _say("县市区:没有")
    rights = one["rights"]
    line = f"(第 {rights['line']} 行)" if rights["line"] else ""
    _say(f"公开到{RIGHTS[rights['rights']]}:{escape(rights['from'])}{line}")


def _but(refusal: dict[str, Any]) -> str:
    rule = f"规则 {refusal['rule']} " if refusal["rule"] else ""
    if refusal["because"] == "time":
        return f"[yellow]{rule}成立,但不在栏目的时间里[/yellow]"
    excluded = ",".join(f"{CONDITIONS.get(one['key'], one['key'])} {one['wanted']}" for one in refusal["excluded"])
    return f"[yellow]{rule}成立,但 not 也成立:{escape(excluded)}[/yellow]"


def _condition(one: dict[str, Any]) -> str:
    name = CONDITIONS.get(one["key"], one["key"])
    if not one["held"]:
        return f"[red]✗[/red] {name} {escape('、'.join(one['wanted']))}"
    found = PARTS.get(one["found"], one["found"])
    return f"[green]✓[/green] {name} {escape(one['by'])} ← {escape(found)}"


def _time(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "—"


def _say(text: str) -> None:
    out.print(text, highlight=False, soft_wrap=True)
