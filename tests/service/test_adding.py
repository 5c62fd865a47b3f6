"""`syndicator add` and `syndicator import`, as an admin types them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from syndicator import config
from syndicator.service.adding import suggested_id
from tests.loopback import Loopback
from tests.service.conftest import entry, rss

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
HEAD = """# 我的配置
[site]
title = "t"   # 名称
base_url = "http://a.cn"

[[section]]
id = "xianyu"
name = "县域"

[[place]]
id = "chongyang"
name = "崇阳县"
"""
TITLES = [
    "白霓镇开展冬季水利大会战",
    "铜钟乡雷竹笋提前上市",
    "天城镇老街改造完成验收",
    "路口镇公交线路延伸到村",
    "青山镇水库除险加固开工",
]


def command(*arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicator", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        input=answers,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(HEAD, encoding="utf-8")
    return path


def listing(*titles: str) -> str:
    rows = "".join(
        f"<li><a href='/xyxw/202611/t20261125_{n}.shtml'>{title}</a><span>2026-11-25</span></li>"
        for n, title in enumerate(titles)
    )
    return f"<html><title>崇阳新闻-咸宁网</title><body><ul class=list>{rows}</ul></body></html>"


def sources(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    return found


def test_a_feed_is_added_with_yes_and_the_file_stays_right(web: Loopback, file: Path) -> None:
    url = web.put("/rss.xml", rss(entry("a", TITLES[0], "一句正文。"), title="崇阳县域新闻"), "application/rss+xml")
    done = command("add", url, "--config", str(file), "--yes")
    assert done.returncode == 0, done.stderr
    assert TITLES[0] in done.stdout
    (source,) = sources(file)
    assert (source["url"], source["section"], source["place"]) == (url, "xianyu", "chongyang")
    assert file.read_text(encoding="utf-8").startswith(HEAD)
    config.load(file)
    again = command("add", url, "--config", str(file), "--yes")
    assert "没有改动" in again.stdout
    assert len(sources(file)) == 1


def test_a_home_page_offers_its_lists_by_name(web: Loopback, file: Path) -> None:
    web.put("/xyxw/cyxw/", listing(*TITLES))
    web.put(
        "/",
        "<html><title>咸宁网</title><body><nav><a href='/xyxw/cyxw/'>崇阳新闻</a><a href='/about.html'>关于我们</a></nav></body></html>",
    )
    done = command("add", web.url + "/", "--config", str(file), answers="1\ny\n")
    assert done.returncode == 0, done.stderr + done.stdout
    (source,) = sources(file)
    assert source["url"] == web.url + "/xyxw/cyxw/"
    assert (source["section"], source["place"]) == ("xianyu", "chongyang")


def test_saying_no_changes_nothing(web: Loopback, file: Path) -> None:
    url = web.put("/xyxw/", listing(*TITLES))
    done = command("add", url, "--config", str(file), answers="1\nn\n")
    assert "没有改动" in done.stdout
    assert file.read_text(encoding="utf-8") == HEAD


def test_a_page_with_nothing_to_gather_is_said(web: Loopback, file: Path) -> None:
    done = command("add", web.put("/", "<p>建设中</p>"), "--config", str(file), "--yes")
    assert done.returncode == 1
    assert "没有找到" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_real_opml_file_is_imported_once(file: Path) -> None:
    real = SHARED / "corpus/feeds/Subs.opml"
    done = command("import", str(real), "--config", str(file))
    assert done.returncode == 0, done.stderr
    count = len(sources(file))
    assert count > 100
    config.load(file)
    assert "新加 0 个" in command("import", str(real), "--config", str(file)).stdout
    assert len(sources(file)) == count


def test_a_windows_file_keeps_its_line_ends_and_its_mark(web: Loopback, file: Path) -> None:
    head = b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode()
    file.write_bytes(head)
    url = web.put("/rss.xml", rss(entry("a", TITLES[0], "一句正文。")), "application/rss+xml")
    assert command("add", url, "--config", str(file), "--yes").returncode == 0
    after = file.read_bytes()
    assert after.startswith(head)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert config.load(file).sources[0].url == url


def test_an_id_says_where_the_source_is() -> None:
    assert suggested_id("http://www.xnnews.com.cn/xyxw/cyxw/") == "xnnews-cyxw"
    assert suggested_id("http://127.0.0.1:8080/").startswith("127") or suggested_id("http://127.0.0.1/") == "source"


SECTIONS = HEAD + '\n[[section]]\nid = "yaowen"\nname = "要闻"\n\n[[section]]\nid = "xinwen"\nname = "新闻"\n'
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def home(title: str, *links: tuple[str, str]) -> str:
    rows = "".join(f"<li><a href='{path}'>{name}</a></li>" for path, name in links)
    return f"<html><head><title>{title}</title></head><body><ul class='nav'>{rows}</ul></body></html>"


def test_several_lists_of_a_home_page_are_picked_by_number_with_their_sections(web: Loopback, file: Path) -> None:
    file.write_text(SECTIONS, encoding="utf-8")
    columns = (
        ("/yw/", "时政要闻"),
        ("/xy/", "县域新闻"),
        ("/cy/", "崇阳"),
        ("/sp/", "视频新闻"),
        ("/gy.html", "关于我们"),
    )
    for path, _ in columns:
        web.put(path, listing(*TITLES))
    done = command("add", web.put("/", home("咸宁网首页", *columns)), "--config", str(file), answers="1 99\n1-2,3\ny\n")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "「99」不是 1 到" in done.stderr
    assert [(one["name"], one.get("section"), one.get("place")) for one in sources(file)] == [
        ("咸宁网·时政要闻", "yaowen", None),
        ("咸宁网·县域新闻", "xianyu", None),
        ("咸宁网·崇阳", "xianyu", "chongyang"),
    ]
    assert file.read_text(encoding="utf-8").startswith(SECTIONS)


def test_a_url_that_is_there_already_is_said_and_nothing_else_is_taken_instead(web: Loopback, file: Path) -> None:
    url = web.put("/xyxw/", listing(*TITLES).replace("<ul", "<a href='/bm/'>部门动态</a><ul"))
    web.put("/bm/", listing(*TITLES))
    assert command("add", url, "--config", str(file), "--yes").returncode == 0
    before = file.read_bytes()
    again = command("add", url, "--config", str(file), "--yes")
    assert (again.returncode, file.read_bytes()) == (0, before)
    assert "已有" in again.stdout
    assert "已经在配置文件里" in again.stdout


def test_the_news_sitemap_that_robots_names_through_an_index_is_offered(web: Loopback, file: Path) -> None:
    web.put("/", "<html><title>崇阳新闻网</title><p>欢迎</p></html>")
    web.put("/robots.txt", f"User-agent: *\nSitemap: {web.url}/sitemaps.xml\n", "text/plain")
    index = f"<sitemap><loc>{web.url}/all.xml</loc></sitemap><sitemap><loc>{web.url}/news.xml</loc></sitemap>"
    web.put("/sitemaps.xml", f'<sitemapindex xmlns="{MAPS}">{index}</sitemapindex>', "text/xml")
    news = f"<url><loc>{web.url}/a.html</loc><n:news><n:title>{TITLES[0]}</n:title></n:news></url>"
    web.put("/news.xml", f'<urlset xmlns="{MAPS}" xmlns:n="{NEWS}">{news}</urlset>', "text/xml")
    done = command("add", web.url + "/", "--config", str(file), "--yes")
    assert done.returncode == 0, done.stderr
    assert [one["url"] for one in sources(file)] == [f"{web.url}/news.xml"]
    assert web.times("/all.xml") == 0


def test_a_page_about_feeds_gives_way_to_the_feeds_it_names(web: Loopback, file: Path) -> None:
    web.put("/", home("崇阳在线", ("/rss/", "RSS订阅")))
    web.put("/rss/", "<html><title>RSS</title><a href='/rss/yw.xml'>要闻</a><a href='/help.html'>什么是RSS</a></html>")
    feed = web.put("/rss/yw.xml", rss(entry("a", TITLES[0], "一句正文。")), "application/rss+xml")
    assert command("add", web.url + "/", "--config", str(file), "--yes").returncode == 0
    assert [one["url"] for one in sources(file)] == [feed]


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<html><title>example.com 域名出售</title><a href='/?k=1'>新闻资讯</a></html>", "域名已停放或在出售"),
        ("<html><title>404 - 页面不存在</title><p>5 秒后返回首页</p></html>", "页面不存在"),
        ("<html><title>用户登录</title><input type=password></html>", "要求登录"),
    ],
)
def test_what_stands_in_place_of_a_site_is_named(web: Loopback, file: Path, page: str, why: str) -> None:
    done = command("add", web.put("/", page), "--config", str(file), "--yes")
    assert (done.returncode, file.read_text(encoding="utf-8")) == (1, HEAD)
    assert why in done.stderr


def test_titles_that_look_like_markup_of_the_terminal_are_shown_as_they_are(web: Loopback, file: Path) -> None:
    url = web.put("/rss.xml", rss(entry("a", "[/bold]通告[red]", "一句正文。")), "application/rss+xml")
    done = command("add", url, "--config", str(file), "--yes")
    assert done.returncode == 0, done.stderr
    assert "[/bold]通告[red]" in done.stdout


HOSTILE = """<opml version="2.0"><body><outline text="县域"><outline text="a &lt;script&gt;" xmlUrl="http://a.example.cn/1.xml"/>
<outline text="b" xmlUrl="http://a.example.cn/1.xml"/><outline text="c" xmlUrl="javascript:alert(1)"/>
<outline text="d" xmlUrl="file:///etc/passwd"/><outline text="要&#10;[[source]]&#10;id=&quot;x&quot;" xmlUrl="http://b.example.cn/&quot;2.xml"/></outline>"""


def test_an_opml_file_of_duplicates_and_tricks_adds_only_what_leads_to_the_web(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "subs.opml"
    path.write_text(HOSTILE, encoding="utf-8")
    done = command("import", str(path), "--config", str(file))
    assert done.returncode == 0, done.stderr
    added = config.load(file).sources
    assert [one.sections for one in added] == [("xianyu",), ("xianyu",)]
    assert all(one.url.startswith("http://") for one in added)
