"""Where things lie: paths below public/, our URLs, and the URLs of others in a form every reader accepts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from syndicator.model import Publication, Site

# Longer than any server accepts, so nobody can follow it.
_MAX_URL = 4096
# The mark in the folder of a page that was withdrawn: the web server answers 410 for it, and shows the mark to nobody.
GONE = ".gone"
# A story's addresses are asked for again by every publication that shows it.
_REMEMBERED = 4096
_PATH = "/:@!$&'()*+,;=~-._%"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_STORY_KEY = re.compile(r"[a-z0-9]{8,64}")
_HOST = re.compile(r"[0-9a-z._-]+")


@dataclass(frozen=True, slots=True)
class Format:
    """One of the formats every publication is offered in."""

    suffix: str
    type: str
    name: str


ATOM = Format("atom", "application/atom+xml", "Atom")
RSS = Format("rss", "application/rss+xml", "RSS")
JSON = Format("json", "application/feed+json", "JSON Feed")
FORMATS = (ATOM, RSS, JSON)


def feed_path(publication: str, form: Format) -> str:
    return f"{publication}.{form.suffix}"


def feed_url(site: Site, publication: str, form: Format) -> str:
    return f"{site.base_url}/{quote(feed_path(publication, form))}"


def page_url(site: Site, publication: str) -> str:
    return f"{site.base_url}/{quote(publication)}/"


def edition_path(digest: str, at: datetime, site: Site) -> str:
    """The folder of one edition, named by its time in the office's zone, without a closing slash."""
    return f"digest/{digest}/{at.astimezone(site.timezone):%Y%m%d%H%M}"


def story_path(id: str) -> str | None:
    """The folder of a story's page, without a closing slash; None for an id that is none of ours.

    Spread over a thousand folders by the first two characters, so that none holds more than a file system likes.
    """
    key = id.rpartition("/")[2]
    return f"stories/{key[:2]}/{key}" if _STORY_KEY.fullmatch(key) else None


def root(site: Site) -> str:
    """The path that all our pages lie below, without a closing slash: "" unless base_url names a folder."""
    return _path(site.base_url)


@lru_cache(maxsize=8)
def _path(base_url: str) -> str:
    return quote(urlsplit(base_url).path.rstrip("/"), safe=_PATH)


def tag(site: Site, name: str) -> str:
    """A permanent id of ours (RFC 4151) that survives a move to another URL."""
    return f"tag:{site.domain.lower()},2026:{quote(name)}"


def feed_id(site: Site, publication: Publication) -> str:
    """A feed's permanent id (RFC 4287, 4.2.6): that of its first name, whatever it is called now."""
    return tag(site, f"feed/{publication.former[0] if publication.former else publication.id}")


@lru_cache(maxsize=_REMEMBERED)
def uri(url: str | None) -> str | None:
    """Returns an http(s) URL as a normalised URI (RFC 3986, 6.2.2) of ASCII characters; None when it is none."""
    if not url or len(url) > _MAX_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    try:
        path = _quoted(parts.path or "/", _PATH)
        return urlunsplit((scheme, host, path, _quoted(parts.query, _PATH + "?"), _quoted(parts.fragment, _PATH + "?")))
    except UnicodeEncodeError:  # a lone surrogate
        return None


def canonical(url: str | None) -> str | None:
    """Returns the URL when it is its own canonical form, fit to be compared character by character; else None."""
    plain = uri(url)
    if plain is None or "%" in plain or "/." in plain or (urlsplit(plain).hostname or "").endswith("."):
        return None
    return plain


def _quoted(part: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=safe)
