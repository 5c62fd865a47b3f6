"""Atom 1.0 (RFC 4287) and RSS 2.0 (with the RSS Advisory Board's profile), built by feedgen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from feedgen.feed import FeedGenerator

from syndicator.model import Publication, Site
from syndicator.publish.addresses import ATOM, JSON, RSS, feed_id, root
from syndicator.publish.characters import line, person, shield, unshield
from syndicator.publish.entry import EARLIEST, Entry
from syndicator.publish.extension import EntryExtension, Frame, FrameExtension
from syndicator.publish.history import NO_HISTORY, History, own_page, own_url
from syndicator.refine.text import summarise

GENERATOR = "syndicator"
# Minutes a reader may keep an RSS feed: in step with how often sources are polled.
TTL = 15
# An RSS description is a teaser beside content:encoded.
_TEASER = 200


@dataclass(frozen=True, slots=True)
class Heading:
    """What a feed says of itself."""

    title: str
    description: str
    updated: datetime


def heading(publication: Publication, site: Site, updated: datetime) -> Heading:
    """Returns a publication's title with the office's name, and a description that is never empty."""
    name, office = line(publication.title) or publication.id, line(site.title) or site.domain
    title = name if office in name else f"{name} - {office}"
    described = line(publication.description or site.description) or f"{title}：每条新闻只讲一次"
    return Heading(title, described, max(updated, EARLIEST).replace(microsecond=0).astimezone(site.timezone))


def feeds(
    publication: Publication, entries: Sequence[Entry], site: Site, updated: datetime, history: History = NO_HISTORY
) -> tuple[bytes, bytes]:
    """Returns the Atom and the RSS document of a publication.

    `updated` is the time of the last significant change; equal arguments give equal bytes.
    """
    head = heading(publication, site, updated)
    generator = FeedGenerator()
    page = own_page(history, publication, site)
    generator.register_extension("frame", FrameExtension, EntryExtension)
    generator.load_extension("dc", atom=False, rss=True)
    generator.frame.frame = Frame(
        head.updated,
        f"{root(site)}/assets/feed.css",
        publication,
        site,
        history,
        tuple((form.type, own_url(history, publication, site, form)) for form in (RSS, JSON)),
    )
    generator.id(feed_id(site, publication))
    generator.title(shield(head.title))
    generator.subtitle(shield(head.description))
    generator.description(shield(head.description))
    generator.updated(head.updated)
    generator.language(site.language)
    generator.author({"name": shield(person(site.title) or site.domain), "uri": f"{site.base_url}/"})
    generator.generator(GENERATOR)
    generator.ttl(TTL)
    for one in entries:
        _add(generator, one)
    # The self link first: feedgen takes the last one added for the channel's own.
    _links(generator, own_url(history, publication, site, ATOM), ATOM.type, page)
    atom = unshield(generator.atom_str())
    _links(generator, own_url(history, publication, site, RSS), RSS.type, page)
    return atom, unshield(generator.rss_str())


def _links(generator: FeedGenerator, own: str, type: str, page: str) -> None:
    generator.link([{"href": own, "rel": "self", "type": type}], replace=True)
    generator.link({"href": page, "rel": "alternate", "type": "text/html"})


def _add(generator: FeedGenerator, one: Entry) -> None:
    entry = generator.add_entry(order="append")
    entry.frame.entry = one
    entry.id(one.id)
    entry.title(shield(one.title))
    entry.updated(one.updated)
    entry.link(href=one.url, rel="alternate")
    entry.author(name=shield(one.author))
    entry.dc.dc_creator(shield(one.author))
    teaser = summarise(one.summary, _TEASER) if len(one.summary) > _TEASER else one.summary or one.title
    entry.description(escape(teaser, quote=False))  # HTML in RSS; what it leaves in Atom's content is replaced below
    entry.content(one.html, type="html")
    if one.summary:
        entry.summary(shield(one.summary), type="text")
    for category in one.categories:
        entry.category(term=category.term, scheme=category.scheme, label=shield(category.label))
    if one.rights:
        entry.rights(shield(one.rights))
