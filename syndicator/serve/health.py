"""How the service is doing, decided from its status. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.model import Health, SourceState, Status

# No source was polled for so long although some were due: the gatherer has stopped.
STALLED = timedelta(minutes=30)

WORDS = {
    Health.NEW: ("新", "New"),
    Health.OK: ("正常", "Fine"),
    Health.SLOW: ("变慢", "Slow"),
    Health.QUIET: ("无更新", "Quiet"),
    Health.CHANGED: ("结构变化", "Structure changed"),
    Health.FAILING: ("出错", "Failing"),
    Health.STOPPED: ("已停止", "Stopped"),
}
# What an admin should look at first.
_GRAVITY = (Health.FAILING, Health.CHANGED, Health.STOPPED, Health.SLOW, Health.QUIET, Health.NEW, Health.OK)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the service does its work; `text` says in words what is wrong, "" when nothing is."""

    healthy: bool
    text: str
    polled: datetime | None


def verdict(status: Status) -> Verdict:
    """Returns whether sources are being polled. A source that fails is not the service's failure."""
    polled = max((one.polled for one in status.sources if one.polled), default=None)
    due = [one.due for one in status.sources if one.due and one.health is not Health.STOPPED]
    overdue = bool(due) and status.now - min(due) > STALLED
    idle = polled is None or status.now - polled > STALLED
    if overdue and idle:
        return Verdict(False, "采集已停顿：有来源早该采集，却很久没有任何采集。", polled)
    return Verdict(True, "", polled)


def by_gravity(sources: Iterable[SourceState]) -> list[SourceState]:
    """Returns the sources, those that need a look first."""
    return sorted(sources, key=lambda one: (_GRAVITY.index(one.health), one.name, one.id))


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
