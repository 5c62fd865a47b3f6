"""The picture that stands between the headline and the body's own box."""

from __future__ import annotations

from dataclasses import replace

from . import images
from .extent import Extent
from .names import is_picture
from .page import Page
from .weigh import Scales

# A share bar's icons are smaller, and their size is often said.
MIN_STATED = 200


def with_lead(page: Page, scales: Scales, extent: Extent, title_at: int, base: str) -> Extent:
    """The extent with the pictures between headline and body, and their captions, where these are no furniture.

    Icons stand there too, so a picture must have a caption, a size, or a box that is named after it.
    """
    kept: list[int] = []
    for at in range(title_at + 1, extent.first) if title_at >= 0 else ():
        line = page.lines[at]
        if len(line.pictures) != 1 or scales.damned[at] or line.linked or line.pictures[0].href is not None:
            continue
        if images.address(line.pictures[0], base) is None:
            continue
        below = images.caption_below(page, at, at + 1 if at + 1 < extent.first else None)
        named = is_picture(page.boxes[line.box].label)
        if below is not None or named or max(filter(None, images.size(line.pictures[0])), default=0) >= MIN_STATED:
            kept += [at] if below is None else [at, below]
    return replace(extent, first=kept[0], kept=(*kept, *extent.kept)) if kept else extent
