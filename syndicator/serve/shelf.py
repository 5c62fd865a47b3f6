"""Files held in memory, ready to send, for as long as the disk says they are the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from syndicator.publish.addresses import GONE
from syndicator.publish.compression import ENCODINGS
from syndicator.serve.media import FILE_POLICY, FOREVER, FRESH, PAGE_POLICY, Media, media
from syndicator.serve.negotiation import http_date

# What is kept in memory in all, and the largest file that may be: a feed of fifty long stories is some 500 KB.
_MAX_KEPT = 64 * 1024 * 1024
_MAX_FILE = 2 * 1024 * 1024
# A compressed file that much older than its original was left there by someone else; seconds.
_STALE = 60
_SUFFIXES = tuple(encoding.suffix for encoding in ENCODINGS)

Headers = list[tuple[bytes, bytes]]
Identity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Representation:
    """One file in one coding. The header lists are ready to send; `opened` is `full` for a browser's tab."""

    body: bytes
    etag: bytes
    full: Headers
    opened: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class Held:
    """One file in all its codings. `available` are those it lies there in, in our order of preference."""

    name: str
    identity: Identity
    modified: float
    available: tuple[str, ...]
    representations: dict[str, Representation]
    size: int


class Shelf:
    """Answers with files below `public`. Every answer costs one stat; only changed files are read again."""

    def __init__(self, public: Path) -> None:
        self._public = os.fspath(public)
        self._held: dict[tuple[str, bytes, bool], Held] = {}
        self._kept = 0

    def is_folder(self, path: str) -> bool:
        """Says whether the path below public/ is a folder."""
        # os.path: Path.is_dir raises for a name longer than any.
        return (name := self._named(path)) is not None and os.path.isdir(name)  # noqa: PTH112

    def is_gone(self, path: str) -> bool:
        """Says whether the page at this path was withdrawn: its folder holds nothing but a mark."""
        folder = path if path.endswith("/") else path.rpartition("/")[0] + "/"
        name = self._named(folder.removesuffix("/")) if folder != "/" else None
        return name is not None and os.path.isfile(f"{name}/{GONE}")  # noqa: PTH113

    def get(self, path: str, vary: bytes, forever: bool = False) -> Held | None:
        """Returns the file at a path below public/, None when there is none that may be shown."""
        key = (path, vary, forever)
        held = self._held.get(key)
        name = held.name if held else self._named(path)
        if name is None:
            return None
        try:
            found = os.stat(name)  # noqa: PTH116  # Path.stat costs three times as much, and this is every request
        except (OSError, ValueError):  # ValueError: a name that no file system can hold
            if held:
                self._keep(key, None)
            return None
        if held is None or held.identity != (found.st_mtime_ns, found.st_size, found.st_ino):
            held = self._load(path, Path(name), vary, forever)
            self._keep(key, held)
        return held

    def _named(self, path: str) -> str | None:
        """Returns the file's name. A part that begins with a dot (.., .tmp-…) or is empty names nothing of ours."""
        if not path or path.endswith(_SUFFIXES) or "\0" in path or "\\" in path:
            return None
        if path[0] in "./" or "/." in path or "//" in path:
            return None
        return f"{self._public}/{path}"

    def _load(self, path: str, name: Path, vary: bytes, forever: bool) -> Held | None:
        try:
            if not name.resolve().is_relative_to(Path(self._public).resolve()):
                return None  # a link that leads out
            with name.open("rb") as file:
                found = os.fstat(file.fileno())
                body = file.read()
        except OSError:
            return None
        kind = media(path)
        cache = FOREVER if forever else FRESH
        bodies = {"identity": body, **dict(_compressed(name, found.st_mtime))}
        modified = http_date(found.st_mtime)
        representations = {
            coding: _representation(content, coding, kind, vary, cache, modified) for coding, content in bodies.items()
        }
        return Held(
            os.fspath(name),
            (found.st_mtime_ns, found.st_size, found.st_ino),
            found.st_mtime,
            tuple(coding for coding in bodies if coding != "identity"),
            representations,
            sum(map(len, bodies.values())),
        )

    def _keep(self, key: tuple[str, bytes, bool], held: Held | None) -> None:
        former = self._held.pop(key, None)
        if former:
            self._kept -= former.size
        if held is None or held.size > _MAX_FILE:
            return
        self._held[key] = held
        self._kept += held.size
        while self._kept > _MAX_KEPT:
            eldest = next(iter(self._held))
            self._kept -= self._held.pop(eldest).size


def _compressed(name: Path, original: float) -> Iterator[tuple[str, bytes]]:
    for encoding in ENCODINGS:
        try:
            with name.with_name(name.name + encoding.suffix).open("rb") as file:
                if os.fstat(file.fileno()).st_mtime >= original - _STALE:
                    yield encoding.name, file.read()
        except OSError:
            continue


def _representation(
    body: bytes, coding: str, kind: Media, vary: bytes, cache: bytes, modified: bytes
) -> Representation:
    """A strong ETag over the very bytes, so that it differs by coding and is the same on every server (8.8.3.3)."""
    etag = b'"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    # A feed that a browser opens leads to its page; what it lacks alone is told in XML only (RFC 3229).
    by = [vary, *([b"Sec-Fetch-Dest"] if kind.feed else []), *([b"A-IM"] if kind.opened != kind.type else [])]
    unchanged: Headers = [
        (b"etag", etag),
        (b"last-modified", modified),
        (b"cache-control", cache),
        (b"vary", b", ".join(by)),
        *([(b"access-control-allow-origin", b"*")] if kind.shared else []),
    ]
    full: Headers = [
        (b"content-type", kind.type.encode()),
        (b"content-length", str(len(body)).encode()),
        *([(b"content-encoding", coding.encode())] if coding != "identity" else []),
        *unchanged,
        (b"content-security-policy", PAGE_POLICY if kind.page else FILE_POLICY),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"cross-origin-resource-policy", b"cross-origin" if kind.shared else b"same-origin"),
    ]
    opened = [(b"content-type", kind.opened.encode()), *full[1:]]
    return Representation(body, etag, full, opened, unchanged)
