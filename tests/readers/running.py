"""A small office whose feeds our own server serves, in a process that can be killed and started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndicator.model import Draft, Rights, Source
from syndicator.service import station, withdrawing
from syndicator.service.commit import Polled, commit
from syndicator.service.harvest import Harvest, prepare
from syndicator.store import sources
from tests.service.conftest import Office, a_settings, a_source

ROOT = Path(__file__).resolve().parents[2]
PAPER = replace(a_source("paper", "http://paper.example.cn/"), name="咸宁日报", rights=Rights.FULL)
SITE = replace(a_source("site", "http://site.example.cn/"), name="云上通城", rights=Rights.FULL)
# Each different enough from the others to be a story of its own.
TEXTS = (
    "通城县隽水镇今年把十二条背街小巷的路灯换成了节能灯,夜里散步的老人多了,社区算过账,一年省电费六万元。",
    "崇阳县白霓镇的千亩油茶开始采摘,合作社收购点排起长队,茶农说今年的出油率比去年高了将近两个百分点。",
    "赤壁市羊楼洞明清石板街修缮完工,青石板重新铺平,沿街四十多家老茶庄的招牌按旧照片一块一块复原。",
    "嘉鱼县簰洲湾大堤除险加固工程通过验收,防汛通道全线贯通,沿线六个村的出行时间缩短了二十分钟。",
    "通山县九宫山迎来入冬第一场雾凇,景区增开早班车,提醒自驾的游客备好防滑链,山顶气温零下五度。",
)


@dataclass
class Newsroom:
    """The office, with a clock that only moves on when something is told."""

    office: Office
    port: int
    now: datetime = datetime.now(UTC) - timedelta(hours=20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tell(self, number: int, title: str, source: Source = PAPER) -> None:
        """A source tells of something with a picture, or tells it anew under another title; then all is published."""
        self.now += timedelta(hours=1)
        picture = f"{self.url}/assets/icon.svg?{number}"
        draft = Draft(
            title=title,
            url=f"{source.url}{number}.html",
            html=f'<p><img src="{picture}" alt="现场"></p><p>{TEXTS[number]}</p>',
            published=self.now,
        )
        harvest = Harvest(source.kind, (prepare(draft, source, str(number), self.now),), (), 1, b"", (), None, None)
        with self.office.open() as store, store.write() as connection:
            sources.wake(connection, self.now, [source.id])
            later = self.now + timedelta(days=1)
            state = next(one for one in sources.due(connection, later, 9) if one.id == source.id)
            commit(connection, [Polled(state, harvest)], self.office.settings, self.now)
        self.office.publish()

    def withdraw(self, number: int, source: Source = PAPER) -> None:
        """What a source told is withdrawn, as `syndicator withdraw` does it."""
        self.now += timedelta(hours=1)
        with self.office.open() as store:
            url = f"{source.url}{number}.html"
            withdrawing.withdraw(store, self.office.settings, url, "来源单位要求", "编辑", self.now)

    def take_back(self, source: Source) -> None:
        """Nothing of a source may be shown any more."""
        kept = [
            one if one.id != source.id else replace(one, rights=Rights.NONE) for one in self.office.settings.sources
        ]
        self.office = self.office.with_sources(*kept)
        with self.office.open() as store:
            station.adopt(store, self.office.settings)
        self.office.publish()


def newsroom(folder: Path) -> Newsroom:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = a_settings(folder)
    site = replace(settings.site, base_url=f"http://127.0.0.1:{port}")
    made = Office(replace(settings, site=site, sources=(PAPER, SITE)))
    with made.open() as store:
        station.adopt(store, made.settings)
    return Newsroom(made, port)


@contextmanager
def serving(room: Newsroom) -> Iterator[None]:
    """Our server over what the office has published."""
    status = room.office.settings.data / "status"
    status.write_text("healthy")
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(room.port), "--no-access-log", "syndicator.serve.asgi:app"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SYNDICATOR_PUBLIC": str(room.office.settings.public),
        "SYNDICATOR_STATUS": "tests.serve.statuses:by_file",
        "STATUS_FILE": str(status),
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", room.port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)
