"""Which edition of an e-paper to ask for. Pure: addresses and what is known of the source decide."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from syndicator.model import Kind, Source, SourceState
from syndicator.read.epaper.addresses import MAX_MISSED_DAYS, day_of, is_edition, on_day
from syndicator.service.harvest import Harvest


def asked(source: Source, state: SourceState, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The addresses to try for a source, the first that is out being its document.

    A dated address stands for the paper, not for its day: today's edition is asked for, then the days before. The
    first time, the day that was given counts as the last resort. Any other source has one address.
    """
    kind = state.kind if source.kind is Kind.AUTO else source.kind
    dated = day_of(source.url) is not None
    if not dated or not (kind is Kind.EPAPER or (kind is Kind.AUTO and is_edition(source.url))):
        return (source.url,)
    today = now.astimezone(zone).date()
    urls = _backwards(source.url, today, state, now, zone)
    return (*urls, source.url) if state.succeeded is None and source.url not in urls else urls


def behind(door: str, state: SourceState, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The addresses to try behind a front door: the edition it leads to, which may not be out, then earlier ones."""
    day = day_of(door)
    return _backwards(door, day, state, now, zone) if day is not None and is_edition(door) else (door,)


def asked_today(state: SourceState, now: datetime, zone: tzinfo) -> bool:
    """Whether the source was asked with success on this day already."""
    return state.succeeded is not None and state.succeeded.astimezone(zone).date() >= now.astimezone(zone).date()


def not_out(harvest: Harvest) -> bool:
    """Whether a document says that no paper is out."""
    return (
        harvest.kind is Kind.EPAPER
        and harvest.elsewhere is None
        and not (harvest.entries or harvest.problems or harvest.next_url)
    )


def is_edition_read(harvest: Harvest, url: str) -> bool:
    """Whether what came is an edition, not the home page that a server gives in place of a paper that is not out."""
    return harvest.kind is Kind.EPAPER and day_of(url) is not None and not not_out(harvest)


def is_of_day(url: str, wanted: str) -> bool:
    """Whether what was fetched is the edition that was asked for, not the latest that a server gives instead."""
    return day_of(url) == day_of(wanted)


def _backwards(url: str, newest: date, state: SourceState, now: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The same page of `newest` and the days before: of a week once a day, afterwards of the day before alone."""
    days = 1 if asked_today(state, now, zone) else MAX_MISSED_DAYS
    return tuple(on_day(url, newest - timedelta(days=number)) for number in range(days + 1))
