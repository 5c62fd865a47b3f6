"""Undoing Content-Encoding piece by piece, so that a bomb is stopped while it goes off."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import brotli
import zstandard

from syndicator.errors import FetchError, Refused

ACCEPTED = "gzip, deflate, br, zstd"
# How much one step may inflate to, before the bound is looked at again.
STEP = 256 * 1024
# How much input a step sees, so that what follows a short member is not copied whole for each of them.
SLICE = 64 * 1024
# A zstd block of four bytes may stand for 128 KB: this much input never gives more than 8 MB at once.
ZSTD_SLICE = 256
# RFC 8878, 3.1.1.1.2: decoders need not take windows beyond 8 MB.
ZSTD_WINDOW = 8 * 1024 * 1024
# A gzip or zstd body may be several joined (RFC 1952, 2.2; RFC 8878, 3.1). Empty ones cost time and give nothing.
MOST_MEMBERS = 1_000
# One is usual, two happen behind a proxy.
MOST_ENCODINGS = 3

# No coding at all, and what servers write there by mistake for a charset or transfer encoding.
PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8", "gbk", "gb2312", "gb18030", "8bit", "binary", "text"})

_Machine = TypeVar("_Machine")


def inflated(body: bytes, encoding: str, limit: int, url: str) -> bytes:
    """The bytes behind a Content-Encoding. Raises Refused beyond `limit` bytes, FetchError when they are broken."""
    names = [name for one in encoding.split(",") if (name := one.strip().lower()) not in PLAIN]
    if len(names) > MOST_ENCODINGS:
        raise Refused(f"{url}:压缩了 {len(names)} 层,不予解开")
    for name in reversed(names if body else []):
        opener = _OPENERS.get(name)
        if opener is None:
            raise FetchError(f"{url}:不认识的压缩方式 {name[:20]}")
        body = _bounded(opener(body), limit, url, name)
    return body


def _bounded(pieces: Iterator[bytes], limit: int, url: str, name: str) -> bytes:
    kept: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                raise Refused(f"{url}:解压后超过 {limit // 1024} KB,已停止")
            kept.append(piece)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise FetchError(f"{url}:{name} 压缩内容损坏({error})") from error
    return b"".join(kept)


def _slices(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def _gzip(body: bytes) -> Iterator[bytes]:
    machine, members = zlib.decompressobj(16 + zlib.MAX_WBITS), 1
    for data in _slices(body, SLICE):
        while data:
            if machine.eof:
                data = data.lstrip(b"\0")
                if not data.startswith(b"\x1f"):
                    break  # padding, as gzip itself ignores it
                machine, members = _next(members, lambda: zlib.decompressobj(16 + zlib.MAX_WBITS))
            yield machine.decompress(data, STEP)
            data = machine.unused_data if machine.eof else machine.unconsumed_tail
    yield from _held_back(machine)


def _deflate(body: bytes) -> Iterator[bytes]:
    # RFC 9110, 8.4.1.2: some servers send the raw format without the zlib wrapper.
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] * 256 + body[1]) % 31 == 0
    machine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    for data in _slices(body, SLICE):
        while data and not machine.eof:
            yield machine.decompress(data, STEP)
            data = machine.unconsumed_tail
    yield from _held_back(machine)


def _held_back(machine: zlib._Decompress) -> Iterator[bytes]:
    """What the machine has read but not yet given. Raises EOFError when that is not all there should be."""
    while not machine.eof and (rest := machine.decompress(b"", STEP)):
        yield rest
    if not machine.eof:
        raise EOFError("提前结束")


def _brotli(body: bytes) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    for data in _slices(body, SLICE):
        yield machine.process(data, output_buffer_limit=STEP)
        while not machine.can_accept_more_data():
            yield machine.process(b"", output_buffer_limit=STEP)
    # It says that it could take more input while it still holds output back.
    while not machine.is_finished() and (rest := machine.process(b"", output_buffer_limit=STEP)):
        yield rest
    if not machine.is_finished():
        raise EOFError("提前结束")


def _zstd(body: bytes) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    machine, frames = decompressor.decompressobj(), 1
    for data in _slices(body, ZSTD_SLICE):
        while data:
            if machine.eof:
                machine, frames = _next(frames, decompressor.decompressobj)
            yield machine.decompress(data)
            data = machine.unused_data if machine.eof else b""
    if not machine.eof:
        raise EOFError("提前结束")


def _next(members: int, machine: Callable[[], _Machine]) -> tuple[_Machine, int]:
    if members >= MOST_MEMBERS:
        raise EOFError(f"多于 {MOST_MEMBERS} 段")
    return machine(), members + 1


_OPENERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
