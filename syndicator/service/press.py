"""Writes what is built, one thing at a time. What fails keeps its last good files, and is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from syndicator.errors import SyndicatorError
from syndicator.model import Settings
from syndicator.publish import files
from syndicator.publish.document import Document
from syndicator.service.status import FAILURES
from syndicator.service.writing import writing
from syndicator.store import Store, notes

log = structlog.get_logger("syndicator.publish")

# Of what could not be published, the first few tell what is the matter.
FAILURES_SAID, LONGEST_FAILURE = 5, 500


@dataclass(frozen=True, slots=True)
class Press:
    """One round of publishing; `failures` are sentences for the admin."""

    store: Store
    settings: Settings
    failures: list[str] = field(default_factory=list)

    def put(self, what: str, build: Callable[[], list[Document]], gone: Sequence[str] = ()) -> list[str] | None:
        """Builds and writes, and removes what is gone; returns the paths that changed, None when that failed."""
        try:
            with writing(self.settings):
                files.remove(self.settings.public, gone)
                return files.write(self.settings.public, build())
        except SyndicatorError as error:
            self.failures.append(f"{what}:{error}")
            log.error("没有发布,保留上一次的文件", publication=what, error=str(error))
        except Exception as error:
            self.failures.append(f"{what}:生成时出错({type(error).__name__}),保留上一次的文件;详情见日志。")
            log.exception("没有发布,保留上一次的文件", publication=what, error=repr(error))
        return None

    def tell_failures(self) -> None:
        """Says on the status page what readers do not see yet, and no more when all of it stands."""
        said = [one[:LONGEST_FAILURE] for one in self.failures[:FAILURES_SAID]]
        with self.store.read() as connection:
            if notes.get(connection, FAILURES, []) == said:
                return
        with self.store.write() as connection:
            notes.put(connection, FAILURES, said)
