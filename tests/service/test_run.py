"""The running service as an operator has it: started by the command, asked over HTTP, reloaded, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import feedparser

from tests.loopback import Loopback
from tests.service.conftest import entry, rss

TEXTS = {
    "a": "白霓镇大市村的党员群众服务中心本周启用,村民办事不再往县城跑。窗口一共设了六个,周末也有人值守。",
    "b": "县气象台提醒,未来三天有一次明显降温过程,山区可能出现冻雨,出行请注意道路结冰,农户要给大棚加固。",
    "c": "天城镇的老茶厂改成了非遗工坊,首批十二位手艺人带着竹编、雷竹笋干和提琴戏道具搬了进去,周末免费开放。",
}
TITLES = {"a": "白霓镇大市村服务中心启用", "b": "未来三天降温明显注意防冻", "c": "老茶厂变身非遗工坊迎客"}


def feed(*keys: str) -> str:
    return rss(*(entry(key, TITLES[key], TEXTS[key]) for key in keys))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def written(file: Path, port: int, *sources: str, title: str = "测试新闻", extra: str = "") -> None:
    file.write_text(
        f'[site]\ntitle = "{title}"\nbase_url = "http://127.0.0.1:{port}"\n'
        f'[store]\ndata = "data"\n[serve]\nlisten = "127.0.0.1:{port}"\n[gather]\npause = "0s"\n'
        + "".join(
            f'[[source]]\nid = "s{n}"\nurl = "{url}"\nevery = "1m"\nrights = "full"\nallow_private = true\n'
            for n, url in enumerate(sources)
        )
        + '[[section]]\nid = "yaowen"\nname = "要闻"\nfallback = true\n'
        + extra,
        encoding="utf-8",
    )


def get(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            body: bytes = response.read()
            return body
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.1)


def titles(base: str, path: str = "/all.atom") -> set[str]:
    return {one.title for one in feedparser.parse(get(base + path) or b"").entries}


@contextmanager
def service(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (file.parent / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "syndicator", "run", "--config", str(file)],
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_service_gathers_publishes_serves_reloads_and_stops(web: Loopback, tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    file = tmp_path / "config.toml"
    web.put("/1", feed("a"), "application/rss+xml")
    web.put("/2", feed("b", "c"), "application/rss+xml")
    written(file, port, f"{web.url}/1")
    with service(file) as process:
        until(lambda: titles(base) == {TITLES["a"]})
        assert get(base + "/healthz") is not None
        assert "s0" in (get(base + "/status") or b"").decode()
        assert get(base + "/sections/yaowen/") is not None

        # A wrong edit changes nothing and is said.
        good = file.read_text(encoding="utf-8")
        file.write_text(good.replace('every = "1m"', 'evry = "1m"'), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        until(lambda: "evry" in (get(base + "/status") or b"").decode())
        assert titles(base) == {TITLES["a"]}
        log = (tmp_path / "log").read_text(encoding="utf-8")
        assert "evry" in log
        assert "config.toml:" in log

        # A right edit is live, and no request is lost meanwhile.
        written(
            file,
            port,
            f"{web.url}/1",
            f"{web.url}/2",
            title="改名的新闻",
            extra='[[section]]\nid = "tianqi"\nname = "天气"\nmatch = [{ keyword = "降温" }]\n',
        )
        process.send_signal(signal.SIGHUP)
        lost = 0

        def live() -> bool:
            nonlocal lost
            lost += get(base + "/all.atom") is None
            return titles(base) == set(TITLES.values())

        until(live)
        assert lost == 0
        until(lambda: titles(base, "/sections/tianqi.atom") == {TITLES["b"]})
        until(lambda: "evry" not in (get(base + "/status") or b"").decode())
        assert "改名的新闻" in (get(base + "/") or b"").decode()

        # A section taken out goes away with its files.
        written(file, port, f"{web.url}/1", f"{web.url}/2")
        process.send_signal(signal.SIGHUP)
        until(lambda: get(base + "/sections/tianqi.atom") is None)
        assert titles(base) == set(TITLES.values())

        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert get(base + "/healthz") is None


def test_a_restart_asks_no_source_again_before_its_time(web: Loopback, tmp_path: Path) -> None:
    port = free_port()
    file = tmp_path / "config.toml"
    web.put("/1", feed("a"), "application/rss+xml")
    written(file, port, f"{web.url}/1")
    for _ in range(3):
        with service(file) as process:
            until(lambda: titles(f"http://127.0.0.1:{port}") == {TITLES["a"]})
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
    assert web.times("/1") == 1


def test_an_admin_who_cannot_wait_wakes_a_source(web: Loopback, tmp_path: Path) -> None:
    port = free_port()
    file = tmp_path / "config.toml"
    web.put("/1", feed("a"), "application/rss+xml")
    written(file, port, f"{web.url}/1")

    def woken(id: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "syndicator", "wake", id, "--config", str(file)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    with service(file):
        until(lambda: titles(f"http://127.0.0.1:{port}") == {TITLES["a"]})
        web.put("/1", feed("b", "a"), "application/rss+xml")
        wrong = woken("s1")
        assert (wrong.returncode, "s0" in wrong.stderr, "Traceback" in wrong.stderr) == (1, True, False)
        assert woken("s0").returncode == 0
        until(lambda: titles(f"http://127.0.0.1:{port}") == {TITLES["a"], TITLES["b"]})


def test_a_service_whose_web_server_dies_ends_so_that_it_is_restarted(web: Loopback, tmp_path: Path) -> None:
    port = free_port()
    file = tmp_path / "config.toml"
    web.put("/1", feed("a"), "application/rss+xml")
    written(file, port, f"{web.url}/1")
    with service(file) as process:
        until(lambda: get(f"http://127.0.0.1:{port}/healthz") is not None)
        children = [
            int(stat.parent.name)
            for stat in Path("/proc").glob("[0-9]*/stat")
            if stat.read_text().rsplit(")", 1)[1].split()[1] == str(process.pid)
            and "multiprocessing.spawn" in (stat.parent / "cmdline").read_text()
        ]
        for child in children:
            os.kill(child, signal.SIGKILL)
        assert process.wait(20) == 1
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "网页服务进程" in log
    assert "Traceback" not in log


def test_a_taken_port_is_said_without_a_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = tmp_path / "config.toml"
        written(file, port, "http://127.0.0.1:1/feed")
        with service(file) as process:
            assert process.wait(20) == 1
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert str(port) in log
    assert "Traceback" not in log


def test_the_command_line_shows_status_and_gathers(web: Loopback, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    web.put("/1", feed("a", "b"), "application/rss+xml")
    written(file, 8080, f"{web.url}/1", f"{web.url}/none")

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "syndicator", *arguments], capture_output=True, text=True, timeout=60, check=False
        )

    gathered = command("gather", "--config", str(file), "--json")
    assert gathered.returncode == 0, gathered.stderr
    assert json.loads(gathered.stdout)["items"] == 2
    published = command("publish", "--config", str(file))
    assert published.returncode == 0, published.stderr
    assert (tmp_path / "data/public/all.atom").exists()
    status = json.loads(command("status", "--config", str(file), "--json").stdout)
    assert {one["id"]: one["health"] for one in status["sources"]} == {"s0": "ok", "s1": "failing"}
    assert "404" in next(one["error"] for one in status["sources"] if one["id"] == "s1")
    wrong = command("check", "--config", str(tmp_path / "none.toml"))
    assert wrong.returncode == 1
    assert "Traceback" not in wrong.stderr
    assert "none.toml" in wrong.stderr
