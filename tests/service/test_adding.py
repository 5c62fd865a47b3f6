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
