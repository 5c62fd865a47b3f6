"""One writer of public/ at a time, be it a thread of ours or another process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from syndicator.errors import SyndicatorError
from syndicator.model import Settings

# The system takes it off whoever dies with it: a killed writer blocks nobody.
LOCK = "publish.lock"


class _Turn:
    """Whose turn it is among our threads, and how deep within itself."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.depth = 0


_turn = _Turn()


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Waits for its turn; within it nobody else builds or writes, so that what is built last is written last.

    It is held for one publication, not for all that is dirty: whoever withdraws a story need not wait for those.
    May be entered again within itself. Raises SyndicatorError when the data folder cannot be written.
    """
    with _turn.lock:
        if _turn.depth:
            yield
            return
        descriptor = _open(settings)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _turn.depth = 1
            yield
        finally:
            _turn.depth = 0
            os.close(descriptor)


def _open(settings: Settings) -> int:
    name = settings.data / LOCK
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        return os.open(name, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SyndicatorError(f"{name} 打不开({error.strerror}),没有发布。请检查目录的权限。") from error
