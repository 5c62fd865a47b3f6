"""A real browser for the tests: headless Chromium, driven by its DevTools protocol over a WebSocket."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Seconds for the browser to start, and for a page to load, on a machine that does much else.
PATIENCE = 60
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --hide-scrollbars "
    "--remote-debugging-port=0"
)


@dataclass
class Browser:
    """One tab."""

    socket: aiohttp.ClientWebSocketResponse
    number: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One command; raises RuntimeError with what the browser says against it."""
        self.number += 1
        await self.socket.send_json({"id": self.number, "method": method, "params": params})
        while True:
            said = await self.socket.receive_json(timeout=PATIENCE)
            if said.get("id") == self.number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return dict(said["result"])
            self.events.append(said)

    async def look(self, width: int, height: int, dark: bool = False, still: bool = False) -> None:
        """Sets the window's size in CSS pixels and the reader's preferences."""
        await self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        await self.send("Emulation.setTouchEmulationEnabled", enabled=width < 1000)
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        features += [{"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}]
        await self.send("Emulation.setEmulatedMedia", features=features)

    async def open(self, url: str) -> None:
        """Goes to a page and waits until it stands."""
        self.events.clear()
        if "loaderId" not in await self.send("Page.navigate", url=url):
            return  # another place of the same page
        await self._loaded()

    async def reload(self) -> None:
        """Asks for the page again, as who is waiting for news does."""
        self.events.clear()
        await self.send("Page.reload")
        await self._loaded()

    async def _loaded(self) -> None:
        while not any(one.get("method") == "Page.loadEventFired" for one in self.events):
            self.events.append(await self.socket.receive_json(timeout=PATIENCE))

    async def run(self, script: str) -> Any:
        """What a script says, promises awaited, whatever the page's policy forbids to scripts of its own."""
        got = await self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in got:
            raise RuntimeError(str(got["exceptionDetails"]))
        return got["result"].get("value")

    async def picture(self, file: Path, whole: bool = True) -> None:
        """Saves what is seen, the whole page or the window, as a PNG."""
        got = await self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(got["data"]))


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """A browser whose profile lies in `folder`."""
    assert CHROMIUM, "chromium is installed by ./run test"
    command = [CHROMIUM, *_FLAGS.split(), f"--user-data-dir={folder}", "about:blank"]
    environment = {**os.environ, "HOME": str(folder)}
    (folder / "DevToolsActivePort").unlink(missing_ok=True)  # of a browser that ran before on this profile
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tab = next(one for one in await answer.json() if one["type"] == "page")
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                made = Browser(socket)
                await made.send("Page.enable")
                yield made
    finally:
        process.terminate()
        process.wait(PATIENCE)


async def _port(file: Path) -> int:
    for _ in range(PATIENCE * 20):
        if file.is_file() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise TimeoutError("chromium did not start")
