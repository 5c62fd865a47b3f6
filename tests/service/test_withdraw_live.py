"""Withdrawing beside the running service, by the command: gone when it returns, back when it is taken back."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import brotli
import feedparser
import zstandard

from tests.loopback import Loopback
from tests.service.conftest import entry, rss
from tests.service.test_overrule_live import PATIENCE, command, published
from tests.service.test_run import TEXTS, TITLES, feed, free_port, get, service, titles, until, written

OTHER_TITLE = "办事不出村:白霓镇大市村服务中心启用"
DIGEST = '[digest.xinmeiti]\nname = "新媒体"\nsize = 5\neditions = ["00:00"]\n'
REASON = "来源单位要求"
PATHS = (
    *(f"{where}{form}" for where in ("/all", "/sections/yaowen", "/digest/xinmeiti") for form in (".atom", ".rss", ".json")),
    *("/", "/all/", "/sections/yaowen/", "/sections/yaowen/?lang=en", "/digest/xinmeiti/"),
    *(f"/digest/xinmeiti/{name}" for name in ("fragment.html", "latest.json", "latest.md", "email.html")),
    "/sitemap.xml",
)  # fmt: skip


# Who asks for what it lacks alone (RFC 3229).
PARTNER = {"A-IM": "feed", "User-Agent": "partner"}
UNPACKED = {".gz": gzip.decompress, ".br": brotli.decompress, ".zst": zstandard.ZstdDecompressor().decompress}


def holding(public: Path, *words: str) -> set[str]:
    """The files below public/ that say any of this, compressed ones too."""

    def text(file: Path) -> str:
        try:
            return UNPACKED.get(file.suffix, bytes)(file.read_bytes()).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""  # the service replaced it meanwhile

    return {
        str(one.relative_to(public))
        for one in public.rglob("*")
        if one.is_file() and any(word in text(one) for word in words)
    }


def answered(url: str, headers: dict[str, str] | None = None) -> int:
    try:
        with urlopen(Request(url, headers=headers or {}), timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def saying(base: str, *words: str) -> set[str]:
    """The addresses whose answers say any of this."""
    return {path for path in PATHS if any(word in (get(base + path) or b"").decode() for word in words)}


def test_a_withdrawn_story_is_gone_when_the_command_returns_and_back_when_it_is_restored(
    web: Loopback, tmp_path: Path
) -> None:
    port = free_port()
    base, file, public = f"http://127.0.0.1:{port}", tmp_path / "config.toml", tmp_path / "data" / "public"
    web.put("/1", feed("a", "b"), "application/rss+xml")
    web.put("/2", rss(entry("x", OTHER_TITLE, TEXTS["a"])), "application/rss+xml")
    written(file, port, f"{web.url}/1", f"{web.url}/2", extra=DIGEST)
    words = TITLES["a"], OTHER_TITLE, TEXTS["a"][:20]
    with service(file):
        until(
            lambda: len(holding(public, *words)) > 0 and any("stories/" in one for one in holding(public, *words)),
            PATIENCE,
        )
        until(lambda: any(one.startswith("digest/xinmeiti/2") for one in holding(public, *words)), PATIENCE)
        until(lambda: saying(base, *words) >= {"/digest/xinmeiti.atom", "/digest/xinmeiti/latest.json", "/"}, PATIENCE)
        before, said = saying(base, *words), holding(public, *words)
        (story,) = [one for one in published(base).values() if one["title"] in words]
        id = str(story["id"])
        page = str(story["_syndicator"]["page"])  # type: ignore[index]
        assert answered(page) == 200
        with urlopen(Request(base + "/all.atom", headers=PARTNER), timeout=5) as answer:
            tag = str(answer.headers["ETag"])

        command(file, "withdraw", id, "--reason", REASON)
        assert holding(public, *words) == set()
        assert saying(base, *words) == set()
        assert answered(page) == 410
        told = answered(base + "/all.atom", PARTNER | {"If-None-Match": tag})
        assert told == 226, "who polls for what is new is told too"
        atom = (get(base + "/all.atom") or b"").decode()
        assert f'ref="{id}"' in atom
        assert REASON in atom
        (act,) = json.loads(command(file, "withdrawals", "--json"))
        assert (act["story"], act["reason"]) == (id, REASON)

        web.put("/1", feed("a", "b", "c"), "application/rss+xml")
        web.put(
            "/2",
            rss(entry("x", OTHER_TITLE, TEXTS["a"]), entry("y", "另一件事", TEXTS["a"][::-1])),
            "application/rss+xml",
        )
        command(file, "wake", "s0")
        command(file, "wake", "s1")
        until(lambda: {TITLES["c"], "另一件事"} <= titles(base), PATIENCE)
        assert saying(base, *words) == set()
        assert holding(public, *words) == set()

        command(file, "withdraw", id, "--restore")
        assert id in {one.id for one in feedparser.parse(get(base + "/all.atom") or b"").entries}
        assert f'ref="{id}"' not in (get(base + "/all.atom") or b"").decode()
        assert len(json.loads(command(file, "withdrawals", "--json"))) == 2
        until(lambda: get(page) is not None, PATIENCE)
        until(lambda: saying(base, *words) >= before - {"/"}, PATIENCE)
        until(
            lambda: (
                {one for one in said if one.startswith(("digest/xinmeiti/2", "stories/"))} <= holding(public, *words)
            ),
            PATIENCE,
        )
