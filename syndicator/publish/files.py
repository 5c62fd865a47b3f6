"""Writes documents so that a reader sees the old one or the new one, whole, and never half of either."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from syndicator.errors import SyndicatorError
from syndicator.publish.addresses import FORMATS, feed_path
from syndicator.publish.compression import ENCODINGS, worth_compressing
from syndicator.publish.document import Document

# Readable by the web server's user, writable by ours.
_MODE = 0o644
_TEMPORARY = ".tmp-"
# Seconds after which a temporary file is nobody's any more; writing one takes milliseconds.
_ABANDONED = 600


def write(public: Path, documents: Iterable[Document]) -> list[str]:
    """Writes the documents whose bytes differ from what lies there; returns their paths, in order.

    A document is replaced by rename right after its compressed forms, all made before: no reader meets half a file,
    and forms of two versions lie side by side only for the instant between renames. Raises SyndicatorError when the
    disk refuses; the last good files then stay and no temporary file is left.
    """
    changed: list[str] = []
    folders: set[Path] = set()
    for document in documents:
        target = _inside(public, document.path)
        if _same(target, document.body):
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, document.body)
        except OSError as error:
            raise _refused(target, error) from error
        folders.add(target.parent)
        changed.append(document.path)
    for folder in folders:
        _sweep(folder)
        _sync_folder(folder)
    return changed


def remove(public: Path, paths: Iterable[str]) -> None:
    """Removes documents with their compressed forms; a path that ends in a slash removes the folder.

    What is not there is no error. Raises SyndicatorError when the disk refuses.
    """
    for path in paths:
        target = _inside(public, path)
        try:
            if path.endswith("/"):
                if target.is_dir():
                    shutil.rmtree(target)
                continue
            for name in (target, *(_beside(target, encoding.suffix) for encoding in ENCODINGS)):
                name.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(target, error) from error


def paths_of(publication: str) -> list[str]:
    """Returns all that a publication may have written, for `remove`."""
    return [*(feed_path(publication, form) for form in FORMATS), f"{publication}/", f"archive/{publication}/"]


def _replace(target: Path, body: bytes) -> None:
    """Writes all forms under temporary names, then renames, the plain one last.

    Its bytes are what the next run compares: a crash half-way is so noticed and mended, whichever rename it hit.
    """
    forms: list[tuple[Path, bytes]] = []
    absent = []
    for encoding in ENCODINGS:
        beside = _beside(target, encoding.suffix)
        if worth_compressing(body):
            forms.append((beside, encoding.compress(body)))
        else:
            absent.append(beside)
    forms.append((target, body))
    ready: list[tuple[Path, Path]] = []
    try:
        for name, content in forms:
            ready.append((_temporary(name, content), name))
        for beside in absent:
            beside.unlink(missing_ok=True)
        while ready:
            temporary, name = ready[0]
            temporary.replace(name)
            ready.pop(0)
    finally:
        for temporary, _ in ready:
            with suppress(OSError):
                temporary.unlink()


def _temporary(target: Path, content: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _MODE)
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _sweep(folder: Path) -> None:
    """Removes what a killed run left behind."""
    before = time.time() - _ABANDONED
    for one in folder.glob(f"{_TEMPORARY}*"):
        with suppress(OSError):
            if one.stat().st_mtime < before:
                one.unlink()


def _same(target: Path, body: bytes) -> bool:
    """Says whether the file holds these bytes and all of its compressed forms lie beside it."""
    try:
        if target.stat().st_size != len(body) or target.read_bytes() != body:
            return False
        if not worth_compressing(body):
            return True
        return all(_beside(target, encoding.suffix).is_file() for encoding in ENCODINGS)
    except OSError:
        return False


def _inside(public: Path, path: str) -> Path:
    """Returns the file that a path below public/ names. Raises SyndicatorError for one that leads elsewhere."""
    parts = path.removesuffix("/").split("/")
    odd = not all(parts) or any(part in {".", ".."} or "\0" in part or "\\" in part for part in parts)
    if odd or not path.isprintable():
        raise SyndicatorError(f"路径“{path}”不在发布目录之内，没有写入。请检查 config.toml 里的 id。")
    target = public.joinpath(*parts)
    if not target.parent.resolve().is_relative_to(public.resolve()):
        raise SyndicatorError(f"路径“{path}”经由链接通往发布目录之外，没有写入。请删除 {public} 下的这个链接。")
    return target


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(target.name + suffix)


def _sync_folder(folder: Path) -> None:
    """Makes renames last through a power cut; a file system that cannot is no reason to stop."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(target: Path, error: OSError) -> SyndicatorError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SyndicatorError(f"磁盘已满，{target} 没有写入，读者看到的仍是上一次的文件。请腾出空间，服务会自动重试。")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return SyndicatorError(f"没有权限写入 {target}（{error.strerror}）。请把该目录交给运行本服务的用户。")
    return SyndicatorError(f"{target} 没有写入（{error.strerror or error}），读者看到的仍是上一次的文件。")
