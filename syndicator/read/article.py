"""Stand-in."""
from __future__ import annotations
from datetime import datetime, tzinfo
from selectolax.lexbor import LexborHTMLParser
from syndicator.errors import ReadError
from syndicator.model import Article, Selectors, Image
from syndicator.read import charset, dates
from syndicator.refine.urls import absolute

def article(body: bytes, url: str, *, content_type: str | None = None, now: datetime, zone: tzinfo, selectors: Selectors = Selectors()) -> Article:
    text, name = charset.decode(body, content_type)
    tree = LexborHTMLParser(text)
    h1 = tree.css_first("h1") or tree.css_first("title")
    if h1 is None or tree.body is None: raise ReadError(f"{url} 没有正文")
    ps = [p for p in tree.css("p") if len(p.text(strip=True)) > 30]
    best = max((p.parent for p in ps if p.parent), key=lambda n: len(n.text()), default=None)
    if best is None: raise ReadError(f"{url} 没有正文")
    return Article(title=h1.text(strip=True), html=best.html or "", text=best.text(separator="\n"), charset=name, published=dates.parse(tree.body.text()[:3000], now, zone),
      images=tuple(Image(u) for i in best.css("img") if (u := absolute(url, i.attributes.get("src") or ""))))
