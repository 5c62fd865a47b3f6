"""Writing: atomic, compressed, only what changed, and honest about a disk that refuses."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicator.errors import SyndicatorError
from syndicator.publish import files
from syndicator.publish.documents import Document, documents
from tests.publish.samples import office, publications, stories

LONG = "咸宁".encode() * 500
ROOT = Path(__file__).resolve().parents[2]


def listing(public: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in public.rglob("*"):
        if path.is_file():
            stat = path.stat()
            found[str(path.relative_to(public))] = (stat.st_mtime_ns, stat.st_ino)
    return found


def test_a_document_lies_there_with_all_its_compressed_forms(tmp_path: Path) -> None:
    assert files.write(tmp_path, [Document("sections/yaowen.atom", LONG)]) == ["sections/yaowen.atom"]
    target = tmp_path / "sections" / "yaowen.atom"
    assert target.read_bytes() == LONG
    assert gzip.decompress(target.with_name("yaowen.atom.gz").read_bytes()) == LONG
    assert brotli.decompress(target.with_name("yaowen.atom.br").read_bytes()) == LONG
    assert zstandard.ZstdDecompressor().decompress(target.with_name("yaowen.atom.zst").read_bytes()) == LONG
    assert {path.stat().st_mode & 0o777 for path in target.parent.iterdir()} == {0o644}


def test_unchanged_documents_are_not_touched(tmp_path: Path) -> None:
    made = [Document("a.json", LONG), Document("b.json", b"{}")]
    files.write(tmp_path, made)
    before = listing(tmp_path)
    assert files.write(tmp_path, made) == []
    assert listing(tmp_path) == before


def test_only_what_changed_is_written_and_named(tmp_path: Path) -> None:
    files.write(tmp_path, [Document("a.json", LONG), Document("b.json", LONG)])
    before = listing(tmp_path)
    assert files.write(tmp_path, [Document("a.json", LONG), Document("b.json", LONG + b"!")]) == ["b.json"]
    after = listing(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {
        f"b.json{one}" for one in ("", ".gz", ".br", ".zst")
    }


def test_compressed_forms_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        files.write(tmp_path / name, [Document("a.json", LONG)])
    for suffix in (".gz", ".br", ".zst"):
        one, two = ((tmp_path / name / f"a.json{suffix}").read_bytes() for name in ("one", "two"))
        assert one == two


def test_what_shrinks_below_sense_loses_its_compressed_forms(tmp_path: Path) -> None:
    files.write(tmp_path, [Document("a.json", LONG)])
    files.write(tmp_path, [Document("a.json", b"{}")])
    assert list(listing(tmp_path)) == ["a.json"]


def test_a_lost_compressed_form_is_made_again(tmp_path: Path) -> None:
    files.write(tmp_path, [Document("a.json", LONG)])
    (tmp_path / "a.json.br").unlink()
    assert files.write(tmp_path, [Document("a.json", LONG)]) == ["a.json"]
    assert (tmp_path / "a.json.br").exists()


@pytest.mark.parametrize(
    "path", ["../a", "/etc/a", "a/../../b", "a//b", "", ".", "a/.", "a\\..\\b", "a\0b", "sections/../../x", "//a"]
)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    public = tmp_path / "public"
    with pytest.raises(SyndicatorError, match="发布目录之"):
        files.write(public, [Document(path, b"x")])
    with pytest.raises(SyndicatorError):
        files.remove(public, [path])
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    public, outside = tmp_path / "public", tmp_path / "outside"
    public.mkdir()
    outside.mkdir()
    (public / "sections").symlink_to(outside)
    with pytest.raises(SyndicatorError, match="链接"):
        files.write(public, [Document("sections/a.atom", b"x")])
    assert list(outside.iterdir()) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_whatever_the_path_nothing_is_written_elsewhere(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    parent = tmp_path_factory.mktemp("any")
    public = parent / "public"
    try:
        files.write(public, [Document(path, b"x")])
    except SyndicatorError:
        pass
    assert [one for one in parent.rglob("*") if one.is_file() and not one.is_relative_to(public)] == []


def test_a_full_disk_leaves_the_last_good_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(tmp_path, [Document("a.json", LONG)])
    before = listing(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SyndicatorError, match="磁盘已满"):
        files.write(tmp_path, [Document("a.json", LONG * 2)])
    assert listing(tmp_path) == before


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/dev/full").exists(), reason="needs root to mount a tiny disk")
def test_a_really_full_disk_does_the_same(tmp_path: Path) -> None:
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)], capture_output=True
    ).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        files.write(tmp_path, [Document("a.json", b"{}")])
        before = listing(tmp_path)
        with pytest.raises(SyndicatorError, match="磁盘已满"):
            files.write(tmp_path, [Document("a.json", os.urandom(200_000))])
        assert listing(tmp_path) == before
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_file_in_the_way_of_a_folder_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "sections").write_text("in the way")
    with pytest.raises(SyndicatorError, match="没有写入"):
        files.write(tmp_path, [Document("sections/a.atom", b"x")])


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    versions = [bytes([65 + number]) * 300_000 for number in range(4)]
    files.write(tmp_path, [Document("a.json", versions[0])])
    seen: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add((tmp_path / "a.json").read_bytes())
            seen.add(gzip.decompress((tmp_path / "a.json.gz").read_bytes()))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        files.write(tmp_path, [Document("a.json", versions[number % 4])])
    done.set()
    reader.join()
    assert seen <= set(versions)
    assert len(seen) > 1


def test_a_kill_between_two_renames_is_mended_by_the_next_run(tmp_path: Path) -> None:
    files.write(tmp_path, [Document("a.json", LONG)])
    script = f"""
import os, pathlib
from syndicator.publish import files
from syndicator.publish.documents import Document
renamed = []
replace = pathlib.Path.replace
def killed(self, target):
    if len(renamed) == 2: os._exit(9)
    renamed.append(target)
    return replace(self, target)
pathlib.Path.replace = killed
files.write(pathlib.Path({str(tmp_path)!r}), [Document("a.json", {LONG!r} * 2)])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 9
    assert files.write(tmp_path, [Document("a.json", LONG * 2)]) == ["a.json"]
    assert gzip.decompress((tmp_path / "a.json.gz").read_bytes()) == LONG * 2


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path) -> None:
    left = tmp_path / f"{files._TEMPORARY}left"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    files.write(tmp_path, [Document("a.json", b"{}")])
    assert list(listing(tmp_path)) == ["a.json"]


def test_removing_takes_all_forms_and_the_folder(tmp_path: Path) -> None:
    settings_ = office(tmp_path)
    told = stories(3)
    for publication in publications(settings_)[:3]:
        files.write(tmp_path, documents(publication, told, settings_, updated=told[0].updated))
    files.remove(tmp_path, files.paths_of("sections/yaowen"))
    left = listing(tmp_path)
    assert not [name for name in left if "yaowen" in name]
    assert "sections/zhengwu.atom" in left
    files.remove(tmp_path, files.paths_of("sections/yaowen"))
