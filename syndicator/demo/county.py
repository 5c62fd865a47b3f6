"""Who tells which story when: a pure function of the demo's start and a seed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from syndicator.demo.texts import Block, Mark, Text, wire

ZONE = ZoneInfo("Asia/Shanghai")
PAST = timedelta(days=3)  # how far back the first visitor can read
RESERVE = 18  # stories kept back, so that a demo of about ten minutes has news to tell
GAP_SECONDS = (20, 40)  # between two of them
DAYTIME = range(7, 22)  # hours in which an office publishes
PAPER_PRESS = time(6, 0)  # when the printed paper appears
FIRST_SERIAL = 4_582_053
# Printed papers publish by the day: nothing of the reserve, which comes by the minute.
PRINTED = frozenset({"epaper", "evening"})


@dataclass(frozen=True, slots=True)
class Copy:
    """One site's telling of one story. `at` is whole seconds in Asia/Shanghai; `serial` is unique in the county."""

    site: str
    text: Text
    title: str
    at: datetime
    serial: int
    original: bool
    cut: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The story's blocks; a copy cut short ends in the middle, with an ellipsis."""
        if not self.cut:
            return self.text.blocks
        kept = self.text.blocks[: max(3, len(self.text.blocks) * 3 // 5)]
        return (*kept[:-1], Block(kept[-1].mark, kept[-1].text.rstrip("。") + "……", kept[-1].number))

    @property
    def lead(self) -> str:
        """The first paragraph, plain."""
        return next(block.text for block in self.blocks if block.mark is Mark.PARAGRAPH)

    def picture(self, number: int) -> str:
        """The file name of the copy's nth picture, as TRS WCM would name it."""
        return f"W{self.at:%Y%m%d%H%M%S}{self.serial:07d}{number}.png"


@dataclass(frozen=True, slots=True)
class County:
    """Everything that is and will be told, oldest first."""

    started: datetime
    copies: tuple[Copy, ...]

    @classmethod
    def opened(cls, started: datetime, seed: int = 1, texts: Sequence[Text] | None = None) -> County:
        """Return the county whose demo begins at `started` (aware; cut to whole seconds)."""
        started = started.astimezone(ZONE).replace(microsecond=0)
        return cls(started, _schedule(wire() if texts is None else texts, started, Random(seed)))

    def published(self, site: str, now: datetime) -> tuple[Copy, ...]:
        """Return what `site` has told by `now`, newest first."""
        return tuple(copy for copy in reversed(self.copies) if copy.site == site and copy.at <= now)

    def truth(self, now: datetime) -> Mapping[str, tuple[Copy, ...]]:
        """Return for each story told by `now` (by the text's id) all its copies, the earliest first."""
        told: defaultdict[str, list[Copy]] = defaultdict(list)
        for copy in self.copies:
            if copy.at <= now:
                told[copy.text.id].append(copy)
        return {id: tuple(copies) for id, copies in told.items()}

    @property
    def last_news(self) -> datetime:
        """When the reserve is told to its end."""
        return self.copies[-1].at


def _schedule(texts: Sequence[Text], started: datetime, random: Random) -> tuple[Copy, ...]:
    past, coming = _parted(texts, random)
    told: list[tuple[datetime, str, Text, str, bool, bool]] = []
    for text, at in zip(past, _past_moments(started, len(past), random), strict=True):
        told.append((at, text.first, text, text.title, True, False))
        for reprint in text.reprints:
            copied = at + timedelta(minutes=random.randint(25, 360))
            if reprint.site in PRINTED:
                copied = _next_press(at)
                if copied > started:
                    continue
            # A reprint that is due must be there when the demo begins, not hours into it.
            copied = min(copied, started - timedelta(seconds=random.randint(1, 50)))
            told.append((max(at, copied), reprint.site, text, reprint.title, False, reprint.cut))
    at = started
    for text in coming:
        at += timedelta(seconds=random.randint(*GAP_SECONDS))
        told.append((at, text.first, text, text.title, True, False))
        for reprint in text.reprints:
            copied = at + timedelta(seconds=random.randint(15, 60))
            if reprint.site not in PRINTED:
                told.append((copied, reprint.site, text, reprint.title, False, reprint.cut))
    told.sort(key=lambda row: (row[0], not row[4], row[2].id, row[1]))
    return tuple(
        Copy(site, text, title, at, FIRST_SERIAL + 37 * rank, original, cut)
        for rank, (at, site, text, title, original, cut) in enumerate(told)
    )


def _parted(texts: Sequence[Text], random: Random) -> tuple[list[Text], list[Text]]:
    """Shuffle, and keep back a reserve with at most a third of any section: no column shall begin empty."""
    order = list(texts)
    random.shuffle(order)
    left = {section: total // 3 for section, total in Counter(text.section for text in order).items()}
    past, coming = list[Text](), list[Text]()
    for text in order:
        if len(coming) < RESERVE and left[text.section]:
            left[text.section] -= 1
            coming.append(text)
        else:
            past.append(text)
    return past, coming


def _past_moments(started: datetime, count: int, random: Random) -> list[datetime]:
    """`count` daytime moments of the last days, oldest first, evenly spread with some jitter."""
    minutes = int(PAST / timedelta(minutes=1))
    moments = [started - timedelta(minutes=ago) for ago in range(minutes, 2, -1)]
    day = [moment for moment in moments if moment.hour in DAYTIME]
    step = len(day) / count
    return [
        day[int((rank + random.uniform(0.1, 0.9)) * step)].replace(second=random.randint(0, 59))
        for rank in range(count)
    ]


def _next_press(at: datetime) -> datetime:
    today = datetime.combine(at.date(), PAPER_PRESS, ZONE)
    return today if today > at else today + timedelta(days=1)
