"""The real server, granian in a process of its own, over a small published office."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from syndicator.publish import files
from syndicator.publish.documents import documents
from syndicator.publish.home import home_documents
from tests.publish.samples import office, publications, stories

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Web:
    port: int
    public: Path
    status_file: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request on a connection of its own, the path exactly as given, no headers but these."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, answer.msg, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    public, status_file = folder / "public", folder / "status"
    status_file.write_text("healthy")
    (folder / "secret.txt").write_text("secret")
    settings = office(folder)
    for publication in publications(settings)[:3]:
        told = stories(6)
        files.write(public, documents(publication, told, settings, updated=told[0].updated))
    files.write(public, home_documents(publications(settings), settings, {}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-access-log", "syndicator.serve.asgi:app"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SYNDICATOR_PUBLIC": str(public),
        "SYNDICATOR_STATUS": "tests.serve.statuses:by_file",
        "STATUS_FILE": str(status_file),
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Web(port, public, status_file)
    finally:
        process.terminate()
        process.wait(10)
