from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from syndicator.config import load, parse
from syndicator.errors import ConfigError, Problem
from syndicator.group.sections import place_in
from syndicator.model import EditionTime, Image, Item, Kind, Rights, Settings, Source

NOW = datetime(2026, 5, 8, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
HEAD = '[site]\ntitle = "t"\nbase_url = "https://feeds.example.cn/"\n'
PLACES = '[[place]]\nid = "chongyang"\nname = "崇阳县"\nnames = ["白霓镇"]\n'


def settings(text: str) -> Settings:
    return parse(text, "config.toml", Path("/srv"))


def problems(text: str) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        settings(text)
    return caught.value.problems


def said(text: str) -> list[Problem]:
    """What is wrong with a text, if anything."""
    try:
        settings(text)
    except ConfigError as error:
        return error.problems
    return []


def test_the_shipped_file_is_a_real_start() -> None:
    shipped = load(ROOT / "config.toml")
    assert len(shipped.sections) == 15
    assert [place.name[:2] for place in shipped.places] == ["咸安", "嘉鱼", "赤壁", "通城", "崇阳", "通山"]
    assert any(source.url == "https://www.chinanews.com.cn/rss/scroll-news.xml" for source in shipped.sources)
    assert [(one.at, one.name) for one in shipped.digests[0].editions] == [(time(7, 30), "早报"), (time(18), "晚报")]
    columns = (
        "xinwen zhengwu tupian yaowen jujiao xianyu zhuanti wenyu kejiao lvyou caijing luntan zhaopin shuzibao xinmeiti"
    )
    assert [section.id for section in shipped.sections] == columns.split()
    names = [name for place in shipped.places for name in place.names]
    assert len(set(names)) == len(names), "no name belongs to two counties"


NATIONAL = ("chinanews-scroll", "chinanews-china", "chinanews-society", "chinanews-finance")


@pytest.mark.parametrize("source", NATIONAL)
@pytest.mark.parametrize("column", ["要闻", "财经", "社会新闻", "文化", "体育", "图片", "人才"])
def test_a_national_wire_enters_no_section_of_the_shipped_file_unless_it_is_about_the_counties(
    source: str, column: str
) -> None:
    shipped = load(ROOT / "config.toml")
    by_id = {one.id: one for one in shipped.sources}
    item = Item(
        source=source,
        key="1",
        title="全国秋粮收购平稳有序",
        url="https://www.chinanews.com.cn/gn/2026/11-25/1.shtml",
        html="",
        text="招聘公告",
        summary="",
        breadcrumb=("首页", column),
        categories=(column,),
        images=tuple(Image(f"https://i.cn/{n}.jpg") for n in range(9)),
    )
    assert place_in(item, by_id[source], shipped.sections, (), NOW) == ()
    local = replace(item, text="咸宁市通城县新增一条高速公路")
    assert "yaowen" in place_in(local, by_id[source], shipped.sections, (), NOW)


def test_the_column_of_the_model_office_leads_to_its_section() -> None:
    shipped = load(ROOT / "config.toml")
    item = Item(
        source="xnnews-shehui",
        key="1",
        title="崇阳县全力推进基层党组织建设纪实",
        url="http://www.xnnews.com.cn/xyxw/cyxw/202001/t20200115_1.shtml",
        html="",
        text="",
        summary="",
        breadcrumb=("首页", "县域新闻", "崇阳新闻"),
    )
    source = Source("elsewhere", "elsewhere", "http://a.cn/")
    assert place_in(item, source, shipped.sections, (), NOW) == ("xianyu",)


def test_a_source_needs_only_an_id_and_a_url() -> None:
    (source,) = settings(HEAD + '[[source]]\nid = "a"\nurl = "http://a.cn/"\n').sources
    assert (source.name, source.kind, source.rights) == ("a", Kind.AUTO, Rights.SUMMARY)
    assert (source.every, source.seldom) == (timedelta(minutes=2), timedelta(hours=3))


@pytest.mark.parametrize(
    ("written", "every", "seldom"),
    [
        ('"15m"', timedelta(minutes=15), None),
        ('"7d"', timedelta(days=7), None),
        ('["5m", "1d"]', timedelta(minutes=5), timedelta(days=1)),
        ('["1h", "1h"]', timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_an_interval_is_fixed_or_has_two_bounds(written: str, every: timedelta, seldom: timedelta | None) -> None:
    (source,) = settings(HEAD + A + f"every = {written}\n").sources
    assert (source.every, source.seldom) == (every, seldom)


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


def test_a_place_is_named_by_its_townships_too_however_they_are_written() -> None:
    text = '[[place]]\nid = "a"\nname = "甲县"\nnames = "丙镇"\n[[source]]\nid = "s"\nurl = "http://s.cn"\nplace = "丙镇"\n'
    found = settings(HEAD + text)
    assert found.sources[0].places == ("a",)
    assert found.places[0].names == ("甲县", "丙镇")


@pytest.mark.parametrize("said", ['kind = "json"\n[source.select]\n', '[source.select]\nitems = "data"\n'])
def test_the_keys_of_a_json_list_need_be_no_selectors(said: str) -> None:
    assert settings(HEAD + A + said + 'title = "0.title"\n').sources[0].selectors.title == "0.title"
    assert [one.line for one in problems(HEAD + A + '[source.select]\ntitle = "0.title"\n')] == [8]


def test_what_goes_into_a_header_or_a_title_is_one_line() -> None:
    assert settings(HEAD + 'contact = """\n编辑部\na@b.cn\n"""\n').site.contact == "编辑部 a@b.cn"


def test_the_database_is_beside_the_file_unless_said() -> None:
    assert settings(HEAD).database == "sqlite:////srv/var/syndicator.db"
    assert settings(HEAD).public == Path("/srv/var/public")
    assert parse(HEAD, "c", Path("/srv"), Path("/data")).database == "sqlite:////data/syndicator.db"
    for url in ("postgresql://u:p@h/d", "postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        assert settings(HEAD + f'[store]\ndatabase = "{url}"\n').database == "postgresql+psycopg://u:p@h/d"
    assert settings(HEAD + '[store]\ndatabase = "sqlite:///x.db"\n').database == "sqlite:////srv/x.db"


def test_the_domain_is_the_host_alone_and_in_ascii() -> None:
    assert settings(HEAD.replace("feeds.example.cn", "Feeds.Example.cn:8443/county")).site.domain == "feeds.example.cn"
    site = settings(HEAD.replace("feeds.example.cn", "新闻.例子.cn:8443")).site
    assert (site.domain, site.base_url) == ("xn--efvy88h.xn--fsqu00a.cn", "https://xn--efvy88h.xn--fsqu00a.cn:8443")


def test_everything_that_can_be_said_is_understood() -> None:
    found = settings(
        HEAD
        + PLACES
        + """[gather]
pause = "500ms"
timeout = "1m"
max_bytes = "512KB"
[[source]]
id = "a"
url = "http://a.cn/list"
kind = "json"
every = "1.5h"
rights = "full"
priority = -3
full_text = true
allow_private = true
pages = 7
section = ["s"]
select = { items = "data.0.list", title = "t.0" }
[[section]]
id = "s"
name = "栏"
match = [{ source = "a", pictures = 2, origin = ["人民日报"] }]
fallback = true
[digest.d]
name = "摘要"
editions = [{ at = "18:00", name = "黄昏", weekdays = ["周三", "周一"] }, "7:30", "18:00"]
weights = { s = 2 }
pin = ["http://a.cn/1.html"]
sections = ["s"]
sources = ["a"]
"""
    )
    (source,) = found.sources
    assert (source.kind, source.rights, source.every) == (Kind.JSON, Rights.FULL, timedelta(hours=1.5))
    assert (source.selectors.items, source.priority, source.pages) == ("data.0.list", -3, 7)
    assert found.gathering.pause == timedelta(seconds=0.5)
    assert found.gathering.max_bytes == 512 * 1024
    assert found.sections[0].match[0].pictures == 2
    assert found.sections[0].fallback
    assert found.digests[0].editions == (EditionTime(time(7, 30), "早报"), EditionTime(time(18), "黄昏", (0, 2)))


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
        (
            HEAD + A + '[source.select]\nitem = "li"\nevery = "2h"\n',
            9,
            "source[1].select.every",
            "[source.select] 前面",
        ),
        (HEAD + "every = '2h'\n", 4, "site.every", "[[source]]"),
        ("windw = 9\n" + HEAD, 1, "windw", "[site]"),
        (HEAD + '[[partner]]\nid = "a"\n', 4, "partner", "没有这个表"),
        (HEAD + "[[sources]]\n", 4, "sources", "source"),
        (HEAD + '[source]\nid = "a"\n', 4, "source", "[[source]]"),
        (HEAD + '[digest]\nname = "x"\nsize = 3\n', 4, "digest", "[digest.xinmeiti]"),
        (HEAD + '[digest.A_B]\nname = "x"\n', 4, "digest.A_B", "a-b"),
        ("[site]\ntitle = 't'\n", 1, "site.base_url", "https://feeds.example.cn"),
        (HEAD.replace("https://", ""), 3, "site.base_url", "http://feeds.example.cn"),
        (HEAD.replace("cn/", "cn/?a=1"), 3, "site.base_url", "?"),
        (HEAD + 'language = "中文"\n', 4, "site.language", "zh-CN"),
        (HEAD + 'timezone = "北京"\n', 4, "site.timezone", "Asia/Shanghai"),
        (HEAD + "backfill = 7\n", 4, "site.backfill", '"7s"'),
        (HEAD + 'window = "50"\n', 4, "site.window", "不带引号"),
        (HEAD + 'contact = "a\\u0000b"\n', 4, "site.contact", "控制字符"),
        (HEAD + A + "every = 900\n", 7, "source[1].every", '"900s"'),
        (HEAD + A + 'every = "15分钟"\n', 7, "source[1].every", '"15m"'),
        (HEAD + A + 'every = "99999999999d"\n', 7, "source[1].every", "时长"),
        (HEAD + A + 'every = "8d"\n', 7, "source[1].every", "7d"),
        (HEAD + A + 'every = ["3h", "2m"]\n', 7, "source[1].every", '["2m", "3h"]'),
        (HEAD + A + 'every = ["2m"]\n', 7, "source[1].every", '"15m"'),
        (HEAD + A + 'every = ["2m", "2d"]\n', 7, "source[1].every", "1d"),
        (HEAD + A + 'every = ["2m", "3小时"]\n', 7, "source[1].every", '"3h"'),
        (HEAD + '[gather]\ntimeout = "0s"\n', 5, "gather.timeout", "1s"),
        (HEAD + A + 'rights = "全文"\n', 7, "source[1].rights", "full"),
        (HEAD + A + 'kind = "rss"\n', 7, "source[1].kind", "feed"),
        (HEAD + A + 'select = "li"\n', 7, "source[1].select", "[source.select]"),
        (
            HEAD + A + 'section = [\n  "s",\n  3,\n]\n[[section]]\nid = "s"\nname = "栏"\n',
            9,
            "source[1].section",
            "文字",
        ),
        (HEAD + A + 'section = "要闻"\n[[section]]\nid = "yw"\nname = "要闻"\n', 7, "source[1].section", "yw"),
        (HEAD + A + 'section = "yawen"\n[[section]]\nid = "yaowen"\nname = "要闻"\n', 7, "source[1].section", "yaowen"),
        (HEAD + A.replace("http:", "http"), 6, "source[1].url", "http://a.cn/"),
        (HEAD + A.replace("http:", "htps:"), 6, "source[1].url", "https://a.cn/"),
        (HEAD + A.replace("a.cn/", "a.cn/新 闻"), 6, "source[1].url", "空格"),
        (HEAD + A.replace("a.cn/", "a.cn:99999/"), 6, "source[1].url", "端口"),
        (HEAD + A + A.replace('"a"', '"b"').replace("http://a.cn/", "https://www.a.cn"), 9, "source[2].url", "第 6 行"),
        (
            HEAD + PLACES + PLACES.replace("chongyang", "cy").replace("崇阳县", "崇仁县"),
            11,
            "place[2].names",
            "第 7 行",
        ),
        (
            HEAD + '[[section]]\nid = "s"\nname = "栏"\nmatch = [\n{ keyword = "x" },\n{},\n]\n',
            9,
            "section[1].match[2]",
            "条件",
        ),
        (HEAD + '[[section]]\nid = "s"\nname = "栏"\nmatch = { keyword = "x" }\n', 7, "section[1].match", "[{"),
        (
            HEAD + '[[section]]\nid = "s"\nname = "栏"\nmatch = [{ place = "祟阳" }]\n' + PLACES,
            7,
            "section[1].match[1].place",
            "祟阳",
        ),
        (HEAD + A + '[digest.x]\nname = "x"\nsources = ["aa"]\n', 9, "digest.x.sources", "aa"),
        (HEAD + '[digest.x]\nname = "x"\neditions = [\n"07:30",\n"18：00",\n]\n', 8, "digest.x.editions", '"18:00"'),
        (HEAD + '[digest.x]\nname = "x"\nweights = { yaowen = 2 }\n', 6, "digest.x.weights.yaowen", "yaowen"),
        (HEAD + '[digest.x]\nname = "x"\nweights = 2\n', 6, "digest.x.weights", "{ yaowen = 2.0 }"),
        (HEAD + '[digest.x]\nname = "x"\npin = ["a.cn/x"]\n', 6, "digest.x.pin", "http://a.cn/x"),
        (HEAD + '[digest.x]\nname = "x"\neditions = [{ at = "7点" }]\n', 6, "digest.x.editions[1].at", "07:00"),
        (HEAD + A.replace("http://a.cn", "http://a。cn：8080"), 6, "source[1].url", "http://a.cn:8080/"),
        (HEAD + A + '[source.select]\nitems = "data..list"\n', 8, "source[1].select.items", "data.list"),
        (HEAD + '[store]\ndatabase = "postgresql+asyncpg://u@h/d"\n', 5, "store.database", "asyncpg"),
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


MANY = """[site]
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
url = "ftp://x.cn"
every = "soon"
section = "none"
[[source]]
id = "b"
url = "http://www.a.cn"
place = "火星"
[source.select]
item = "li["
[[section]]
id = "s"
name = "栏"
match = [{ source = "zz" }]
fallback = 1
[[place]]
name = "火县"
[digest.d]
name = "摘要"
size = 0
"""


def test_all_mistakes_are_said_at_once_in_file_order_and_nothing_else() -> None:
    assert [(one.line, one.key) for one in problems(MANY)] == [
        (2, "site.title"),
        (3, "site.base_url"),
        (4, "site.windw"),
        (6, "gather.pause"),
        (8, "source[1].id"),
        (12, "source[2].url"),
        (13, "source[2].every"),
        (14, "source[2].section"),
        (16, "source[3].id"),
        (17, "source[3].url"),
        (18, "source[3].place"),
        (20, "source[3].select.item"),
        (24, "section[1].match[1].source"),
        (25, "section[1].fallback"),
        (26, "place[1].id"),
        (30, "digest.d.size"),
    ]


def test_a_wrong_table_is_not_missed_by_those_that_name_it() -> None:
    text = HEAD + A + 'section = "s"\nplace = "甲县"\n[[section]]\nid = "s"\nfallback = 3\n[[place]]\nname = "甲县"\n'
    assert [one.key for one in problems(text)] == ["section[1].name", "section[1].fallback", "place[1].id"]


def test_two_fallbacks_are_one_too_many() -> None:
    section = '[[section]]\nid = "{0}"\nname = "{0}"\nfallback = true\n'
    (found,) = problems(HEAD + section.format("a") + section.format("b"))
    assert (found.line, "第 7 行" in found.text) == (11, True)


@pytest.mark.parametrize(
    "text",
    [
        '[store]\ndatabase = "mysql://u:geheim@h/d"\n',
        '[store]\ndatabase = "postgresql://u:ge/geheim@h:x/d"\n',
        '[store]\ndatabase = "postgresql://u:geheim@h/d\n',
        '[store]\ndatabase = ["postgresql://u:geheim@h/d"]\n',
        "[store]\ndatabase = geheim\n",
        '[store]\ndatabse = "postgresql://u:geheim@h/d"\n',
        "[store]\ndatabase = “postgresql://u:geheim@h/d”\n",
        '[serve]\nlisten = "postgresql://u:geheim@h/d"\n',
        '[[source]]\nid = "a"\nurl = "u:geheim@a.cn"\n',
        '[[source]]\nid = "a"\nurl = "http://u:geheim@a.cn/a b"\n',
        '[[source]]\nid = "a"\nurl = "http://u:geheim@a.cn\n',
        '[[source]]\nid = "a"\nurl = "http://a.cn/?access_token=geheim"\nurl = 3\n',
        2 * '[[source]]\nid = "a"\nurl = "http://a.cn/?token=geheim"\n',
        'base_url = "https://u:geheim@a.cn"\n',
    ],
)
def test_a_password_is_never_repeated(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(HEAD + text)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe[\x00", ":1: 编码: .*UTF-16"),
        (HEAD.encode() + "# 中文".encode("gb18030"), ":4: 编码: .*GBK"),
        (HEAD.encode() + b"\n# \xff\n", ":5: 编码: 不是 UTF-8。"),
        (b"", r":1: site: .*\[site\]"),
    ],
)
def test_a_file_that_is_no_config_is_said(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        load(file)


def test_a_folder_or_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=":0: 文件: 这是一个目录"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="--config"):
        load(tmp_path / "none.toml")


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD + A).replace("\n", "\r\n").encode())
    assert load(file).sources[0].id == "a"


def test_a_file_without_leave_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="读不了"):
        load(tmp_path / ("x" * 300))
    with pytest.raises(ConfigError, match=":0: 文件"):
        load(Path("a\0b"))


SHIPPED = (ROOT / "config.toml").read_text(encoding="utf-8")
SECRET = SHIPPED.replace('database = ""', 'database = "postgresql://office:geheim@db/news"')
CODE = [n for n, row in enumerate(SECRET.split("\n")) if row.strip() and not row.lstrip().startswith("#")]
SLIPS = ["", '"', "“", "[", "]", "}", "=", ",", "#", "\n", "\t", "\0", "\\", "x", "7", "：", "'''", "[[", ".", " = 3\n"]


@examples(max_examples=150, deadline=None)
@given(st.sampled_from(CODE), st.integers(0, 200), st.integers(0, 3), st.sampled_from(SLIPS), st.data())
def test_one_slip_of_the_finger_is_always_survived_and_said_within_the_file(
    row: int, column: int, gone: int, slip: str, data: Any
) -> None:
    rows = SECRET.split("\n")
    column = min(column, len(rows[row]))
    rows[row] = rows[row][:column] + slip + rows[row][column + gone :]
    text = "\n".join(rows)
    found = said(text)
    assert all(1 <= one.line <= text.count("\n") + 1 and one.text for one in found)
    assert "geheim" not in str(found)
    assert not re.search(r"[\x00-\x1f]", "".join(map(str, found)))


@examples(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["site", "source", "section", "place", "digest", "store", "gather", "serve", "x"]),
        st.recursive(
            st.sampled_from(["a", "", 3, -1, True, 1.5, "http://a.cn", "15m"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from("id url name match select place names section sections every title".split()),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=10,
        ),
    )
)
def test_whatever_is_written_where_is_answered_in_words(document: dict[str, Any]) -> None:
    found = said(tomlkit.dumps(document))
    assert found, "no such document has a title and an address"
    assert "Input should" not in str(found), "pydantic's own words are not the admin's"
