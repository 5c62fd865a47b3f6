"""Small copies of pictures: made of what a picture may be, fetched by the rules, gone with the story."""

from __future__ import annotations

import asyncio
import io
import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from syndicator.errors import ReadError
from syndicator.model import Digest, Rights
from syndicator.publish.thumbnail import MOST_PIXELS, shrunk
from syndicator.service import publisher, station, thumbnails
from tests.loopback import Loopback, Page
from tests.service.conftest import Office, a_source, rss

DIGEST = Digest("xinmeiti", "新媒体", 3, thumbnails=True)


def picture(width: int, height: int, form: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height), "red").save(file, form)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is this large, and is."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width // 8 + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_jpeg(form: str) -> None:
    made = Image.open(io.BytesIO(shrunk(picture(2400, 1600, form))))
    assert (made.format, made.size) == ("JPEG", (720, 480))


def test_what_is_transparent_stands_on_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file, "PNG")
    assert Image.open(io.BytesIO(shrunk(file.getvalue()))).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xd8\xff\xe0 cut", picture(200, 200)[:400], picture(1, 1, "GIF"), bomb(60_000, 20_000)],
)
def test_what_is_no_picture_or_too_large_or_a_counter_is_refused(body: bytes) -> None:
    with pytest.raises(ReadError):
        shrunk(body)


def test_the_bound_is_looked_at_before_anything_is_decoded() -> None:
    assert len(bomb(60_000, 20_000)) < 400_000
    assert MOST_PIXELS < 60_000 * 20_000


TITLES = {"甲": "甲镇大桥合龙通车典礼举行", "乙": "乙村茶园采摘喜获丰收"}


def told(web: Loopback, *names: str) -> str:
    items = "".join(
        f"<item><title>{TITLES[name]}</title><link>{web.url}/{name}.html</link><guid>{name}</guid>"
        f"<description>&lt;p&gt;{name}，说来话长。&lt;/p&gt;&lt;img src='{web.url}/{name}.jpg'&gt;</description></item>"
        for name in names
    )
    return rss(items)


def fetch(office: Office) -> list[str]:
    async def run() -> list[str]:
        async with station.opened(office.settings) as now:
            return await now.thumbnails.fetch(office.settings, station.clock())

    return asyncio.run(run())


def shown(office: Office) -> dict[str, str]:
    block = json.loads((office.settings.public / "digest/xinmeiti/latest.json").read_text())
    return {one["title"][0]: one.get("image", "") for one in block["headlines"]}


def test_pictures_are_fetched_without_a_referer_shown_from_here_and_gone_with_the_story(
    office: Office, web: Loopback
) -> None:
    web.put("/a.xml", told(web, "甲", "乙"))
    web.pages["/甲.jpg"] = Page(picture(1000, 800), "image/jpeg")
    web.pages["/%E7%94%B2.jpg"] = web.pages["/甲.jpg"]
    office = office.with_sources(a_source("a", f"{web.url}/a.xml"), digests=(DIGEST,))
    office.gather()
    (path,) = fetch(office)
    office.publish()
    assert shown(office)["甲"] == f"{office.settings.site.base_url}/{path}"
    assert web.url in shown(office)["乙"]  # what could not be had stays where it is
    assert all("referer" not in {name.lower() for name in headers} for _, headers in web.asked)
    public: Path = office.settings.public
    assert [one.name for one in (public / "media").iterdir()] == [Path(path).name]
    assert fetch(office) == []
    # The source may be told of by its headlines alone from now on: neither pictures nor copies of them.
    office = office.with_sources(replace(office.settings.sources[0], rights=Rights.HEADLINE))
    with office.open() as store:
        station.adopt(store, office.settings)
        assert thumbnails.sweep(store, office.settings) == [path]
        assert thumbnails.sweep(store, office.settings) == []
        publisher.publish(store, office.settings)
    assert list((public / "media").iterdir()) == []
    assert shown(office)["甲"] == ""
