"""The digest's documents: a feed with one entry an edition, its pages, and a block that other sites embed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from html import escape

from syndicator.model import Digest, Edition, Publication, Settings, Story
from syndicator.publish.addresses import edition_path, page_url
from syndicator.publish.characters import line, person
from syndicator.publish.document import Document
from syndicator.publish.documents import feed_documents
from syndicator.publish.entry import EARLIEST, Entry, Names, distinct, entry
from syndicator.publish.history import NO_HISTORY, History
from syndicator.publish.page import encode, environment, feed_links, render
from syndicator.publish.words import CHINESE

# Editions the feed holds whole; older ones keep their pages.
IN_FEED = 30
# Editions whose entries and pages are kept ready.
_REMEMBERED = 128


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition ready to be shown. `at` is in the office's zone."""

    at: datetime
    path: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """All that one edition gives."""

    issue: Issue
    entry: Entry
    pages: tuple[Document, ...]


def edition_entries(digest: Digest, editions: Sequence[Edition], settings: Settings) -> list[Entry]:
    """Returns editions as entries of the digest's feed."""
    return list(distinct(_made(digest, one, settings).entry for one in editions))


def edition_pages(digest: Digest, edition: Edition, settings: Settings) -> tuple[Document, ...]:
    """Returns the files of one edition alone."""
    return _made(digest, edition, settings).pages


def digest_documents(
    digest: Digest,
    editions: Sequence[Edition],
    rolling: Sequence[Story],
    settings: Settings,
    history: History = NO_HISTORY,
) -> list[Document]:
    """Returns all files of a digest. `editions` come latest first, `rolling` is the block of this moment."""
    names = Names(settings)
    former = tuple(f"digest/{id}" for id in digest.former)
    publication = Publication(f"digest/{digest.id}", digest.name, former=former)
    page = page_url(settings.site, publication.id)
    block = tuple(entry(story, settings, names, page) for story in rolling)
    made = [_made(digest, edition, settings) for edition in editions]
    told = list(distinct(one.entry for one in made[:IN_FEED]))
    updated = max((one.updated for one in told), default=EARLIEST)
    return [
        *feed_documents(publication, told, settings, updated, history),
        *_front(publication, digest, [one.issue for one in made], block, settings, history),
        *(document for one in made for document in one.pages),
        *_embedded(publication, digest, block, settings),
    ]


@lru_cache(maxsize=_REMEMBERED)
def _made(digest: Digest, edition: Edition, settings: Settings) -> Made:
    """An edition hardly ever changes after it was made, while the block above it does every few minutes."""
    publication = Publication(f"digest/{digest.id}", digest.name)
    issue = _issue(digest, edition, settings, Names(settings))
    return Made(issue, _told(edition, issue, digest, settings), tuple(_issue_pages(publication, issue, settings)))


def _issue(digest: Digest, edition: Edition, settings: Settings, names: Names) -> Issue:
    path = edition_path(digest.id, edition.at, settings.site)
    page = f"{settings.site.base_url}/{path}/"
    return Issue(
        edition.at.astimezone(settings.site.timezone),
        path,
        tuple(entry(story, settings, names, page) for story in edition.stories),
    )


def _told(edition: Edition, issue: Issue, digest: Digest, settings: Settings) -> Entry:
    """One edition as an entry of the digest's feed: every story whole, with its picture and its source."""
    office = person(settings.site.title) or settings.site.domain
    moment = f"{issue.at.month}月{issue.at.day}日 {issue.at:%H:%M}"
    headline = f"：{issue.entries[0].title}" if issue.entries else ""
    made = max(edition.made, EARLIEST).astimezone(settings.site.timezone)
    return Entry(
        id=edition.id,
        title=f"{line(digest.name) or digest.id} {moment}{headline}",
        url=f"{settings.site.base_url}/{issue.path}/",
        author=office,
        origin=office,
        summary="；".join(one.title for one in issue.entries),
        html="".join(
            f'<h2><a href="{escape(one.url)}" rel="noopener">{escape(one.title, quote=False)}</a></h2>{one.html}'
            for one in issue.entries
        )
        or f"<p>{escape(moment)}</p>",
        published=max(edition.at, EARLIEST).astimezone(settings.site.timezone),
        updated=max([made, *(one.updated for one in issue.entries)]),
        images=tuple(replace(one.images[0], url=one.images[0].url) for one in issue.entries if one.images),
        extension={"stories": [one.id for one in issue.entries]},
    )


def _front(
    publication: Publication,
    digest: Digest,
    issues: Sequence[Issue],
    block: tuple[Entry, ...],
    settings: Settings,
    history: History,
) -> list[Document]:
    code = f'<script src="{page_url(settings.site, publication.id)}embed.js" async></script>'
    return render(
        "digest.html",
        settings,
        publication.id,
        line(digest.name) or digest.id,
        "",
        feed_links(publication, settings),
        block=block,
        issues=issues,
        code=code,
        archive=f"archive/{publication.id}" if history.before else None,
    )


def _issue_pages(publication: Publication, issue: Issue, settings: Settings) -> list[Document]:
    name = line(publication.title) or publication.id
    return render(
        "edition.html",
        settings,
        issue.path,
        f"{name} {issue.at.month}月{issue.at.day}日 {issue.at:%H:%M}",
        "",
        feed_links(publication, settings),
        issue=issue,
        publication=publication,
    )


def _embedded(publication: Publication, digest: Digest, block: tuple[Entry, ...], settings: Settings) -> list[Document]:
    values = {
        "title": line(digest.name) or digest.id,
        "page": page_url(settings.site, publication.id),
        "block": block,
        "t": CHINESE.words,
    }
    templates = environment()
    return [
        Document(f"{publication.id}/{name}", encode(templates.get_template(name).render(values)))
        for name in ("fragment.html", "embed.js")
    ]
