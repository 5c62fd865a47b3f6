"""`./run bench rhythm`: requests and freshness of our adaptive pace, beside a fixed interval and an exponential one.

Sources of different rhythms are simulated for eight weeks, the first four of which are for learning and not counted.
Every second source says to the minute when its items were published (feeds); of the others (list pages) it is known
only between which polls they came. Freshness is the time from an item's publication to the poll that finds it.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from syndicator.gather import arrivals, pace, rhythm

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 9, 28, tzinfo=ZONE)
LEARNING, COUNTED = timedelta(days=28), timedelta(days=28)
FIXED = timedelta(minutes=15)
EVERY, SELDOM = timedelta(minutes=2), timedelta(hours=3)
EACH = 6
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

Days = Iterator[datetime]


def days() -> Days:
    return (START + n * DAY for n in range((LEARNING + COUNTED) // DAY))


def at(day: datetime, hour: float, spread: float, chance: random.Random) -> datetime:
    return day + timedelta(hours=hour) + timedelta(minutes=chance.gauss(0, spread) if spread else 0)


def drizzle(chance: random.Random, per_hour: Callable[[datetime], float]) -> list[datetime]:
    """News at random, as many an hour as the hour says."""
    found = []
    for day in days():
        for hour in range(24):
            start = day + timedelta(hours=hour)
            moment = start
            while (rate := per_hour(start)) > 0:
                moment += timedelta(hours=chance.expovariate(rate))
                if moment >= start + timedelta(hours=1):
                    break
                found.append(moment)
    return found


def workday(moment: datetime) -> bool:
    return moment.weekday() < 5


def paper(chance: random.Random) -> list[datetime]:
    return [at(day, 8, 2, chance) for day in days()]


def notices(chance: random.Random) -> list[datetime]:
    """A government: a burst at the start of the working day, one before lunch, one before going home, others between."""
    fixed = [at(day, hour, 12, chance) for day in days() if workday(day) for hour in (9, 11.5, 16.5)]
    return fixed + drizzle(chance, lambda hour: 0.5 if workday(hour) and 9 <= hour.hour < 18 else 0)


def hourly(chance: random.Random) -> list[datetime]:
    return [at(day, hour + 5 / 60, 0.5, chance) for day in days() for hour in range(6, 24)]


def weekly(chance: random.Random) -> list[datetime]:
    return [at(day, 15, 20, chance) for day in days() if day.weekday() == 4]


def wire(chance: random.Random) -> list[datetime]:
    return drizzle(chance, lambda hour: 6 if 7 <= hour.hour < 23 else 0.5)


def county(chance: random.Random) -> list[datetime]:
    return drizzle(chance, lambda hour: (0.25 if workday(hour) else 0.08) if 8 <= hour.hour < 20 else 0)


def blog(chance: random.Random) -> list[datetime]:
    return drizzle(chance, lambda _: 1 / 48)


def dead(chance: random.Random) -> list[datetime]:
    return []


def moving(chance: random.Random) -> list[datetime]:
    """A daily paper that comes at 08:00 and, from the middle of what is counted on, at 17:30."""
    middle = START + LEARNING + COUNTED / 2
    return [at(day, 8 if day < middle else 17.5, 2, chance) for day in days()]


KINDS: dict[str, Callable[[random.Random], list[datetime]]] = {
    "paper at 08:00": paper,
    "office on workdays": notices,
    "hourly news": hourly,
    "weekly notice": weekly,
    "rolling wire": wire,
    "county site": county,
    "blog": blog,
    "dead": dead,
    "moves to 17:30": moving,
}


@dataclass
class Poller:
    """One way to decide when to ask next: is told when it asked and what was new."""

    exact: bool
    interval: timedelta = FIXED
    memory: bytes = b""
    polled: datetime | None = None

    def fixed(self, now: datetime, new: list[datetime]) -> datetime:
        return pace.regular(FIXED, now, str(self.exact))

    def exponential(self, now: datetime, new: list[datetime]) -> datetime:
        self.interval = min(max(self.interval / 2 if new else self.interval * 1.5, EVERY), SELDOM)
        return now + self.interval

    def ours(self, now: datetime, new: list[datetime]) -> datetime:
        times = (arrivals.came(one if self.exact else None, self.polled, now) for one in new)
        self.memory = arrivals.learn(self.memory, [one for one in times if one], now)
        self.polled = now
        return rhythm.next_due(arrivals.recall(self.memory), EVERY, SELDOM, now, ZONE)


@dataclass
class Figure:
    requests: int = 0
    waits: list[float] = field(default_factory=list)

    def row(self, sources: int) -> dict[str, float | None]:
        deciles = statistics.quantiles(self.waits, n=10) if len(self.waits) > 1 else []
        return {
            "requests a day": self.requests / sources / (COUNTED / DAY),
            "median minutes": statistics.median(self.waits) if self.waits else None,
            "p90 minutes": deciles[-1] if deciles else None,
        }


def simulated(
    published: list[datetime], decide: Callable[[datetime, list[datetime]], datetime], figure: Figure
) -> None:
    """Polls as `decide` says, from a moment of its own on."""
    published = sorted(one.replace(second=0, microsecond=0) + MINUTE * 0.5 for one in published)
    now = START + timedelta(minutes=random.Random(len(published)).uniform(0, 15))
    end, counted = START + LEARNING + COUNTED, START + LEARNING
    place = 0
    while now < end:
        first = place
        while place < len(published) and published[place] <= now:
            place += 1
        new = published[first:place]
        if now >= counted:
            figure.requests += 1
            figure.waits += [(now - one) / MINUTE for one in new if one >= counted]
        now = decide(now.astimezone(UTC), new).astimezone(ZONE)


def main() -> None:
    result: dict[str, dict[str, dict[str, float | None]]] = {}
    total: dict[str, Figure] = {}
    for kind, made in KINDS.items():
        for way in ("fixed", "exponential", "ours"):
            figure = Figure()
            for n in range(EACH):
                poller = Poller(exact=n % 2 == 0)
                simulated(made(random.Random(f"{kind} {n}")), getattr(poller, way), figure)
            result.setdefault(kind, {})[way] = figure.row(EACH)
            whole = total.setdefault(way, Figure())
            whole.requests += figure.requests
            whole.waits += figure.waits
    result["all"] = {way: figure.row(EACH * len(KINDS)) for way, figure in total.items()}
    if "--json" in sys.argv:
        print(json.dumps(result, indent=1))
        return
    table = Table("rhythm", *(f"{way}\n{name}" for way in total for name in ("req/day", "median", "p90")))
    for kind, ways in result.items():
        cells = [value for way in ways.values() for value in way.values()]
        table.add_row(kind, *("-" if cell is None else f"{cell:.1f}" for cell in cells))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
