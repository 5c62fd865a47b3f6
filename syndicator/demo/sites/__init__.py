"""The county's sites: each a small module that renders bytes from what the site has told by now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from syndicator.demo.addresses import NAMES
from syndicator.demo.sites import (
    channel,
    epaper,
    evening,
    gkml,
    gov,
    jobs,
    oldpaper,
    outlet,
    paper,
    radio,
    rongmei,
    towns,
    wechat,
    wire,
)
from syndicator.demo.towns import TOWNS
from syndicator.demo.web import Page, View

ROBOTS = Page(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Site:
    """`start` is the path a reader of the site begins at; `answer` renders a path, None means 404."""

    id: str
    name: str
    start: str
    answer: Callable[[View, str], Page | None]

    def page(self, view: View, asked: str) -> Page | None:
        """Return what the site says at `asked`, a path with its query."""
        if asked == "/robots.txt":
            return ROBOTS
        return view.picture(asked) or self.answer(view, asked)


def _site(id: str, start: str, answer: Callable[[View, str], Page | None]) -> Site:
    return Site(id, NAMES[id], start, answer)


SITES: Mapping[str, Site] = {
    site.id: site
    for site in (
        _site("wire", wire.FEED, wire.answer),
        _site("radio", radio.FEED, radio.answer),
        _site("rongmei", rongmei.FEED, rongmei.answer),
        _site("channel", channel.FEED, channel.answer),
        _site("paper", paper.START, paper.answer),
        _site("gov", gov.LIST, gov.answer),
        _site("oldpaper", oldpaper.LIST, oldpaper.answer),
        _site("outlet", outlet.FEED, outlet.answer),
        _site("epaper", epaper.START, epaper.answer),
        _site("wechat", wechat.FEED, wechat.answer),
        _site("jobs", jobs.LIST, jobs.answer),
        _site("gkml", gkml.LIST, gkml.answer),
        _site("evening", evening.START, evening.answer),
        *(_site(id, towns.LIST, towns.answer) for id in TOWNS),
    )
}
