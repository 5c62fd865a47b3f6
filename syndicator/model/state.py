"""How things stand: of each source, of its hub, of the whole service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from syndicator.model.declared import Kind
from syndicator.model.said import NO_FLOORS, NO_VALIDATORS, Floors, Validators


class Health(StrEnum):
    """A source's state in words an admin understands."""

    NEW = "new"
    OK = "ok"
    SLOW = "slow"
    QUIET = "quiet"
    CHANGED = "changed"
    FAILING = "failing"
    STOPPED = "stopped"


# A permanent redirect is believed after so many polls in a row that gave it, the last this long after the first.
BELIEVED_POLLS = 3
BELIEVED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Move:
    """A permanent redirect of a source's URL: how many polls in a row gave it, since when, and when the last did."""

    to: str
    polls: int
    since: datetime
    checked: datetime

    @property
    def believed(self) -> bool:
        return self.polls >= BELIEVED_POLLS and self.checked - self.since >= BELIEVED_AFTER


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between two polls. `kind` is what its document was found to be.

    Until `leased`, its hub tells us of news by itself, and has shown that it does.
    `validated` is the URL whose 200 gave the validators. `rhythm` holds when its items came (gather/arrivals.py).
    """

    id: str
    name: str = ""
    url: str = ""
    kind: Kind = Kind.AUTO
    validators: Validators = NO_VALIDATORS
    due: datetime | None = None
    failures: int = 0
    health: Health = Health.NEW
    since: datetime | None = None
    error: str | None = None
    polled: datetime | None = None
    succeeded: datetime | None = None
    body_hash: bytes = b""
    seen: bytes = b""
    size: int = 0
    items: int = 0
    move: Move | None = None
    validated: str | None = None
    floors: Floors = NO_FLOORS
    rhythm: bytes = b""
    leased: datetime | None = None
    # The last days, in the office's zone, on which it brought something, ascending; and how long its last answers took.
    news_days: tuple[date, ...] = ()
    times: tuple[timedelta, ...] = ()

    @property
    def moved_to(self) -> str | None:
        """What the admin should write as the source's URL; None when it is right as it is."""
        return self.move.to if self.move and self.move.believed else None


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a hub tells us when a source's feed has news (W3C WebSub). `token` ends the callback's URL.

    `expires` is the end of the confirmed lease, `due` when the hub is to be asked (again), `pushed` the last push.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    expires: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    pushed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A source's trouble, told to the admins: (`source`, `since`) names it. `ended` is None while it lasts.

    `updated` moves when its nature changes or it ends, not at every failed poll. `became` is the state that ended it,
    `due` the next try.
    """

    source: str
    name: str
    url: str
    since: datetime
    health: Health
    error: str | None
    updated: datetime
    ended: datetime | None = None
    became: Health | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sources a status shows: of these states (none: all), with this in id, name or URL, a page of `most`."""

    states: tuple[Health, ...] = ()
    text: str = ""
    start: int = 0
    most: int = 200


@dataclass(frozen=True, slots=True)
class Status:
    """The whole service at one moment, for `/status` and `syndicator status`. `waiting` counts pages not yet read.

    `sources` are those that were selected, what needs a look first, `matching` how many there would be without the
    page's bound; `counts` is over all. `polled` is when any source last was, `due` when the most overdue should have
    been. `unwritten` says what could not be published and why, `trouble` says in words what keeps the service from
    keeping what it gathers. The last three name the office.
    """

    now: datetime
    sources: tuple[SourceState, ...] = ()
    items: int = 0
    stories: int = 0
    waiting: int = 0
    unpublished: int = 0
    config_problems: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()
    counts: tuple[tuple[Health, int], ...] = ()
    matching: int = 0
    polled: datetime | None = None
    due: datetime | None = None
    incidents: tuple[Incident, ...] = ()
    trouble: str = ""
    title: str = ""
    base_url: str = ""
    domain: str = ""

    @property
    def declared(self) -> int:
        return sum(count for _, count in self.counts)
