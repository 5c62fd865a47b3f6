"""The front door: what can be subscribed to, for people, readers' programs and search engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

from syndicator.model import Publication, Settings, Story
from syndicator.publish import newsmap
from syndicator.publish.addresses import page_url, root
from syndicator.publish.characters import line
from syndicator.publish.document import Document
from syndicator.publish.entry import entries
from syndicator.publish.opml import opml
from syndicator.publish.page import TEMPLATES, FeedLink, Frame, encode, environment, feed_links, navigation, render
from syndicator.publish.words import CHINESE, ENGLISH

ASSETS = ("style.css", "feed.css", "icon.svg", "copy.js")
# Publications whose feeds the home page announces to readers' programs; more would bury the choice.
_ANNOUNCED = 3
# With more sections and counties than this they stand as a list of names, or the page grows beyond 50 KB.
_MOST_CARDS = 30
# And of each kind so many names; the OPML list holds them all.
_MOST_NAMES = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One publication on the home page."""

    id: str
    name: str
    count: int
    feeds: tuple[FeedLink, ...]


def home_documents(
    publications: Sequence[Publication],
    settings: Settings,
    counts: Mapping[str, int] | None = None,
    newest: Sequence[Story] = (),
) -> list[Document]:
    """Returns the home page in both languages, the OPML list, robots.txt, sitemap.xml, the page for 404, the assets.

    `counts` says how many stories each publication holds; `newest` are as they may be shown.
    """
    site = settings.site
    cards = [
        Card(one.id, line(one.title) or one.id, (counts or {}).get(one.id, 0), feed_links(one, settings))
        for one in publications
    ]
    first = [one for one in cards if "/" not in one.id] + [one for one in cards if one.id.startswith("digest/")]
    announced = tuple(feed for one in first[:_ANNOUNCED] for feed in one.feeds)
    groups = {
        "all": first[:1],
        "digests": _under("digest/", cards),
        "sections": _under("sections/", cards),
        "places": _under("places/", cards),
    }
    return [
        *render(
            "home.html",
            settings,
            "",
            line(site.title) or site.domain,
            line(site.description),
            announced,
            groups=groups,
            cards=len(cards) <= _MOST_CARDS,
            named=_MOST_NAMES,
            newest=entries(newest, settings, "all"),
        ),
        Document("404.html", _absent(settings, "not_found")),
        Document("410.html", _absent(settings, "gone")),
        Document("opml.xml", opml(_named(publications), site)),
        Document("robots.txt", _robots(settings)),
        Document("sitemap.xml", _sitemap(publications, settings)),
        *(Document(f"assets/{name}", (TEMPLATES / name).read_bytes()) for name in ASSETS),
    ]


def _under(prefix: str, cards: Sequence[Card]) -> list[Card]:
    return [one for one in cards if one.id.startswith(prefix)]


def _named(publications: Sequence[Publication]) -> dict[str, list[Publication]]:
    """The nesting of the OPML list."""
    words = CHINESE.words
    names = {"digest": words["digests"], "sections": words["sections"], "places": words["places"]}
    groups: dict[str, list[Publication]] = {"": [], **{name: [] for name in names.values()}}
    for one in publications:
        kind, _, rest = one.id.partition("/")
        groups[names.get(kind, "") if rest else ""].append(one)
    return {name: listed for name, listed in groups.items() if listed}


def _absent(settings: Settings, why: str) -> bytes:
    """The page for what is not there: `not_found`, or `gone` when it was withdrawn. Its foot says whom to ask."""
    words = CHINESE.words
    frame = Frame(settings, CHINESE, "", words[why], "", hidden=True)
    page = environment().get_template("missing.html")
    values = {"why": why, "hint": f"{why}_hint", "nav": navigation(settings)}
    return encode(page.render(page=frame, t=words, en=ENGLISH.words, site=settings.site, **values))


def _robots(settings: Settings) -> bytes:
    below = root(settings.site)
    hidden = "".join(f"Disallow: {below}/{path}\n" for path in ("status", "metrics", "healthz"))
    sitemaps = "".join(f"Sitemap: {settings.site.base_url}/{path}\n" for path in ("sitemap.xml", newsmap.PATH))
    return f"User-agent: *\n{hidden}\n{sitemaps}".encode()


def _sitemap(publications: Sequence[Publication], settings: Settings) -> bytes:
    """Pages, both languages of each (sitemaps.org 0.9)."""
    folders = [f"{settings.site.base_url}/", *(page_url(settings.site, one.id) for one in publications)]
    urls = "".join(
        f"<url><loc>{escape(folder)}{quote(index)}</loc></url>\n" for folder in folders for index in ("", ENGLISH.index)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    ).encode()
