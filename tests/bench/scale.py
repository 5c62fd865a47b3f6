"""`./run bench scale [--sources 100000] [--minutes 10] [--json]`: the whole service over many sources for some minutes.

`syndicator run` itself (gatherer, store on a file, readers, publisher, web server) polls loopback servers of mixed
behaviour, each source every 15 minutes, as after long service: times spread, validators known. Lateness is from the
moment a poll is due to the moment its request leaves, robots.txt and the host's pause included. CPU and memory are
those of the service's processes, not the servers'. robots.txt of every host is asked for anew, as after a restart:
requests a second are more than polls. The machine must be idle otherwise: a service that is given no CPU is late. Beside it, on the same machine: bare aiohttp asking the same servers,
and SQLite writing the same rows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from syndicator import config
from tests.bench import _scale_peers as peers
from tests.bench import _scale_servers as servers
from tests.bench import _scale_world as world

LISTEN = 8183
SAMPLE_SECONDS = 5.0
LONGEST_START = 300.0
MB = 1024 * 1024


@dataclass
class Usage:
    """What the service's processes used, sampled."""

    cpu_seconds: float = 0.0
    rss: list[int] = field(default_factory=list)
    pss: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    sources: int
    minutes: float
    start_seconds: dict[str, tuple[float, float]]
    polls_per_second: float
    requests_per_second: float
    cpu_ms_per_poll: float
    cores: float
    rss_mb_max: int
    pss_mb_max: int
    pss_mb_by_minute: list[int]
    late_p50: float
    late_p99: float
    late_max: float
    overdue_at_end: int
    polls: dict[str, int]
    bare_aiohttp: dict[str, float]
    bare_sqlite: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser("./run bench scale")
    parser.add_argument("--sources", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keep", type=Path, help="leave store, log and samples in this folder")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with servers.running():
            figures = measured(folder, asked.sources, asked.minutes)
    finally:
        if asked.keep is None:
            shutil.rmtree(folder)
    if asked.json:
        print(json.dumps(asdict(figures)))
    else:
        show(figures)


def measured(folder: Path, count: int, minutes: float) -> Figures:
    path = folder / "config.toml"
    path.write_text(world.config(count, LISTEN))
    world.settle(config.load(path))
    with (folder / "service.log").open("w") as log:
        service = subprocess.Popen([sys.executable, "-m", "tests.bench._scale_start", str(folder)], stderr=log)
        try:
            marks = _started(service, folder)
            usage = _watched(psutil.Process(service.pid), minutes * 60)
        finally:
            service.terminate()
            service.wait()
    told: dict[str, Any] = json.loads((folder / "told.json").read_text())
    seconds = minutes * 60
    first = min(told["at"])
    late = sorted(one for at, one in zip(told["at"], told["late"], strict=True) if at - first <= seconds)
    quantiles = statistics.quantiles(late, n=100)
    return Figures(
        sources=count,
        minutes=minutes,
        start_seconds=marks,
        polls_per_second=round(len(late) / seconds, 1),
        requests_per_second=round(told["requests"] / seconds, 1),
        cpu_ms_per_poll=round(usage.cpu_seconds / len(late) * 1000, 2),
        cores=round(usage.cpu_seconds / seconds, 2),
        rss_mb_max=max(usage.rss) // MB,
        pss_mb_max=max(usage.pss) // MB,
        pss_mb_by_minute=[one // MB for one in usage.pss[:: round(60 / SAMPLE_SECONDS)]],
        late_p50=round(quantiles[49], 2),
        late_p99=round(quantiles[98], 2),
        late_max=round(late[-1], 2),
        overdue_at_end=sum(1 for one in told["waiting"] if one > 30),
        polls={name: told[name] for name in ("polled", "unchanged", "failed", "items", "stories")},
        bare_aiohttp=peers.bare_aiohttp(),
        bare_sqlite=peers.bare_sqlite(world.database(folder)),
    )


def _started(service: subprocess.Popen[bytes], folder: Path) -> dict[str, tuple[float, float]]:
    """Waits until the service stands; returns for each step the seconds since its birth, and of CPU, when it was done."""
    marks, until = folder / "marks.jsonl", time.monotonic() + LONGEST_START
    while time.monotonic() < until and service.poll() is None:
        lines = marks.read_text().splitlines() if marks.exists() else []
        done = {one["name"]: (one["seconds"], one["cpu"]) for one in map(json.loads, lines)}
        if done.pop("settled", None):
            return done
        time.sleep(0.1)
    raise SystemExit(f"the service did not start, see {folder}/service.log (kept with --keep)")


def _watched(service: psutil.Process, seconds: float) -> Usage:
    usage = Usage()
    before, until = _cpu_seconds(service), time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, SAMPLE_SECONDS))
        sizes = [one.memory_full_info() for one in [service, *service.children(recursive=True)]]
        usage.rss.append(sum(one.rss for one in sizes))
        usage.pss.append(sum(one.pss for one in sizes))
    usage.cpu_seconds = _cpu_seconds(service) - before
    return usage


def _cpu_seconds(service: psutil.Process) -> float:
    """CPU time of a process and its children, the ended ones among them."""
    total = 0.0
    for one in [service, *service.children(recursive=True)]:
        times = one.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def show(figures: Figures) -> None:
    table = Table("", "measured", "aim", title=f"{figures.sources} sources, {figures.minutes:g} minutes")
    start = ", ".join(f"{name} {seconds:.1f} ({cpu:.1f})" for name, (seconds, cpu) in figures.start_seconds.items())
    table.add_row("start-up, s since birth (CPU)", start, "5")
    table.add_row("polls/s (requests/s)", f"{figures.polls_per_second} ({figures.requests_per_second})", "111")
    table.add_row("cores", f"{figures.cores}", "1")
    table.add_row("CPU ms/poll", f"{figures.cpu_ms_per_poll}", "")
    table.add_row("memory MB, PSS (RSS summed)", f"{figures.pss_mb_max} ({figures.rss_mb_max})", "1000")
    table.add_row("PSS MB minute by minute", " ".join(map(str, figures.pss_mb_by_minute)), "flat")
    late = f"{figures.late_p50} / {figures.late_p99} / {figures.late_max}"
    table.add_row("lateness s, p50 / p99 / max", late, "p99 30")
    table.add_row("overdue by 30 s at the end", f"{figures.overdue_at_end}", "0")
    table.add_row("polls", ", ".join(f"{name} {count}" for name, count in figures.polls.items()), "")
    bare = figures.bare_aiohttp
    table.add_row("bare aiohttp, same servers", f"{bare['per_second']:.0f} GET/s, {bare['cpu_ms']:.2f} ms CPU each", "")
    bare = figures.bare_sqlite
    table.add_row("bare SQLite, same rows", f"{bare['per_second']:.0f} updates/s, {bare['cpu_ms']:.3f} ms CPU each", "")
    Console().print(table)


if __name__ == "__main__":
    main()
