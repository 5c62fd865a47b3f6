"""From bytes to items ready to be grouped. Pure and all in one call, so that it can run in a worker process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from syndicator.errors import ReadError
from syndicator.group import identity, similarity
from syndicator.model import Article, Draft, Fetched, Kind, Prepared, Source, Validators
from syndicator.read.article import article
from syndicator.read.document import document
from syndicator.read.elsewhere import elsewhere
from syndicator.read.epaper.door import door
from syndicator.refine import items

# Kinds whose entries are headlines: what they tell stands on the page they link to.
HEADLINES_ONLY = frozenset({Kind.LIST, Kind.EPAPER, Kind.JSON, Kind.SITEMAP})
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one document of a source gave.

    `prepared` are whole items; `pages` are headlines whose article pages are still to be read, by key.
    `entries` counts what the document listed, with what was seen before. A page that only sends its reader on gives
    nothing but `elsewhere`. `hub` tells of news in `topic`, where the source offers that (WebSub).
    `exact` says of the entries that name a minute, by key, when they were published. `deleted` are the keys of entries
    that the source has taken back.
    """

    kind: Kind
    prepared: tuple[Prepared, ...]
    pages: tuple[tuple[str, Draft], ...]
    entries: int
    seen: bytes
    problems: tuple[str, ...]
    ttl: timedelta | None
    next_url: str | None
    elsewhere: str | None = None
    hub: str | None = None
    topic: str | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    exact: Mapping[str, datetime] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()


def harvest(fetched: Fetched, source: Source, now: datetime, zone: tzinfo, seen: bytes) -> Harvest:
    """Reads one fetched document of a source. Raises ReadError when it is no such document."""
    today = now.astimezone(zone).date()
    if (target := elsewhere(fetched) or door(fetched, today, declared=source.kind is Kind.EPAPER)) is not None:
        return Harvest(source.kind, (), (), 0, seen, (), None, None, target)
    reading = document(fetched, source, now=now, zone=zone, seen=seen)
    keyed = dict(zip(identity.keys(reading.drafts), reading.drafts, strict=True))  # a repeated key: the last wins
    by_page = reading.kind in HEADLINES_ONLY or source.full_text
    pages = tuple((key, draft) for key, draft in keyed.items() if by_page and draft.url)
    whole = ((key, draft) for key, draft in keyed.items() if not (by_page and draft.url))
    return Harvest(
        kind=reading.kind,
        prepared=tuple(prepare(draft, source, key, now) for key, draft in whole),
        pages=pages,
        entries=len(reading.drafts) + reading.skipped,
        seen=reading.seen,
        problems=reading.problems,
        ttl=reading.ttl,
        next_url=reading.next_url,
        hub=fetched.hub or reading.hub,
        topic=fetched.topic or reading.topic or fetched.final_url,
        skip_hours=reading.skip_hours,
        skip_days=reading.skip_days,
        exact=dict(_exact(keyed, zone)),
        deleted=tuple(key for key in _taken_back(reading.deleted) if key not in keyed),
    )


def _taken_back(refs: Sequence[str]) -> list[str]:
    """The keys by which entries with these ids are known; an id that is an address may be known by its plain form."""
    drafts = [Draft(key=ref, url=url) for ref in refs for url in {None, ref if ref.startswith("http") else None}]
    return list(dict.fromkeys(key for draft in drafts for key in identity.keys([draft])))


def _exact(drafts: Mapping[str, Draft], zone: tzinfo) -> Iterator[tuple[str, datetime]]:
    """The times that are more than a date, which is read as midnight, here or in Greenwich."""
    for key, draft in drafts.items():
        at = draft.published
        if at and MIDNIGHT not in (at.astimezone(zone).time(), at.astimezone(UTC).time()):
            yield key, at


def read_page(fetched: Fetched, source: Source, now: datetime, zone: tzinfo) -> Article:
    """Reads one article page. Raises ReadError when there is no article on it."""
    return article(
        fetched.body,
        fetched.final_url,
        content_type=fetched.content_type,
        now=now,
        zone=zone,
        selectors=source.selectors,
    )


def finish_page(parts: Sequence[Article], draft: Draft, source: Source, key: str, now: datetime) -> Prepared:
    """The item of a headline and the pages of its article, joined; of the headline alone when there are none.

    Raises ReadError when neither says anything.
    """
    if parts:
        whole = replace(
            parts[0],
            html="\n".join(part.html for part in parts),
            text="\n".join(part.text for part in parts),
            images=tuple(dict.fromkeys(image for part in parts for image in part.images)),
            editor=next((part.editor for part in reversed(parts) if part.editor), None),
        )
        draft = items.complete(draft, whole)
    if not (draft.title or draft.html or draft.summary):
        raise ReadError(f"{draft.url} 没有标题,也没有正文")
    return prepare(draft, source, key, now)


def warm_up(now: datetime) -> None:
    """Loads what the first document would otherwise wait for: tables, dictionaries, parsers."""
    draft = Draft(title="热身热身热身热身", html="<p>繁體字與简体字,同一件事只说一遍。</p>" * 9)
    prepare(draft, Source("warm-up", "", "http://example.invalid/"), "1", now)
    feed = b'<rss version="2.0"><channel><item><title>1</title></item></channel></rss>'
    fetched = Fetched("http://example.invalid/", "http://example.invalid/", 200, feed, None, Validators())
    harvest(fetched, Source("warm-up", "", "http://example.invalid/"), now, UTC, b"")


def prepare(draft: Draft, source: Source, key: str, now: datetime) -> Prepared:
    """Cleans a draft and takes its fingerprint."""
    item = items.item(draft, source, key, now)
    return Prepared(item, similarity.fingerprint(item))
