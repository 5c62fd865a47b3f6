"""How the service is doing, decided from its status. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from syndicator.model import Health, SourceState, Status
from syndicator.serve.english import english

# No source was polled for so long although some were due: the gatherer has stopped.
STALLED = timedelta(minutes=30)

WORDS = {
    Health.NEW: ("新", "New"),
    Health.OK: ("正常", "Fine"),
    Health.SLOW: ("变慢", "Slow"),
    Health.QUIET: ("无更新", "Quiet"),
    Health.CHANGED: ("结构变化", "Structure changed"),
    Health.FAILING: ("出错", "Failing"),
    Health.STOPPED: ("已停用", "Stopped"),
}
# What an admin should look at first.
GRAVITY = (Health.FAILING, Health.CHANGED, Health.STOPPED, Health.QUIET, Health.SLOW, Health.NEW, Health.OK)
PROBLEMS = GRAVITY[:5]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the service does its work; `text` says in words what is wrong, "" when nothing is."""

    healthy: bool
    text: str
    polled: datetime | None


def verdict(status: Status) -> Verdict:
    """Returns whether sources are being polled. A source that fails is not the service's failure."""
    if status.trouble:
        return Verdict(False, status.trouble, status.polled)
    overdue = status.due is not None and status.now - status.due > STALLED
    idle = status.polled is None or status.now - status.polled > STALLED
    if overdue and idle:
        return Verdict(False, "采集已停顿：有来源早该采集，却很久没有任何采集。", status.polled)
    return Verdict(True, "", status.polled)


def reason(state: SourceState) -> tuple[str, str]:
    """Returns why a source is in its state, in Chinese and in English; ("", "") when there is nothing to say."""
    if state.error:
        return state.error, english(state.error)
    if state.health is Health.QUIET and state.news_days:
        last = state.news_days[-1]
        return (
            f"最近一次有新内容是 {last}，按它平时的节奏，不该隔这么久。",
            f"The last news came on {last}; its own rhythm does not explain so long a silence.",
        )
    if state.health is Health.SLOW and state.times:
        seconds = median(one.total_seconds() for one in state.times)
        return f"最近几次应答一般要 {seconds:.0f} 秒。", f"Its last answers usually took {seconds:.0f} s."
    return "", ""


def ago(moment: datetime | None, now: datetime) -> str:
    """Returns a distance in time in words: "3 分钟前", "2 小时后"; "" when there is no moment."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    side = "前" if seconds >= 0 else "后"
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if abs(seconds) >= size:
            return f"{int(abs(seconds) // size)} {unit}{side}"
    return "刚刚" if seconds >= 0 else "马上"
