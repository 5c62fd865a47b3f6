"""Documents that hang or burst their reader."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from syndicator.errors import ReadError
from syndicator.service import reading
from syndicator.service.reading import Readers


@pytest.fixture
async def readers(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Readers]:
    monkeypatch.setattr(reading, "DEADLINE_SECONDS", 1)
    pool = Readers(2)
    yield pool
    pool.close()


def hang() -> None:
    time.sleep(60)


def burst() -> int:
    return len(bytearray(8 * 1024**3))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ReadError("这不是网页")


async def test_a_document_that_hangs_is_given_up_and_the_others_are_read(readers: Readers) -> None:
    started = time.monotonic()
    hung = asyncio.gather(*(readers.read("慢", hang) for _ in range(3)), return_exceptions=True)
    assert await readers.read("好", len, b"abc") == 3
    assert all(isinstance(error, ReadError) and "没有读完" in str(error) for error in await hung)
    assert time.monotonic() - started < 20


async def test_a_document_that_needs_too_much_memory_is_an_error_of_its_own(readers: Readers) -> None:
    with pytest.raises(ReadError, match=r"内存|中止"):
        await readers.read("大", burst)
    assert await readers.read("好", len, b"abc") == 3


async def test_even_when_all_workers_die_the_next_document_is_read(readers: Readers) -> None:
    dead = await asyncio.gather(*(readers.read("坏", die) for _ in range(4)), return_exceptions=True)
    assert all(isinstance(error, ReadError) for error in dead), dead
    for _ in range(3):
        try:
            assert await readers.read("好", len, b"abc") == 3
            break
        except ReadError:
            continue
    else:
        pytest.fail("the readers never came back")


async def test_what_a_reader_says_is_passed_on(readers: Readers) -> None:
    with pytest.raises(ReadError, match="这不是网页"):
        await readers.read("坏", fail)


async def test_workers_that_die_between_two_documents_are_replaced(readers: Readers) -> None:
    assert await readers.read("好", len, b"abc") == 3
    pool = readers._pool
    for worker in list(pool._pool_manager.worker_manager.workers.values()):
        os.kill(worker.pid, signal.SIGKILL)
    for _ in range(20):
        assert await readers.read("好", len, b"abc") == 3
        await asyncio.sleep(0.05)
