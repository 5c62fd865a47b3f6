from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from syndicator.config import load, parse
from syndicator.errors import ConfigError, Problem
from syndicator.model import Kind, Rights, Settings

ROOT = Path(__file__).resolve().parents[2]
HEAD = '[site]\ntitle = "t"\nbase_url = "https://feeds.example.cn/"\n'
PLACES = '[[place]]\nid = "chongyang"\nname = "崇阳县"\nnames = ["白霓镇"]\n'


def settings(text: str) -> Settings:
    return parse(text, "config.toml", Path("/srv"))


def problems(text: str) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        settings(text)
    return caught.value.problems


def test_the_shipped_file_is_a_real_start() -> None:
    shipped = load(ROOT / "config.toml")
    assert len(shipped.sections) == 15
    assert [place.name[:2] for place in shipped.places] == ["咸安", "嘉鱼", "赤壁", "通城", "崇阳", "通山"]
    assert any(source.url == "https://www.chinanews.com.cn/rss/scroll-news.xml" for source in shipped.sources)
    assert shipped.digests[0].editions == (time(7, 30), time(18, 0))


def test_a_source_needs_only_an_id_and_a_url() -> None:
    (source,) = settings(HEAD + '[[source]]\nid = "a"\nurl = "http://a.cn/"\n').sources
    assert (source.name, source.kind, source.rights) == ("a", Kind.AUTO, Rights.SUMMARY)
    assert source.every == timedelta(minutes=15)


def test_places_are_named_by_id_or_by_name() -> None:
    text = (
        HEAD
        + PLACES
        + (
            '[[source]]\nid = "a"\nurl = "http://a.cn/"\nplace = ["崇阳", "chongyang"]\n'
            '[[section]]\nid = "s"\nname = "栏"\nmatch = [{ place = "崇阳县", keyword = ["x", "y"] }]\n'
        )
    )
    found = settings(text)
    assert found.sources[0].places == ("chongyang",)
    assert found.sections[0].match[0].place == ("chongyang",)
    assert found.places[0].names == ("崇阳县", "白霓镇", "崇阳")


def test_the_database_is_beside_the_file_unless_said() -> None:
    assert settings(HEAD).database == "sqlite:////srv/var/syndicator.db"
    assert settings(HEAD).public == Path("/srv/var/public")
    assert parse(HEAD, "c", Path("/srv"), Path("/data")).database == "sqlite:////data/syndicator.db"
    other = settings(HEAD + '[store]\ndatabase = "postgresql://u:p@h/d"\n')
    assert other.database == "postgresql+psycopg://u:p@h/d"


A = '[[source]]\nid = "a"\nurl = "http://a.cn/"\n'


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        (HEAD + A + 'evry = "1h"\n', 7, "source[1].evry", "every"),
        (HEAD + "[sit]\n", 4, "sit", "site"),
        (HEAD + '[[source]]\nid = "a"\n', 4, "source[1].url", "url"),
        (HEAD + A + A.replace("a.cn", "b.cn"), 8, "source[2].id", "第 5 行"),
        (HEAD + A + A.replace('"a"', '"b"'), 9, "source[2].url", "第 6 行"),
        (HEAD + A.replace("http://a.cn/", "www.a.cn/x"), 6, "source[1].url", "http://www.a.cn/x"),
        (HEAD + A.replace("http:", "ftp:"), 6, "source[1].url", "ftp"),
        (HEAD + A + 'every = "15"\n', 7, "source[1].every", "15m"),
        (HEAD + A + 'every = "10s"\n', 7, "source[1].every", "1m"),
        (HEAD + A + 'rights = "sumary"\n', 7, "source[1].rights", "summary"),
        (HEAD + A + 'section = "yaowen"\n', 7, "source[1].section", "yaowen"),
        (HEAD + PLACES + A + 'place = "祟阳县"\n', 11, "source[1].place", "崇阳县"),
        (HEAD + A + 'full_text = "yes"\n', 7, "source[1].full_text", "true"),
        (HEAD + A + '[source.select]\nitem = "li["\n', 8, "source[1].select.item", "CSS"),
        (HEAD + '[digest.x]\nname = "x"\neditions = ["07:30", "25:00"]\n', 6, "digest.x.editions", "07:30"),
        (HEAD + 'timezone = "Asia/Shanghi"\n', 4, "site.timezone", "Asia/Shanghai"),
        (
            HEAD + '[[section]]\nid = "s"\nname = "栏"\nmatch = [\n  { keywrd = "x" },\n]\n',
            8,
            "section[1].match[1].keywrd",
            "keyword",
        ),
        (
            HEAD + '[[section]]\nid = "s"\nname = "栏"\nmatch = [{ source = "nobody" }]\n',
            7,
            "section[1].match[1].source",
            "nobody",
        ),
        (HEAD + '[[section]]\nid = "要闻"\nname = "栏"\n', 5, "section[1].id", "小写字母"),
        (HEAD + '[serve]\nlisten = "8080"\n', 5, "serve.listen", "127.0.0.1:8080"),
        (HEAD + "[gather]\nmax_bytes = 8\n", 5, "gather.max_bytes", "8MB"),
        (HEAD + '[store]\ndatabase = "mysql://x/y"\n', 5, "store.database", "mysql"),
        (HEAD + "title = \n", 4, "语法", "第"),
        (HEAD + 'source = "http://a.cn"\n[[x]]\n', 4, "site.source", "没有这个键"),
    ],
)
def test_a_mistake_is_said_with_line_key_and_cure(text: str, line: int, key: str, says: str) -> None:
    found = problems(text)
    assert [(one.line, one.key) for one in found if one.key == key] == [(line, key)], found
    assert says in next(one.text for one in found if one.key == key)


def test_all_mistakes_are_said_at_once_in_file_order() -> None:
    text = """[site]
title = ""
base_url = "feeds.example.cn"
windw = 3
[gather]
pause = "2"
[[source]]
id = "A B"
url = "http://a.cn/"
[[source]]
id = "b"
url = "x"
every = "soon"
section = "none"
[[source]]
id = "b"
url = "http://c.cn/"
place = "火星"
[[section]]
id = "s"
name = "栏"
match = [{ source = "zz" }]
fallback = 1
[digest.d]
size = 0
"""
    found = problems(text)
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert {2, 3, 4, 6, 8, 12, 13, 14, 16, 18, 22, 23, 24, 25} <= {one.line for one in found}, found
    assert len({(one.line, one.key) for one in found}) == len(found)


def test_two_fallbacks_are_one_too_many() -> None:
    section = '[[section]]\nid = "{0}"\nname = "{0}"\nfallback = true\n'
    (found,) = problems(HEAD + section.format("a") + section.format("b"))
    assert (found.line, "第 7 行" in found.text) == (11, True)


def test_a_password_is_never_repeated() -> None:
    found = problems(HEAD + '[store]\ndatabase = "mysql://u:geheim@h/d"\n')
    assert "geheim" not in str(ConfigError(found))


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"\xff\xfe[\x00", "UTF-8"), (HEAD.encode("gb18030") + "# 中文".encode("gb18030"), "UTF-8"), (b"", "site")],
)
def test_a_file_that_is_no_config_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        load(file)


def test_a_folder_or_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="读不了"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="--config"):
        load(tmp_path / "none.toml")


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD + A).replace("\n", "\r\n").encode())
    assert load(file).sources[0].id == "a"
