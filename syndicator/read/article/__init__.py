"""An article page, read: bytes in, the article out. The files are the steps, in the order of `article` below."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ...errors import ReadError
from ...model import Article, Image, Selectors
from ...refine.urls import absolute
from .. import byline, charset, dates
from . import body as bodies
from . import (
    bounds,
    credits,
    crumbs,
    dateline,
    embedded,
    following,
    founder,
    instead,
    meta,
    original,
    printed,
    render,
    title,
    zones,
)
from . import extent as extents
from .extent import Extent
from .flatten import flatten
from .furniture import original_title
from .lead import with_lead
from .page import Page, fold, squeezed
from .weigh import SENTENCE, Scales

AUTOMATIC = Selectors()
# A flash of news has one sentence; less than this without a picture is no article.
MIN_TEXT = 12
# With less prose than this in the document, the article may be in a script's data.
MIN_PROSE = 30.0


def article(
    body: bytes,
    url: str,
    *,
    content_type: str | None = None,
    now: datetime,
    zone: tzinfo,
    selectors: Selectors = AUTOMATIC,
) -> Article:
    """The article that the page `body`, fetched from `url`, holds.

    `content_type` is the HTTP header; `now` and `zone` (the site's) settle dates that are relative or lack a zone. The
    selectors of the configuration win over everything found. Raises ReadError, in Chinese, saying what the page is when
    it holds no article.
    """
    html, name = charset.decode(body[: bounds.MAX_BYTES], content_type)
    source = bounds.shallow(html)
    truncated = len(source) < len(html) or len(body) > bounds.MAX_BYTES
    tree = LexborHTMLParser(source)
    known = meta.read(tree, now, zone)
    paper = founder.is_printed(source, url)
    known = founder.claims(known, source) if paper else known
    page = flatten(tree.body) if tree.body is not None else Page()
    pagers = page.pagers
    scales = Scales(page)
    chosen = _selected(tree, page, selectors.body, url)
    outer, heading = page, title.heading(page, known)
    box = bodies.find(page, scales, heading) if chosen is None else chosen
    if chosen is None and _prose(page, scales, box) < MIN_PROSE and (data := embedded.find(tree)):
        known = _with_data(known, data, now, zone)
        page = flatten(_parsed_body(data.html))
        scales = Scales(page)
        box = 0
    extent, shown, breadcrumb = _extent(page, scales, box, known, source if paper else "", selected=chosen is not None)
    headline, title_at = shown.title, shown.title_at
    base = _base(tree, url) if "<base" in source else url
    if chosen is None:
        extent = with_lead(page, scales, extent, title_at, base)
    rendered = render.render(page, extent, base, headline)
    enough = len(rendered.text) >= (MIN_TEXT if chosen is None else 1) or (rendered.images and headline)
    elsewhere = chosen is None and title_at < 0 and instead.is_directory(page, rendered.text)
    if not enough or elsewhere or instead.is_excuse(headline, rendered.text):
        raise ReadError(f"{url} 不是文章页：{instead.explain(page, headline, size=len(body), truncated=truncated)}")
    where = zones.find(page, extent, title_at, rendered.text)
    if outer is not page:
        where = zones.under_heading(where, outer, heading)
    said = credits.find(where, known, tree, rendered.captions)
    originals = [text for index in extent.originals if (text := original_title(page.lines[index].text))]
    return Article(
        title=_text_at(tree, selectors.article_title, url) or headline or rendered.text.split("\n", 1)[0][:80],
        html=rendered.html,
        text=rendered.text,
        charset=name,
        published=_date_at(tree, selectors.article_date, url, now, zone)
        or dateline.published(where, known, url, source, now, zone),
        origin=_origin_at(tree, selectors.origin, url) or said.origin,
        author=said.author,
        editor=said.editor,
        photographer=said.photographer,
        breadcrumb=breadcrumb,
        images=_images(page, shown, extent, rendered, url) if paper else rendered.images,
        original=original.find(tree, source, base, url, rendered.text),
        original_title=originals[0] if originals else None,
        next_url=following.find(pagers, url, source),
        kicker=shown.kicker,
        subtitle=shown.subtitle,
    )


def _images(
    page: Page, shown: printed.Headline, extent: Extent, rendered: render.Rendered, url: str
) -> tuple[Image, ...]:
    """An e-paper's pictures stand in a table of their own above the text."""
    attached = printed.pictures(page, shown, extent.first, url)
    inside = {image.url for image in rendered.images}
    return (*(image for image in attached if image.url not in inside), *rendered.images)


def _base(tree: LexborHTMLParser, url: str) -> str:
    """What relative addresses are relative to (HTML, 4.2.3)."""
    declared = tree.css_first("base[href]")
    return (absolute(url, declared.attributes.get("href") or "") if declared is not None else None) or url


def _prose(page: Page, scales: Scales, box: int) -> float:
    return scales.gain(page.boxes[box].first, page.boxes[box].last) if box >= 0 else 0.0


def _extent(
    page: Page, scales: Scales, box: int, known: meta.Meta, paper: str, *, selected: bool
) -> tuple[Extent, printed.Headline, tuple[str, ...]]:
    """The body's lines, and the headline and path above them: each bounds the other. `paper`: an e-paper's source."""
    if box < 0:
        headline = title.without_site(known.document_title, known, ())
        return Extent(box, 0, 0, (), ()), printed.Headline(headline), ()
    first, last = page.boxes[box].first, page.boxes[box].last
    if not selected and page.marked and _is_marked(scales, page.marked, first, last):
        first, last = page.marked
    prose_at = next((index for index in range(first, last) if scales.values[index] >= SENTENCE), first)
    breadcrumb = crumbs.find(page, max(first, prose_at), known.titles[0] if known.titles else "", known.site)
    headline, title_at = title.find(page, known, prose_at if not selected else first, breadcrumb)
    shown = printed.Headline(headline, title_at, last=title_at)
    if paper:
        shown = printed.find(page, paper, shown, known, first, last)
        headline = shown.title
    begin = first
    if first <= shown.last < last and not selected:
        begin = max(shown.begin, shown.last + 1)
    extent = extents.without_headline(page, extents.cut(page, scales, box, first, last, begin), headline)
    return extent, shown, tuple(name for name in breadcrumb if fold(name) != fold(headline))


def _is_marked(scales: Scales, marked: tuple[int, int], first: int, last: int) -> bool:
    """Whether the comments that announce the body enclose at least half of it; some enclose nothing."""
    return first <= marked[0] and marked[1] <= last and scales.gain(*marked) >= 0.5 * scales.gain(first, last)


def _parsed_body(html: str) -> LexborNode:
    body = LexborHTMLParser(f"<body>{bounds.shallow(html[: bounds.MAX_BYTES])}</body>").body
    if body is None:
        raise ReadError("脚本数据里的正文无法解析")
    return body


def _with_data(known: meta.Meta, data: embedded.Embedded, now: datetime, zone: tzinfo) -> meta.Meta:
    titles = (squeezed(data.title), *known.titles) if data.title else known.titles
    published = dates.parse(data.published, now, zone) if data.published else None
    return replace(
        known,
        titles=titles,
        published=published or known.published,
        origin=data.origin or known.origin,
        author=data.author or known.author,
    )


def _node(tree: LexborHTMLParser, selector: str, url: str) -> LexborNode | None:
    if not selector:
        return None
    try:
        return tree.css_first(selector)
    except (SelectolaxError, ValueError) as error:
        raise ReadError(f"读 {url} 时，配置里的选择器 {selector!r} 不是合法的 CSS 选择器，请改正") from error


def _selected(tree: LexborHTMLParser, page: Page, selector: str, url: str) -> int | None:
    node = _node(tree, selector, url)
    if node is None:
        if selector:
            raise ReadError(
                f"{url} 上没有配置里 body 选择器 {selector!r} 所指的元素：网站可能改版了，请改选择器或删去它"
            )
        return None
    found = next((index for index, box in enumerate(page.boxes) if box.node.mem_id == node.mem_id), None)
    if found is None:
        raise ReadError(f"{url} 上 body 选择器 {selector!r} 所指的不是块级元素，请指向正文外面的那一层")
    return found


def _text_at(tree: LexborHTMLParser, selector: str, url: str) -> str:
    node = _node(tree, selector, url)
    return squeezed(node.text()[:1000]) if node is not None else ""


def _date_at(tree: LexborHTMLParser, selector: str, url: str, now: datetime, zone: tzinfo) -> datetime | None:
    text = _text_at(tree, selector, url)
    return dates.parse(text, now, zone) if text else None


def _origin_at(tree: LexborHTMLParser, selector: str, url: str) -> str | None:
    text = _text_at(tree, selector, url)
    return byline.parse(text).origin or text[: byline.MAX_ORIGIN] or None
