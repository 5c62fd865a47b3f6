"""What the deciders of places and sections need beside the item: its source as it was found to be, the classifier."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import structlog
from sqlalchemy import Connection

from syndicator.errors import SyndicatorError
from syndicator.group import learning
from syndicator.group.sections import Learned
from syndicator.model import Item, Kind, Settings, Source
from syndicator.service import names
from syndicator.store import sources

log = structlog.get_logger("syndicator.classifier")

MODEL = "classifier.model"
# Two hundred sections of 64 Ki weights are 26 MB.
# Trained by hand, perhaps as another user than the service's.
READABLE = 0o644
MOST_BYTES = 64 * 1024 * 1024


def sources_of(connection: Connection, items: Iterable[Item], settings: Settings) -> dict[str, Source]:
    """The source of each item by id: as declared, its kind as found where that was left open; or as it once was."""
    known: dict[str, Source] = {}
    for item in items:
        if item.source not in known:
            known[item.source] = settings.by_id.get(item.source) or names.former_source(item)
    if any(_asks_kind(settings)):
        unsaid = [id for id, source in known.items() if source.kind is Kind.AUTO]
        for id, kind in sources.kinds(connection, unsaid).items():
            known[id] = replace(known[id], kind=kind)
    return known


def classifier_of(settings: Settings) -> Learned | None:
    """The trained classifier, if config.toml asks for it; read anew when its file changed.

    A file that cannot be used is said once in the log; then there is no classifier.
    """
    if not settings.classifier.use:
        return None
    model = _model(settings.data / MODEL)
    return None if model is None else Learned(model.propose, settings.classifier.least)


def fingerprint(settings: Settings) -> str:
    """Changes with the classifier that is used."""
    if not settings.classifier.use:
        return ""
    try:
        return blake2b((settings.data / MODEL).read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""


def read(path: Path) -> learning.Model:
    """The model in a file. Raises SyndicatorError with the cure."""
    try:
        with path.open("rb") as file:
            packed = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SyndicatorError(f"读不了栏目分类器 {path}({error.strerror})。请运行 syndicator train 重新训练") from error
    try:
        if len(packed) > MOST_BYTES:
            raise ValueError("文件太大")
        return learning.unpacked(packed)
    except ValueError as error:
        raise SyndicatorError(f"栏目分类器 {path} 不能用({error})。请运行 syndicator train 重新训练") from error


def write(settings: Settings, model: learning.Model) -> Path:
    """Puts the model in its place, whole or not at all. Raises SyndicatorError."""
    path = settings.data / MODEL
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{MODEL}-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(learning.packed(model))
                file.flush()
                os.fchmod(file.fileno(), READABLE)
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SyndicatorError(f"写不了栏目分类器 {path}({error.strerror})。请检查磁盘空间和目录权限") from error
    return path


def _asks_kind(settings: Settings) -> Iterable[bool]:
    for section in settings.sections:
        for rule in section.match:
            yield bool(rule.kind) or any(other.kind for other in rule.excluded)


def _model(path: Path) -> learning.Model | None:
    try:
        state = path.stat()
    except OSError:
        return _missing(path)
    return _loaded(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _missing(path: Path) -> None:
    log.warning("还没有栏目分类器,按没有处理", path=str(path), cure="运行 syndicator train")


@lru_cache(maxsize=4)
def _loaded(path: Path, changed: int, size: int) -> learning.Model | None:
    """Keyed by what changes with the file's content."""
    try:
        return read(path)
    except SyndicatorError as error:
        log.error("栏目分类器没有用上", error=str(error), changed=changed, size=size)
    return None
