"""A loopback server of many small Chinese feeds, in a process of its own so that its work is not counted as ours."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.sharedctypes import Synchronized
from xml.sax.saxutils import escape

WORDS = (
    "崇阳 赤壁 嘉鱼 通山 通城 咸安 乡村 振兴 项目 建设 产业 发展 群众 干部 党员 学校 医院 道路 水库 森林 茶园 "
    "旅游 景区 游客 市场 企业 招商 引资 就业 培训 培育 示范 改造 提升 服务 中心 社区 网格 志愿 活动 文化 非遗 "
    "传承 演出 比赛 读书 校园 教师 学生 科技 创新 数字 平台 治理 环境 整治 河长 巡查 防汛 抗旱 春耕 秋收 丰收 "
    "合作社 家庭农场 电商 直播 物流 快递 高铁 公路 桥梁 通车 开工 竣工 验收 检查 会议 部署 落实 推进 攻坚"
).split()


def body(random_: random.Random, length: int = 900) -> str:
    """About `length` characters of sentences, different for each seed."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < length:
        sentences.append("".join(random_.choices(WORDS, k=random_.randint(5, 12))) + random_.choice(",。。"))
    return "".join(sentences)


def feed(number: int, first: int, count: int = 20) -> bytes:
    """RSS 2.0 with `count` items, numbered from `first`, the newest on top."""
    start = datetime.now(UTC).replace(microsecond=0, second=0, minute=0) - timedelta(hours=30)
    entries = []
    for index in range(first + count - 1, first - 1, -1):
        random_ = random.Random(number * 1000 + index)
        title = "".join(random_.choices(WORDS, k=6))
        text = "".join(f"<p>{body(random_, 300)}</p>" for _ in range(3))
        entries.append(
            f"<item><title>{title}</title><link>http://feed{number}.example.cn/{index}.html</link>"
            f"<guid>http://feed{number}.example.cn/{index}.html</guid>"
            f"<pubDate>{format_datetime(start + timedelta(hours=index))}</pubDate>"
            f"<category>要闻</category><description>{escape(text)}</description></item>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>源{number}</title>'
        f"<link>http://feed{number}.example.cn/</link><description>测量</description>{''.join(entries)}</channel></rss>"
    ).encode()


class _Protocol(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, enough for polling; the least that can be done for a request."""

    def __init__(self, documents: dict[int, list[bytes]], phase: Synchronized[int]) -> None:
        self.documents = documents
        self.phase = phase
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            self.transport.write(self.answer(head))

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if not path.startswith(b"/feed"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        phase = self.phase.value
        etag = b'"%d"' % phase
        if b'none-match: "%d"' % phase in head.replace(b"None-Match", b"none-match"):
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        document = self.documents[int(path[5:])][phase]
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: %s\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (etag, len(document), document)
        )


def _serve(count: int, phase: Synchronized[int], port: Synchronized[int]) -> None:
    documents = {number: [feed(number, 0), feed(number, 1)] for number in range(count)}

    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(
            lambda: _Protocol(documents, phase), "0.0.0.0", 0, backlog=4096
        )
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(main())


class Feeds:
    """The running server. Each feed is on a loopback address of its own, for each real one is on its own host."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.phase: Synchronized[int] = context.Value("i", 0)
        self._port: Synchronized[int] = context.Value("i", 0)
        self._process = context.Process(target=_serve, args=(count, self.phase, self._port), daemon=True)
        self.count = count

    def urls(self) -> list[str]:
        return [f"http://127.0.{1 + n // 250}.{1 + n % 250}:{self._port.value}/feed{n}" for n in range(self.count)]

    @contextmanager
    def running(self) -> Iterator[Feeds]:
        import time

        self._process.start()
        while not self._port.value:
            time.sleep(0.05)
        yield self
        self._process.terminate()
        self._process.join()
