"""The digest's documents: a feed with one entry an edition, the editions' pages, and what others carry away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from syndicator.model import Digest, Edition, Publication, Settings, Story
from syndicator.publish import card, mail, markdown
from syndicator.publish.addresses import page_url
from syndicator.publish.characters import line, person
from syndicator.publish.document import Document
from syndicator.publish.documents import feed_documents
from syndicator.publish.embed import embedded, script_line
from syndicator.publish.entry import EARLIEST, Entry, Names, distinct, entry
from syndicator.publish.history import NO_HISTORY, History
from syndicator.publish.issue import Issue, issue_of, moment_of
from syndicator.publish.page import feed_links, render

# Editions the feed holds whole; older ones keep their pages.
IN_FEED = 30
# Editions whose entries and pages are kept ready.
_REMEMBERED = 128

# Whether the picture at a path below public/ shows the card of this fingerprint already.
Drawn = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Made:
    """All that one edition gives but its cards."""

    issue: Issue
    entry: Entry
    pages: tuple[Document, ...]


def edition_entries(digest: Digest, editions: Sequence[Edition], settings: Settings) -> list[Entry]:
    """Returns editions as entries of the digest's feed."""
    key = _Same(settings)
    return list(distinct(_made(digest, one, key).entry for one in editions))


def edition_pages(digest: Digest, edition: Edition, settings: Settings) -> tuple[Document, ...]:
    """Returns the files of one edition alone."""
    return _made(digest, edition, _Same(settings)).pages


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Settings as a key by identity: to hash a hundred thousand sources takes longer than to make the edition."""

    settings: Settings

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.settings is other.settings

    def __hash__(self) -> int:
        return id(self.settings)


def digest_documents(
    digest: Digest,
    editions: Sequence[Edition],
    rolling: Sequence[Story],
    settings: Settings,
    history: History = NO_HISTORY,
    drawn: Drawn = lambda _path, _fingerprint: False,
) -> list[Document]:
    """Returns all files of a digest. `editions` come latest first, `rolling` is the block of this moment.

    A card that is `drawn` already is left out: drawing takes longer than all the rest.
    """
    names = Names(settings)
    former = tuple(f"digest/{id}" for id in digest.former)
    publication = Publication(f"digest/{digest.id}", digest.name, former=former)
    page = page_url(settings.site, publication.id)
    block = tuple(entry(story, settings, names, page) for story in rolling)
    made = [_made(digest, edition, _Same(settings)) for edition in editions]
    told = list(distinct(one.entry for one in made[:IN_FEED]))
    updated = max((one.updated for one in told), default=EARLIEST)
    issues = [one.issue for one in made]
    latest = next((one for one in issues if one.entries), moment_of(digest, block, settings))
    return [
        *feed_documents(publication, told, settings, updated, history),
        *_front(publication, digest, issues, block, settings, history),
        *(document for one in made for document in one.pages),
        *_cards(issues, settings, drawn),
        *embedded(publication, digest, block, latest, settings),
        Document(f"{publication.id}/latest.md", markdown.message(latest, settings.site).encode()),
        Document(f"{publication.id}/email.html", mail.html(latest, settings.site).encode()),
    ]


@lru_cache(maxsize=_REMEMBERED)
def _made(digest: Digest, edition: Edition, key: _Same) -> Made:
    """An edition hardly ever changes after it was made, while the block above it does every few minutes."""
    settings = key.settings
    publication = Publication(f"digest/{digest.id}", digest.name)
    issue = issue_of(digest, edition, settings, Names(settings))
    pages = (
        *_issue_pages(publication, issue, settings),
        Document(f"{issue.path}/digest.md", markdown.message(issue, settings.site).encode()),
        Document(f"{issue.path}/email.html", mail.html(issue, settings.site).encode()),
    )
    return Made(issue, _told(edition, issue, settings), pages)


def _told(edition: Edition, issue: Issue, settings: Settings) -> Entry:
    """One edition as an entry of the digest's feed: every story whole, with its picture and its source."""
    office = person(settings.site.title) or settings.site.domain
    headline = f"：{issue.entries[0].title}" if issue.entries else ""
    zone = settings.site.timezone
    stood = max(edition.updated or edition.made, EARLIEST).astimezone(zone)
    revised = f"<p>{escape(issue.revised)}</p>" if issue.revised else ""
    return Entry(
        id=edition.id,
        title=f"{issue.title}{headline}",
        url=issue.url,
        author=office,
        origin=office,
        summary="；".join(one.title for one in issue.entries),
        html="".join(
            f'<h2><a href="{escape(one.url)}" rel="noopener">{escape(one.title, quote=False)}</a></h2>{one.html}'
            for one in issue.entries
        )
        + revised
        or f"<p>{escape(issue.title)}</p>",
        published=max(edition.at, EARLIEST).astimezone(zone),
        updated=max([stood, *(one.updated for one in issue.entries)]),
        images=tuple(replace(one.images[0], url=one.images[0].url) for one in issue.entries if one.images),
        extension={
            "edition": issue.name,
            "revision": edition.revision,
            "stories": [one.id for one in issue.entries],
        },
    )


def _front(
    publication: Publication,
    digest: Digest,
    issues: Sequence[Issue],
    block: tuple[Entry, ...],
    settings: Settings,
    history: History,
) -> list[Document]:
    page = page_url(settings.site, publication.id)
    return render(
        "digest.html",
        settings,
        publication.id,
        line(digest.name) or digest.id,
        "",
        feed_links(publication, settings),
        block=block,
        issues=issues,
        code=script_line(settings.site, publication.id),
        fragment=f"{page}fragment.html",
        outputs={"markdown": f"{page}latest.md", "email": f"{page}email.html", "json": f"{page}latest.json"},
        archive=f"archive/{publication.id}" if history.before else None,
    )


def _issue_pages(publication: Publication, issue: Issue, settings: Settings) -> list[Document]:
    wide = card.card_of(issue, settings.site, card.WIDE)
    tall = card.card_of(issue, settings.site, card.TALL)
    return render(
        "edition.html",
        settings,
        issue.path,
        issue.title,
        "；".join(one.title for one in issue.entries),
        feed_links(publication, settings),
        issue=issue,
        publication=publication,
        card=card.link(wide, issue.url),
        poster=card.link(tall, issue.url),
    )


def _cards(issues: Sequence[Issue], settings: Settings, drawn: Drawn) -> list[Document]:
    documents = []
    for issue in issues:
        for format in (card.WIDE, card.TALL):
            one = card.card_of(issue, settings.site, format)
            path = f"{issue.path}/{format.name}"
            if issue.entries and not drawn(path, card.fingerprint(one)):
                documents.append(Document(path, card.draw(one)))
    return documents
