"""Training the classifier."""

from __future__ import annotations

from collections.abc import Callable

import typer
from rich.progress import Progress
from rich.table import Table

from syndicator import config
from syndicator.cli.showing import DEFAULT, AsJSON, Config, Data, out, print_json, progress_bar
from syndicator.group import learning
from syndicator.model import Settings
from syndicator.service import placing, training
from syndicator.store import open_store


def train(config_file: Config = DEFAULT, data: Data = None, as_json: AsJSON = False) -> None:
    """从规则和来源归好的新闻里学习,给没有规则管到的新闻提议栏目。"""
    settings = config.load(config_file, data=data)
    store = open_store(settings.database)
    try:
        with progress_bar("学习") as progress:
            lesson = training.train(store, settings, _watch(progress))
    finally:
        store.close()
    if as_json:
        print_json(_values(lesson))
    else:
        _show(lesson, settings)
    if lesson.model is None:
        raise typer.Exit(1)


def _show(lesson: learning.Lesson, settings: Settings) -> None:
    names = {section.id: section.name for section in settings.sections}
    if lesson.scores:
        table = Table("栏目", "学了几篇", "留着考几篇", "提议", "对的", "准确", "找全", "用不用")
        for one in lesson.scores:
            rates = (f"{one.precision:.0%}", f"{one.recall:.0%}") if one.held_out else ("", "")
            table.add_row(
                names.get(one.section, one.section),
                *map(str, (one.learned, one.held_out, one.proposed, one.right)),
                *rates,
                "用" if one.used else "不用",
            )
        out.print(table)
    if lesson.model is None:
        out.print(
            f"规则和来源归好的新闻有 {lesson.examples} 篇,还不够学:至少要有 {learning.FEWEST_SECTIONS} 个栏目,每个 "
            f"{learning.FEWEST_OF_SECTION} 篇以上,而且考下来对的过半。没有写文件;等新闻多了再运行 syndicator train。"
        )
        return
    out.print(
        f"从 {lesson.examples} 篇里学好了,写在 {settings.data / placing.MODEL}。运行中的服务从下一条新闻起就用它。"
    )
    if settings.classifier.use:
        out.print("要让已经入库的新闻也重新归栏目,请让服务重新读取配置:systemctl reload syndicator")
    else:
        out.print("要用它,请在配置文件里写上 [classifier] use = true,再让服务重新读取配置。")


def _values(lesson: learning.Lesson) -> dict[str, object]:
    return {
        "trained": lesson.model is not None,
        "examples": lesson.examples,
        "sections": [
            {
                "section": one.section,
                "learned": one.learned,
                "held_out": one.held_out,
                "proposed": one.proposed,
                "right": one.right,
                "precision": round(one.precision, 4),
                "recall": round(one.recall, 4),
                "used": one.used,
            }
            for one in lesson.scores
        ],
    }


def _watch(progress: Progress) -> Callable[[int, int], None]:
    task = progress.add_task("", total=None)
    return lambda done, total: progress.update(task, completed=done, total=total)
