"""Content-Encoding undone within bounds."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import FetchError, Refused
from syndicator.gather.inflate import inflated
from tests.gather.rawserver import LIMIT, QUICK, get, ok, server

Press = Callable[[bytes], bytes]


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def quick_brotli(data: bytes) -> bytes:
    return brotli.compress(data, quality=3)


PRESSES: list[tuple[str, Press]] = [
    ("gzip", gzip.compress),
    ("X-GZip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", quick_brotli),
    ("zstd", zstd),
    ("identity", bytes),
    ("UTF-8", bytes),
    ("gzip, br", lambda data: quick_brotli(gzip.compress(data))),
]
BOMBS = [(encoding, press) for encoding, press in PRESSES if press is not bytes and encoding != "X-GZip"]


@pytest.mark.parametrize(("encoding", "press"), PRESSES)
@given(data=st.binary(max_size=3000), times=st.sampled_from([1, 30]))
def test_what_was_packed_comes_out(encoding: str, press: Press, data: bytes, times: int) -> None:
    assert inflated(press(data * times), encoding, LIMIT, "u") == data * times


@pytest.mark.parametrize("bytes_", [1, 255, 65_535, 65_536, 65_537, 300_000, 1_000_003])
@pytest.mark.parametrize(("encoding", "press"), PRESSES)
def test_every_size_comes_out_whole(encoding: str, press: Press, bytes_: int) -> None:
    data = b"".join(n.to_bytes(4) for n in range(bytes_ // 4 + 1))[:bytes_]
    assert inflated(press(data), encoding, bytes_ + 50, "u") == data


@pytest.mark.parametrize(("encoding", "press"), BOMBS)
async def test_a_bomb_of_one_to_a_thousand_is_stopped_at_the_bound(encoding: str, press: Press) -> None:
    bound = 30_000
    bomb = press(bytes(bound * 1000))
    assert len(bomb) <= bound * 1.1
    gathering = replace(QUICK, max_bytes=bound * 2)
    async with server(ok(bomb, Content_Encoding=encoding)) as (url, _):
        tracemalloc.start()
        try:
            with pytest.raises(Refused, match="解压"):
                await get(url, gathering=gathering)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < bound * 500, "it was not inflated as a whole"


@pytest.mark.parametrize(("encoding", "press"), BOMBS)
@given(data=st.binary(min_size=30, max_size=300), cut=st.integers(1, 20))
def test_a_body_cut_short_is_broken(encoding: str, press: Press, data: bytes, cut: int) -> None:
    packed = press(data)
    with pytest.raises(FetchError):
        inflated(packed[: max(1, len(packed) - 4 - cut)], encoding, LIMIT, "u")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
@given(data=st.binary(max_size=500))
def test_noise_is_broken_or_something_small(encoding: str, data: bytes) -> None:
    try:
        assert len(inflated(data, encoding, LIMIT, "u")) <= LIMIT
    except FetchError:
        pass


@pytest.mark.parametrize(("encoding", "press"), [("gzip", gzip.compress), ("zstd", zstd)])
@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=5))
def test_joined_members_are_one_body(encoding: str, press: Press, parts: list[bytes]) -> None:
    assert inflated(b"".join(press(part) for part in parts), encoding, LIMIT, "u") == b"".join(parts)


def test_padding_after_gzip_is_ignored() -> None:
    assert inflated(gzip.compress(b"x") + b"\0" * 100_000, "gzip", LIMIT, "u") == b"x"
    assert inflated(gzip.compress(b"x") + b"junk", "gzip", LIMIT, "u") == b"x"


@pytest.mark.parametrize(("encoding", "press"), [("gzip", gzip.compress), ("zstd", zstd)])
def test_a_million_empty_members_are_not_opened(encoding: str, press: Press) -> None:
    with pytest.raises(FetchError, match="段"):
        inflated(press(b"") * 400_000, encoding, LIMIT, "u")


def test_layers_without_end_are_refused() -> None:
    with pytest.raises(Refused, match="层"):
        inflated(b"x", ", ".join(["gzip"] * 100), LIMIT, "u")


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(FetchError, match="compress"):
        inflated(b"x", "compress", LIMIT, "u")
