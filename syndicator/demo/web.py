"""What a site sees when it is asked for a page, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syndicator.demo.addresses import NAMES, path, url
from syndicator.demo.county import Copy, County
from syndicator.demo.pictures import landscape

_PICTURE = re.compile(r"/W\d{14}(\d{7})(\d)\.png(?:\?wx_fmt=png)?$")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. `location` makes it a 302, with an empty body."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    location: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One site at one moment: `copies` newest first, `urls` the base URL of every site, without trailing slash."""

    site: str
    now: datetime
    county: County
    urls: Mapping[str, str]
    copies: tuple[Copy, ...]

    @classmethod
    def of(cls, county: County, site: str, now: datetime, urls: Mapping[str, str]) -> View:
        return cls(site, now, county, urls, county.published(site, now))

    @property
    def base(self) -> str:
        return self.urls[self.site]

    def elsewhere(self, site: str) -> View:
        return View.of(self.county, site, self.now, self.urls)

    def article(self, asked: str) -> Copy | None:
        """Return the copy whose page is asked for, if it is out."""
        return next((copy for copy in self.copies if path(copy) == asked), None)

    def link(self, copy: Copy) -> str:
        """Return the absolute URL of a copy's page, on whichever site."""
        return url(copy, self.urls)

    def origin(self, copy: Copy) -> Copy:
        """Return the first telling of the copy's story."""
        return self.county.truth(self.now)[copy.text.id][0]

    def origin_name(self, copy: Copy) -> str:
        """Return what stands after 来源: the site's own name, or the first teller's."""
        return NAMES[self.origin(copy).site]

    def changed(self) -> datetime:
        """Return when anything on any page of the site last changed: a page may quote every site of the county."""
        return max((copy.at for copy in self.county.copies if copy.at <= self.now), default=self.county.started)

    def picture(self, asked: str) -> Page | None:
        """Return the picture a path names, the same wherever a story is reprinted."""
        if not (found := _PICTURE.search(asked)):
            return None
        copy = next((copy for copy in self.copies if f"{copy.serial}" == found[1]), None)
        if copy is None or int(found[2]) not in {block.number for block in copy.text.pictures}:
            return None
        return Page(landscape(f"{copy.text.id}/{found[2]}"), "image/png")
