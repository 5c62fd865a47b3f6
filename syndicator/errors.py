"""The tree of errors: what was being done, to what, and the cure.

SyndicatorError
├── ConfigError     config.toml is wrong; carries every problem found
├── FetchError      a URL could not be fetched
│   ├── Unreachable no connection could be made: the fault may be ours
│   ├── Resting     its host asked to be left alone for now
│   ├── Refused     a guard of ours (address, size, redirects, robots) said no
│   └── HTTPStatus  the server answered with an error status
├── ReadError       bytes were fetched but hold no feed, list or article
│   └── ReaderLost  the process that read them died or took too long
└── StoreError      the database is missing or too new, or what was to be stored does not fit it
    └── StoreAway   it cannot be had for now: locked, full, read-only, out of reach
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


class SyndicatorError(Exception):
    """Base of everything this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in config.toml. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.text}"


class ConfigError(SyndicatorError):
    """config.toml cannot be used. `problems` names every cause, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class FetchError(SyndicatorError):
    """A URL could not be fetched: DNS, connection, TLS, time-out, broken transfer."""


class Unreachable(FetchError):
    """No name server or no server answered. When many hosts do so in a row, it is our own network that is down."""


class Resting(FetchError):
    """The host asked to be left alone (Retry-After) until `until`; nothing was sent."""

    def __init__(self, text: str, until: datetime) -> None:
        super().__init__(text)
        self.until = until


class Refused(FetchError):
    """One of our own guards said no: address range, size, redirects, scheme, robots.txt."""


class HTTPStatus(FetchError):
    """The server answered with a status that is no success. `retry_after` is what it asked for on 429 and 503.

    `url` is what was asked last: by way of redirects it may be another than at first.
    """

    def __init__(self, status: int, text: str, retry_after: timedelta | None = None, url: str | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.retry_after = retry_after
        self.url = url


class ReadError(SyndicatorError):
    """Bytes arrived but hold nothing readable; the text says what they are instead."""


class ReaderLost(ReadError):
    """The process that read a document died or took too long; the document may be innocent."""


class StoreError(SyndicatorError):
    """The database cannot be used; the text says why and how to cure it."""


class StoreAway(StoreError):
    """The database cannot be had for now; what was to be stored is innocent and may be tried again."""
