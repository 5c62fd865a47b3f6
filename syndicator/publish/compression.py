"""The compressed forms that lie beside every file, made once so that no request pays for them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import brotli
import zstandard

# Below this, headers outweigh what compression saves.
SMALLEST = 200
# Bytes above which the dearest brotli level takes longer than a reader would wait for fresh news.
_LARGE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Encoding:
    """One content coding (RFC 9110, 8.4.1)."""

    name: str
    suffix: str
    compress: Callable[[bytes], bytes]


# PNG and JPEG are as small as they get.
_COMPRESSED = (b"\x89PNG", b"\xff\xd8")


def worth_compressing(body: bytes) -> bool:
    return len(body) >= SMALLEST and not body.startswith(_COMPRESSED)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, quality=5 if len(body) < _LARGE else 4, mode=brotli.MODE_TEXT)
    return compressed


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=6, write_checksum=True).compress(body)


# By how small they are: the order in which the server prefers them.
ENCODINGS = (Encoding("br", ".br", _brotli), Encoding("zstd", ".zst", _zstd), Encoding("gzip", ".gz", _gzip))
