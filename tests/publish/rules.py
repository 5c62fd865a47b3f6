"""The rules of RFC 4287, of RSS 2.0 with the Advisory Board's profile, and of JSON Feed 1.1, as checks.

Each function returns the sentences that a validator would print, none for a valid feed. They include what the W3C
validator only warns of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from io import BytesIO
from typing import Any

import jsonschema
import nh3
from html5lib.html5parser import HTMLParser, ParseError
from lxml import etree

A = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
URI = re.compile(r"https?://[a-z0-9._-]+(:\d+)?(/[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]*)?")
ID = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]+|https?://\S+")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MIME = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+")
BAD_CHARACTERS = re.compile("[\x80-\x9f\ufffd\ufdd0-\ufdef\ufffe\uffff]")
END_TAG = re.compile(r"</\w+>")
EMAIL = re.compile(r"<[\w.+'-]+@[\w.-]+>")
RELATIVE = re.compile(r'<(?:a|img|video|audio)\b[^>]*\s(?:href|src|poster)="(?!https?:|mailto:)', re.IGNORECASE)
DANGEROUS = re.compile(
    r"<(script|style|iframe|object|embed|form|input|svg|math|meta|link)\b|<[^<>]*\s(on\w+|style|controls)=", re.I
)
PLAUSIBLE = datetime(1990, 1, 1, tzinfo=UTC)

# RFC 4287, appendix B, cut down to what we write: which elements, how often, with which attributes.
_ATOM_SCHEMA = etree.RelaxNG(
    etree.XML(
        """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="feed"><attribute name="xml:lang"/><interleave>
  <ref name="id"/><ref name="title"/><ref name="updated"/>
  <oneOrMore><ref name="author"/></oneOrMore>
  <optional><element name="subtitle"><ref name="text"/></element></optional>
  <optional><element name="generator"><text/></element></optional>
  <oneOrMore><ref name="link"/></oneOrMore>
  <zeroOrMore><ref name="entry"/></zeroOrMore>
  <optional><element name="archive" ns="http://purl.org/syndication/history/1.0"><empty/></element></optional>
  <zeroOrMore><ref name="deleted"/></zeroOrMore>
 </interleave></element></start>
 <define name="deleted"><element name="deleted-entry" ns="http://purl.org/atompub/tombstones/1.0">
  <attribute name="ref"><data type="anyURI"/></attribute><attribute name="when"><data type="dateTime"/></attribute>
  <optional><element name="comment" ns="http://purl.org/atompub/tombstones/1.0"><text/></element></optional>
 </element></define>
 <define name="entry"><element name="entry"><interleave>
  <ref name="id"/><ref name="title"/><ref name="updated"/>
  <oneOrMore><ref name="author"/></oneOrMore>
  <element name="published"><data type="dateTime"/></element>
  <element name="content"><attribute name="type"><value>html</value></attribute><text/></element>
  <optional><element name="summary"><ref name="text"/></element></optional>
  <optional><element name="rights"><ref name="text"/></element></optional>
  <oneOrMore><ref name="link"/></oneOrMore>
  <zeroOrMore><element name="category"><attribute name="term"/><attribute name="scheme"><data type="anyURI"/></attribute>
   <attribute name="label"/></element></zeroOrMore>
  <optional><element name="source"><interleave><ref name="id"/><ref name="title"/><ref name="updated"/>
   <oneOrMore><ref name="link"/></oneOrMore></interleave></element></optional>
  <zeroOrMore><ref name="media"/></zeroOrMore>
 </interleave></element></define>
 <define name="id"><element name="id"><data type="anyURI"/></element></define>
 <define name="title"><element name="title"><ref name="text"/></element></define>
 <define name="updated"><element name="updated"><data type="dateTime"/></element></define>
 <define name="text"><optional><attribute name="type"><value>text</value></attribute></optional>
  <data type="string"><param name="minLength">1</param></data></define>
 <define name="author"><element name="author"><interleave>
  <element name="name"><data type="string"><param name="minLength">1</param></data></element>
  <optional><element name="uri"><data type="anyURI"/></element></optional></interleave></element></define>
 <define name="link"><element name="link"><attribute name="href"><data type="anyURI"/></attribute>
  <attribute name="rel"><choice><value>self</value><value>alternate</value><value>related</value><value>enclosure</value>
   <value>current</value><value>prev-archive</value><value>next-archive</value></choice></attribute>
  <optional><attribute name="type"/></optional><optional><attribute name="title"/></optional>
  <optional><attribute name="length"><data type="positiveInteger"/></attribute></optional></element></define>
 <define name="media"><element><nsName ns="http://search.yahoo.com/mrss/"/>
  <zeroOrMore><attribute><anyName/></attribute></zeroOrMore>
  <zeroOrMore><choice><text/><ref name="media"/></choice></zeroOrMore></element></define>
</grammar>"""
    )
)

_URL_SCHEMA = {"type": "string", "pattern": "^https?://[^ ]+$"}
_DATE_SCHEMA = {"type": "string", "pattern": f"^{RFC3339.pattern}$"}
_AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "properties": {"name": {"type": "string", "minLength": 1}, "url": _URL_SCHEMA}},
}
_JSON_SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items", "home_page_url", "feed_url"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "description": {"type": "string"},
        "home_page_url": _URL_SCHEMA,
        "feed_url": _URL_SCHEMA,
        "next_url": _URL_SCHEMA,
        "language": {"type": "string", "pattern": "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$"},
        "authors": _AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "content_html"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": _URL_SCHEMA,
                    "title": {"type": "string", "minLength": 1},
                    "content_html": {"type": "string", "minLength": 1},
                    "summary": {"type": "string", "minLength": 1},
                    "image": _URL_SCHEMA,
                    "date_published": _DATE_SCHEMA,
                    "date_modified": _DATE_SCHEMA,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string", "minLength": 1}},
                    "attachments": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["url", "mime_type"],
                            "properties": {
                                "url": _URL_SCHEMA,
                                "mime_type": {"type": "string", "minLength": 3},
                                "size_in_bytes": {"type": "integer", "minimum": 1},
                            },
                        },
                    },
                },
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": {"^_": {"type": "object"}},
    "additionalProperties": False,
}


def atom_faults(document: bytes) -> list[str]:
    """RFC 4287."""
    return list(_atom(document))


def rss_faults(document: bytes) -> list[str]:
    """RSS 2.0 and the Advisory Board's profile."""
    return list(_rss(document))


def json_faults(feed: dict[str, Any]) -> list[str]:
    """JSON Feed 1.1."""
    found = [error.message for error in jsonschema.Draft202012Validator(_JSON_SCHEMA).iter_errors(feed)]
    found += _repeated("id", [one["id"] for one in feed["items"]])
    for one in feed["items"]:
        found += _html(one["content_html"])
        found += [f"not a URI: {url}" for url in (one["url"], one.get("image")) if url and not URI.fullmatch(url)]
    return found


def html_faults(html: str) -> list[str]:
    """The HTML of an entry."""
    return list(_html(html))


def _atom(document: bytes) -> Iterator[str]:
    root = _parsed(document)
    if not _ATOM_SCHEMA.validate(root):
        yield f"schema: {_ATOM_SCHEMA.error_log}"
        return
    yield from _anywhere(document, root)
    yield from _repeated("id", [one.text for one in root.iterfind(f"{A}entry/{A}id")])
    yield from _repeated("updated", [one.text for one in root.iterfind(f"{A}entry/{A}updated")])
    own = [(one.get("rel"), one.get("type")) for one in root.iterfind(f"{A}link")]
    yield from _repeated("feed link", own)
    if ("self", "application/atom+xml") not in own:
        yield "no self link"
    for one in root.iter(f"{A}id"):
        if not ID.fullmatch(one.text or "") or (
            (one.text or "").startswith("http") and not URI.fullmatch(one.text or "")
        ):
            yield f"bad id: {one.text}"
    for one in [*root.iter(f"{A}updated"), *root.iter(f"{A}published")]:
        yield from _date(one.text or "")
    for entry in root.iterfind(f"{A}entry"):
        links = [one for one in entry.iterfind(f"{A}link") if one.get("rel") == "alternate"]
        if len(links) != 1:
            yield f"{len(links)} alternate links"
    for one in [*root.iter(f"{A}title"), *root.iter(f"{A}name"), *root.iter(f"{A}subtitle"), *root.iter(f"{A}summary")]:
        yield from _plain(one)
    for one in root.iter(f"{A}content"):
        yield from _html(one.text or "")


def _rss(document: bytes) -> Iterator[str]:
    root = _parsed(document)
    yield from _anywhere(document, root)
    if (root.tag, root.get("version"), [one.tag for one in root]) != ("rss", "2.0", ["channel"]):
        yield "not RSS 2.0"
        return
    channel = root[0]
    tags = [one.tag for one in channel]
    for name in ("title", "link", "description", "language", "lastBuildDate", "generator", "docs", "ttl"):
        if tags.count(name) != 1 or not channel.findtext(name):
            yield f"channel has {tags.count(name)} {name}"
    if "item" in tags and set(tags[tags.index("item") :]) != {"item"}:
        yield "metadata after items"
    own = [one for one in channel.iterfind(f"{A}link") if one.get("rel") == "self"]
    if len(own) != 1 or own[0].get("type") != "application/rss+xml":
        yield "no self link"
    for one in [*channel.iter("title"), *channel.iterfind("description"), *channel.iter("category")]:
        yield from _plain(one)
    yield from _repeated("guid", [one.text for one in channel.iter("guid")])
    for one in [*channel.iter("pubDate"), *channel.iter("lastBuildDate")]:
        if not re.fullmatch(
            r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d\d[03]0", one.text
        ):
            yield f"bad date: {one.text}"
        elif parsedate_to_datetime(one.text) < PLAUSIBLE:
            yield f"implausible date: {one.text}"
    for item in channel.iter("item"):
        tags = [one.tag for one in item]
        for name in ("title", "link", "description", "guid", "pubDate", f"{CONTENT}encoded", f"{DC}creator"):
            if tags.count(name) != 1 or not item.findtext(name):
                yield f"item has {tags.count(name)} {name}"
        if tags.index("description") > tags.index(f"{CONTENT}encoded"):
            yield "content before description"
        if "author" in tags:
            yield "an author needs an e-mail address"
        if tags.count("enclosure") > 1:
            yield "more than one enclosure"
        for one in item.iterfind("enclosure"):
            if set(one.attrib) != {"url", "length", "type"} or not re.fullmatch("[1-9][0-9]*", one.get("length", "")):
                yield f"bad enclosure: {dict(one.attrib)}"
        if not URI.fullmatch(item.findtext("link") or ""):
            yield f"bad link: {item.findtext('link')}"
        guid = item.find("guid")
        if guid is None or guid.get("isPermaLink") != "false":
            yield "guid claims to be a link"
        yield from _html(item.findtext("description") or "")
        yield from _html(item.findtext(f"{CONTENT}encoded") or "")


def _parsed(document: bytes) -> Any:
    return etree.parse(BytesIO(document), etree.XMLParser(resolve_entities=False, huge_tree=False)).getroot()


def _anywhere(document: bytes, root: Any) -> Iterator[str]:
    if BAD_CHARACTERS.search(document.decode("utf-8")):
        yield "bad characters"
    for one in root.iter(etree.Element):
        text = one.text or ""
        if text != text.strip() and one.tag not in {f"{A}content", f"{CONTENT}encoded"}:
            yield f"white space around {one.tag}"
        for name in ("href", "scheme", "domain", "url"):
            if (value := one.get(name)) is not None and not URI.fullmatch(value):
                yield f"bad {name}: {value}"
        if (type := one.get("type")) and "/" in type and not MIME.fullmatch(type):
            yield f"bad type: {type}"
    for group in root.iter(f"{MEDIA}group"):
        yield f"a media:group of {len(group)}"
    for content in root.iter(f"{MEDIA}content"):
        if content.get("medium") != "image" or Counter(one.tag for one in content)[f"{MEDIA}description"] > 1:
            yield "bad media:content"
    for one in [*root.iter(f"{MEDIA}description"), *root.iter(f"{MEDIA}credit")]:
        yield from _plain(one)


def _plain(element: Any) -> Iterator[str]:
    text = element.text or ""
    if not text.strip():
        yield f"{element.tag} is blank"
    if END_TAG.search(text):
        yield f"{element.tag} holds markup: {text!r}"
    if element.tag == f"{A}name" and EMAIL.search(text):
        yield f"{element.tag} holds an address: {text!r}"
    if "\n" in text:
        yield f"{element.tag} has more than one line"


# What the validator takes for harmless in the HTML of an entry; anything else draws a warning of a security risk.
_TAGS = frozenset(
    """a abbr acronym address article aside audio b bdi big blockquote br caption center cite code col colgroup dd del
    details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark menu
    nav ol p picture pre q rp rt ruby s samp section small source span strike strong sub summary sup table tbody td
    tfoot th thead time tr tt u ul var video wbr""".split()
)
_ATTRIBUTES = frozenset(
    """abbr align alt cite class colspan datetime dir height href hreflang lang loading poster preload referrerpolicy
    rel rowspan scope span src srcset start title type valign width""".split()
)


def _strictly(html: str) -> Iterator[str]:
    """As the W3C validator reads it: with html5lib, to which every parse error is one."""
    try:
        parsed = HTMLParser(strict=True).parseFragment(html)
    except ParseError as error:
        yield f"not HTML: {error}: {html!r}"
        return
    for one in parsed.iter():
        if not isinstance(one.tag, str) or one.tag == "DOCUMENT_FRAGMENT":
            continue
        namespace, _, tag = one.tag.rpartition("}")
        if tag not in _TAGS or not namespace.endswith("xhtml"):
            yield f"a risk: <{tag}> in {html!r}"
        yield from (f"a risk: {name} of <{tag}>" for name in one.attrib if name not in _ATTRIBUTES)


def _html(html: str) -> Iterator[str]:
    yield from _strictly(html)
    if not html.strip():
        yield "empty HTML"
    if RELATIVE.search(html):
        yield f"relative address: {html!r}"
    if DANGEROUS.search(html):
        yield f"dangerous: {html!r}"
    everything = set(re.findall(r"<([a-z0-9]+)", html))
    attributes = {"href", "title", "src", "alt", "width", "height", "referrerpolicy", "loading", "rel", "poster"}
    more = {"controls", "colspan", "rowspan", "align", "scope", "start"}
    again = nh3.clean(html, tags=everything, attributes={"*": attributes | more}, link_rel=None, url_relative="deny")
    if sorted(unescape(again)) != sorted(unescape(html)):
        yield f"HTML that a parser must mend: {html!r} -> {again!r}"


def _date(text: str) -> Iterator[str]:
    if not RFC3339.fullmatch(text):
        yield f"bad date: {text}"
    elif datetime.fromisoformat(text) < PLAUSIBLE:
        yield f"implausible date: {text}"


def _repeated(what: str, values: list[Any]) -> list[str]:
    return [f"{what} twice: {value}" for value, count in Counter(values).items() if count > 1]
