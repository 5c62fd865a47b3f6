"""`./run bench serve`: a feed of fifty stories, compressed, over loopback: ours under granian beside nginx.

One worker each, 32 kept connections, the whole feed (200) and its revalidation (304). The client is one loop over
sockets that knows how long an answer is, so that it costs less than the servers. CPU is the server's alone: on a
machine that does other things it is the steadier figure.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from syndicator.model import Publication
from syndicator.publish import files
from syndicator.publish.documents import documents
from tests.publish.samples import office, stories

SECONDS = 4.0
CONNECTIONS = 32
PATH = "/all.atom"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


@dataclass(frozen=True)
class Figure:
    requests_per_second: float
    cpu_us_per_request: float


def main() -> None:
    results: dict[str, dict[str, Figure]] = {}
    with tempfile.TemporaryDirectory() as folder:
        public = Path(folder) / "public"
        told = stories(50)
        files.write(public, documents(Publication("all", "全部"), told, office(), updated=told[0].updated))
        for name, server in (("syndicator", granian), ("nginx", nginx)):
            if name == "nginx" and not Path(NGINX).exists():
                continue
            with server(Path(folder), public) as (port, pid):
                etag = fetch(port, b"").split(b"etag: ")[1].split(b"\r\n")[0]
                results[name] = {
                    "200": measured(pid, port, b""),
                    "304": measured(pid, port, b"If-None-Match: " + etag + b"\r\n"),
                }
    if "--json" in sys.argv:
        print(
            json.dumps({name: {case: figure.__dict__ for case, figure in one.items()} for name, one in results.items()})
        )
        return
    table = Table("", "200/s", "CPU µs", "304/s", "CPU µs", title=f"serve {PATH}, gzip")
    for name, one in results.items():
        cells = [
            (f"{one[case].requests_per_second:,.0f}", f"{one[case].cpu_us_per_request}") for case in ("200", "304")
        ]
        table.add_row(name, *(cell for pair in cells for cell in pair))
    Console().print(table)


@contextmanager
def granian(folder: Path, public: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path.cwd()),
        "SYNDICATOR_PUBLIC": str(public),
        "SYNDICATOR_STATUS": "tests.serve.statuses:healthy",
    }
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--no-ws", "--no-access-log", "syndicator.serve.asgi:app"]
    with running(command, port, environment) as pid:
        yield port, pid


@contextmanager
def nginx(folder: Path, public: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"""daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit; user root;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=1000;
  gzip_static on; gzip_vary on; types {{ application/atom+xml atom; }}
  server {{ listen 127.0.0.1:{port}; root {public}; }}
}}"""
    )
    public.parent.chmod(0o755)
    with running([NGINX, "-p", str(folder), "-c", str(config)], port, dict(os.environ)) as pid:
        yield port, pid


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(extra: bytes) -> bytes:
    return f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n".encode() + extra + b"\r\n"


def fetch(port: int, extra: bytes) -> bytes:
    """One answer, header names in lower case as far as we look at them."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request(extra))
        connection.settimeout(0.3)
        answer = b""
        try:
            while chunk := connection.recv(1 << 20):
                answer += chunk
        except TimeoutError:
            return answer.replace(b"ETag:", b"etag:")
    return answer


def measured(pid: int, port: int, extra: bytes) -> Figure:
    server = psutil.Process(pid)
    before = cpu_seconds(server)
    done, took = load(port, extra)
    return Figure(round(done / took, 1), round((cpu_seconds(server) - before) / done * 1e6, 1))


def cpu_seconds(server: psutil.Process) -> float:
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def load(port: int, extra: bytes) -> tuple[int, float]:
    """How many requests were answered in how many seconds; every answer of the same request is equally long."""
    length = len(fetch(port, extra))
    message = request(extra)
    selector = selectors.DefaultSelector()
    missing: dict[socket.socket, int] = {}
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
        connection.send(message)
        missing[connection] = length
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        for key, _ in selector.select(1):
            connection = key.fileobj  # type: ignore[assignment]
            missing[connection] -= len(connection.recv(1 << 20))
            if missing[connection] == 0:
                done += 1
                missing[connection] = length
                connection.send(message)
    took = time.perf_counter() - started
    for connection in missing:
        connection.close()
    return done, took


if __name__ == "__main__":
    main()
