"""JSON endpoints that answer with a list of articles: which array, and which of its fields, told or guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

from syndicator.errors import ReadError
from syndicator.model import Draft, Image, Kind, Reading, Selectors
from syndicator.read import charset, dates
from syndicator.read.entry import MAX_HTML, MAX_SUMMARY, MAX_TITLE
from syndicator.read.jsontext import loads
from syndicator.read.links import resolve, web
from syndicator.read.plain import looks_like_markup, plain
from syndicator.read.sniff import describe, sniff

# No field is told: all are guessed.
AUTOMATIC = Selectors()
MAX_ITEMS = 2_000
# Values looked at when nobody said where the list is.
_MAX_NODES = 200_000
_MAX_DEPTH = 12

_TITLE = (
    "title",
    "headline",
    "subject",
    "arttitle",
    "articletitle",
    "doctitle",
    "newstitle",
    "topic",
    "bt",
    "biaoti",
    "header",
    "maintitle",
    "showtitle",
    "name",
)
_LINK = (
    "url",
    "link",
    "href",
    "pageurl",
    "docpuburl",
    "puburl",
    "shareurl",
    "weburl",
    "linkurl",
    "arturl",
    "articleurl",
    "newsurl",
    "detailurl",
    "pcurl",
    "sourceurl",
    "docurl",
    "htmlurl",
)
_DATE = (
    "pubdate",
    "pubtime",
    "publishtime",
    "publishdate",
    "published",
    "publishedat",
    "date",
    "time",
    "createtime",
    "createdate",
    "docreltime",
    "docpubtime",
    "displaydate",
    "displaytime",
    "releasetime",
    "firstpublishtime",
    "ptime",
    "rq",
    "fbsj",
    "createdat",
    "ctime",
    "addtime",
    "inputtime",
    "updatetime",
)
_SUMMARY = (
    "summary",
    "abstract",
    "description",
    "desc",
    "digest",
    "intro",
    "brief",
    "docabstract",
    "zhaiyao",
    "subtitle",
)
_BODY = ("content", "contenthtml", "body", "html", "doccontent")
_PICTURE = (
    "image",
    "img",
    "pic",
    "thumb",
    "thumbnail",
    "cover",
    "imgurl",
    "picurl",
    "picture",
    "coverurl",
    "imageurl",
    "titlepic",
    "logo",
)
_ORIGIN = ("source", "origin", "docsource", "sourcename", "contentsource", "publisher", "ly", "laiyuan")
_ID = ("id", "docid", "articleid", "artid", "newsid", "guid", "uuid", "contentid")
_PLAIN_KEY = re.compile(r"[\W_]+")
_JSONP = re.compile(r"\s*[\w.$]{1,80}\s*\(\s*(?=[\[{])")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def jsonlist(
    body: bytes,
    url: str,
    *,
    content_type: str | None,
    now: datetime,
    zone: tzinfo,
    selectors: Selectors = AUTOMATIC,
) -> Reading:
    """The articles of a JSON (or JSONP) answer. `selectors.items` is the path to the array, link, title, date, summary
    and image name fields of its objects (dotted paths too); what is empty is guessed.

    Raises ReadError when the bytes are no JSON.
    """
    text = charset.decode(body, content_type)[0].strip("\ufeff \t\r\n;")
    if (call := _JSONP.match(text)) is not None and text.endswith(")"):
        text = text[call.end() : -1]
    try:
        document = loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"这里本应是 JSON，却是{describe(sniff(body), body, text)}：{url}") from error
    problems: list[str] = []
    items: list[Any] = []
    if selectors.items:
        at = _at(document, selectors.items)
        items = at if isinstance(at, list) else list(at.values()) if isinstance(at, dict) else []
        if not items:
            problems.append(f"在 JSON 里没有找到数组 {selectors.items!r}；已改用自动识别")
    items = items or largest_list(document)
    drafts = drafts_of(items, url, now, zone, selectors)
    if not drafts:
        problems.append("JSON 里没有找到带标题的条目")
    elif len(items) > len(drafts):
        problems.append(f"{len(items) - len(drafts)} 个条目没有标题或链接，未采用")
    return Reading(Kind.JSON, tuple(drafts), problems=tuple(problems))


def largest_list(document: Any) -> list[Any]:
    """The array in a JSON value that holds the most objects with a title; empty when there is none."""
    best: list[Any] = []
    score = 0.0
    for values in _lists(document):
        titled = sum(1 for one in values[:50] if isinstance(one, dict) and _field(one, _TITLE, "") is not None)
        linked = sum(1 for one in values[:50] if isinstance(one, dict) and _field(one, _LINK, "") is not None)
        here = (titled + 2 * linked) * min(len(values), 50) / max(1, min(len(values), 50)) if titled else 0.0
        if here > score:
            best, score = values, here
    return best


def drafts_of(items: list[Any], url: str, now: datetime, zone: tzinfo, selectors: Selectors = AUTOMATIC) -> list[Draft]:
    """The drafts in an array of objects; those with neither title nor a link are left out."""
    found = (_draft(one, url, now, zone, selectors) for one in items[:MAX_ITEMS] if isinstance(one, dict))
    return [one for one in found if one is not None]


def _lists(document: Any) -> Iterator[list[Any]]:
    waiting: list[tuple[Any, int]] = [(document, 0)]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(value, list):
            if any(isinstance(one, dict) for one in value[:5]):
                yield value
            waiting += [(one, depth + 1) for one in value[:200] if isinstance(one, (dict, list))]
        elif isinstance(value, dict):
            waiting += [(one, depth + 1) for one in value.values() if isinstance(one, (dict, list))]


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and len(step) < 6 and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _field(item: dict[str, Any], names: tuple[str, ...], told: str) -> Any:
    """The told field, else the first of `names` that is there and not empty, whatever its spelling."""
    if told:
        return _at(item, told)
    plain_names = {_PLAIN_KEY.sub("", str(key)).lower(): value for key, value in item.items()}
    for name in names:
        value = plain_names.get(name)
        if value not in (None, "", [], {}):
            return value
    return None


def _draft(item: dict[str, Any], base: str, now: datetime, zone: tzinfo, selectors: Selectors) -> Draft | None:
    title = plain(_words(_field(item, _TITLE, selectors.title))[: MAX_TITLE * 10])[:MAX_TITLE]
    link = _words(_field(item, _LINK, selectors.link))
    url = web(link, base)
    if not title or (url is None and selectors.link == "" and _field(item, _BODY, "") is None):
        return None
    body = _words(_field(item, _BODY, ""))[:MAX_HTML]
    key = _field(item, _ID, "")
    return Draft(
        title=title,
        url=url,
        key=str(key)[:MAX_TITLE] if url is None and isinstance(key, (str, int)) and not _huge(key) else None,
        published=_date(_field(item, _DATE, selectors.date), now, zone),
        summary=plain(_words(_field(item, _SUMMARY, selectors.summary))[: MAX_SUMMARY * 5])[:MAX_SUMMARY],
        html=resolve(body, url or base) if looks_like_markup(body) else "",
        origin=plain(_words(_field(item, _ORIGIN, ""))[:2_000])[:200] or None,
        images=_images(_field(item, _PICTURE, selectors.image), base),
    )


def _words(value: Any) -> str:
    if isinstance(value, list) and value:
        return _words(value[0])
    if isinstance(value, dict):
        return _words(value.get("name") or value.get("url") or value.get("text") or "")
    return value if isinstance(value, str) else ""


def _huge(key: str | int) -> bool:
    return isinstance(key, int) and key.bit_length() > 256


def _date(value: Any, now: datetime, zone: tzinfo) -> datetime | None:
    """Epoch seconds or milliseconds, ISO 8601, or any text that a person would write."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(int(value)) if isinstance(value, float) and abs(value) < 1e14 else ""
    text = text or (str(value) if isinstance(value, str) or (isinstance(value, int) and not _huge(value)) else "")
    text = text.strip()[:60]
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1_000 if len(text) == 13 else 1), UTC).astimezone(zone)
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(zone)
    except (ValueError, OverflowError):
        return dates.parse(text, now, zone)


def _images(value: Any, base: str) -> tuple[Image, ...]:
    values = value if isinstance(value, list) else [value]
    urls = (web(_words(one), base) for one in values[:20])
    return tuple(Image(url=url) for url in dict.fromkeys(urls) if url is not None)
