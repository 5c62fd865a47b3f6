"""Real feed readers: each is told to poll, and then asked what it shows."""

from __future__ import annotations

import asyncio
import json
import mailbox
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email.header import decode_header, make_header
from pathlib import Path

import feedparser
from reader import make_reader

from tests.browser import browser


@dataclass(frozen=True)
class Shown:
    """One story as a reader shows it. `id` is what the reader knows it by."""

    id: str
    title: str
    pictured: bool


Shows = list[Shown]
Poll = Callable[[str, Path], Shows]


def _run(command: list[str], folder: Path) -> str:
    environment = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, cwd=folder)
    assert done.returncode == 0, f"{command[0]}: {done.stdout} {done.stderr}"
    return done.stdout


def _installed(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is installed by ./run test"
    return found


def newsboat(url: str, folder: Path) -> Shows:
    urls, settings, cache = folder / "urls", folder / "newsboat.conf", folder / "cache.db"
    urls.write_text(f"{url}/all.rss\n", encoding="utf-8")
    settings.write_text("", encoding="utf-8")
    _run([_installed("newsboat"), "-u", str(urls), "-c", str(cache), "-C", str(settings), "-x", "reload"], folder)
    with sqlite3.connect(cache) as connection:
        rows = connection.execute("SELECT guid, title, content FROM rss_item ORDER BY pubDate DESC").fetchall()
    return [Shown(guid, title, "<img" in content) for guid, title, content in rows]


def sfeed(url: str, folder: Path) -> Shows:
    settings = folder / "sfeedrc"
    settings.write_text(
        f'sfeedpath="{folder}/sfeed"\nfeeds() {{\n  feed "all" "{url}/all.atom"\n}}\n', encoding="utf-8"
    )
    _run([_installed("sfeed_update"), str(settings)], folder)
    lines = (folder / "sfeed" / "all").read_text(encoding="utf-8").splitlines()
    rows = sorted((line.split("\t") for line in lines), key=lambda row: -int(row[0]))
    return [Shown(row[5], row[1], "<img" in row[3]) for row in rows]


def rss2email(url: str, folder: Path) -> Shows:
    settings, data, box = folder / "r2e.cfg", folder / "r2e.json", folder / "Mail"
    program = [str(Path(sys.executable).with_name("r2e")), "-c", str(settings), "-d", str(data)]
    if not settings.exists():
        mailbox.Maildir(box)
        _run([*program, "new", "reader@example.cn"], folder)
        text = settings.read_text(encoding="utf-8")
        chosen = {
            "email-protocol": "maildir",
            "maildir-path": str(folder),
            "maildir-mailbox": "Mail",
            "html-mail": "True",
        }
        lines = [line for line in text.splitlines() if line.split(" = ")[0] not in chosen]
        lines.insert(lines.index("[DEFAULT]") + 1, "\n".join(f"{name} = {value}" for name, value in chosen.items()))
        settings.write_text("\n".join(lines), encoding="utf-8")
        _run([*program, "add", "all", f"{url}/all.atom"], folder)
    _run([*program, "run"], folder)
    mails = [mail for _, mail in sorted(mailbox.Maildir(box).items())]
    shown = [
        (
            mail["Date"],
            Shown(
                mail["X-RSS-ID"],
                str(make_header(decode_header(mail["Subject"]))),
                b"<img" in (mail.get_payload(decode=True) or b""),
            ),
        )
        for mail in mails
    ]
    return [one for _, one in shown]


def parser(url: str, folder: Path) -> Shows:
    """feedparser, which keeps nothing: its answers are remembered here, by its id, as programs built on it do."""
    kept = folder / "seen.json"
    seen = json.loads(kept.read_text()) if kept.exists() else {"entries": {}}
    got = feedparser.parse(f"{url}/all.atom", etag=seen.get("etag"), modified=seen.get("modified"))
    assert not got.get("bozo"), got.get("bozo_exception")
    for entry in got.entries:
        html = entry.content[0].value
        seen["entries"][entry.id] = [entry.published, entry.title, "<img" in html]
    seen |= {"etag": got.get("etag"), "modified": got.get("modified")}
    kept.write_text(json.dumps(seen))
    rows = sorted(seen["entries"].items(), key=lambda one: one[1][0], reverse=True)
    return [Shown(id, title, pictured) for id, (_, title, pictured) in rows]


def lemon(url: str, folder: Path) -> Shows:
    """`reader` by lemon24."""
    with make_reader(str(folder / "reader.sqlite")) as made:
        made.add_feed(f"{url}/all.atom", exist_ok=True)
        made.update_feed(f"{url}/all.atom")
        return [
            Shown(entry.id, entry.title or "", any("<img" in (one.value or "") for one in entry.content))
            for entry in made.get_entries(sort="recent")
        ]


def chromium(url: str, folder: Path) -> Shows:
    """A person who follows the feed's address in a browser."""

    async def look() -> Shows:
        async with browser(folder) as tab:
            await tab.look(390, 844)
            await tab.open(f"{url}/all.rss")
            await tab.reload()  # a page may be a minute old
            rows = await tab.run(
                "[...document.querySelectorAll('.story')].map(one => [one.querySelector('h3 a').href,"
                "one.querySelector('h3').textContent, !!one.querySelector('img')])"
            )
            return [Shown(*row) for row in rows]

    return asyncio.run(look())


PROGRAMS: dict[str, Poll] = {
    "newsboat": newsboat,
    "sfeed": sfeed,
    "rss2email": rss2email,
    "feedparser": parser,
    "reader": lemon,
    "chromium": chromium,
}
