"""Undoing Content-Encoding piece by piece, so that a bomb is stopped while it goes off."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

from syndicator.errors import FetchError, Refused

ACCEPTED = "gzip, deflate, br, zstd"
# How much one step may inflate to, before the bound is looked at again.
STEP = 256 * 1024
# A zstd block of four bytes may stand for 128 KB: this much input never gives more than 8 MB at once.
ZSTD_STEP = 256


def inflated(chunks: list[bytes], encoding: str, limit: int, url: str) -> bytes:
    """The bytes behind a Content-Encoding. Raises Refused beyond `limit` bytes, FetchError when they are broken."""
    body = chunks
    for name in reversed([one.strip().lower() for one in encoding.split(",") if one.strip()]):
        if name == "identity":
            continue
        opener = _OPENERS.get(name)
        if opener is None:
            raise FetchError(f"{url}:不认识的压缩方式 {name}")
        body = _bounded(opener(body), limit, url, name)
    return b"".join(body)


def _bounded(pieces: Iterator[bytes], limit: int, url: str, name: str) -> list[bytes]:
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
    return kept


def _zlib(window: int) -> Callable[[list[bytes]], Iterator[bytes]]:
    def pieces(chunks: list[bytes]) -> Iterator[bytes]:
        machine = zlib.decompressobj(window)
        for chunk in chunks:
            data = chunk
            while data:
                yield machine.decompress(data, STEP)
                data = machine.unconsumed_tail
        while True:  # what the machine still holds back
            rest = machine.decompress(machine.unconsumed_tail, STEP)
            if not rest:
                break
            yield rest
        if not machine.eof:
            raise EOFError("提前结束")

    return pieces


def _deflate(chunks: list[bytes]) -> Iterator[bytes]:
    # RFC 9110, 8.4.1.2: some servers send the raw format without the zlib wrapper.
    first = next((chunk for chunk in chunks if chunk), b"\x78")
    wrapped = first[0] & 0x0F == 8 and len(first) > 1 and (first[0] * 256 + first[1]) % 31 == 0
    return _zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)(chunks)


def _brotli(chunks: list[bytes]) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    for chunk in chunks:
        yield machine.process(chunk, output_buffer_limit=STEP)
        while not machine.can_accept_more_data():
            yield machine.process(b"", output_buffer_limit=STEP)
    if not machine.is_finished():
        raise EOFError("提前结束")


def _zstd(chunks: list[bytes]) -> Iterator[bytes]:
    # RFC 8878, 3.1.1.1.2: decoders need not take windows beyond 8 MB.
    machine = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).decompressobj()
    data = b"".join(chunks)
    for start in range(0, len(data), ZSTD_STEP):
        yield machine.decompress(data[start : start + ZSTD_STEP])
    if not machine.eof:
        raise EOFError("提前结束")


_OPENERS: dict[str, Callable[[list[bytes]], Iterator[bytes]]] = {
    "gzip": _zlib(16 + zlib.MAX_WBITS),
    "x-gzip": _zlib(16 + zlib.MAX_WBITS),
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
