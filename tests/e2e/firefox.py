"""The Firefox of this machine, driven over WebDriver BiDi, the protocol that it speaks by itself.

Playwright's own Firefox is a patched one to be downloaded; what people have is the stock one. Only
what the smoke journey needs is here.
"""

import asyncio
import base64
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import websockets

from tests.eventually import eventually

NAMES = ("firefox-esr", "firefox")
HELP = (
    "no Firefox was found: install it (Debian: apt-get install firefox-esr), or set "
    "ATELIER_FIREFOX to its path"
)
START_SECONDS = 60
LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Shift": "\ue008", "Control": "\ue009",
    "ArrowRight": "\ue014", "ArrowLeft": "\ue012", "Delete": "\ue017",
}  # fmt: skip


def find() -> str | None:
    """Path of a Firefox on this machine; `ATELIER_FIREFOX` wins."""
    chosen = os.environ.get("ATELIER_FIREFOX")
    return chosen or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Firefox:
    """One tab."""

    line: Any
    context: str = ""
    ids: Any = field(default_factory=lambda: count(1))

    async def open(self, url: str) -> None:
        await self.ask("browsingContext.navigate", url=url, wait="complete")

    async def js(self, expression: str) -> Any:
        """What an expression, or the promise it is, comes to."""
        wrapped = f"Promise.resolve({expression}).then((value) => JSON.stringify(value ?? null))"
        target = {"context": self.context}
        answer = await self.ask(
            "script.evaluate", expression=wrapped, target=target, awaitPromise=True
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    async def sees(self, expression: str) -> Any:
        """Waits until it is so."""
        return await eventually(lambda: self.js(expression), bool, expression)

    async def click(self, selector: str) -> None:
        place = await self.sees(
            f"""(() => {{
              const box = document.querySelector({json.dumps(selector)})?.getBoundingClientRect();
              return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
            }})()"""
        )
        await self.click_at(*place)

    async def click_at(self, x: float, y: float, times: int = 1) -> None:
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        await self._act("pointer", [move, *press * times], parameters={"pointerType": "mouse"})

    async def type(self, words: str) -> None:
        for letter in words:
            await self.press(letter)

    async def press(self, keys: str) -> None:
        """Such as `Control+ArrowRight`."""
        values = [KEYS.get(name, name) for name in keys.split("+")]
        downs = [{"type": "keyDown", "value": value} for value in values]
        ups = [{"type": "keyUp", "value": value} for value in reversed(values)]
        await self._act("key", [*downs, *ups])

    async def zoom(self, x: float, y: float, turn: int) -> None:
        """Control and the wheel."""
        control = [{"type": "keyDown", "value": KEYS["Control"]}, {"type": "pause"}]
        wheel = {"type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": turn}
        await self.ask(
            "input.performActions",
            actions=[
                {"type": "key", "id": "keys", "actions": control},
                {"type": "wheel", "id": "wheel", "actions": [{"type": "pause"}, wheel]},
            ],
        )
        await self.ask("input.releaseActions")

    async def screenshot(self) -> bytes:
        answer = await self.ask("browsingContext.captureScreenshot")
        return base64.b64decode(answer["data"])

    async def ask(self, method: str, **params: Any) -> Any:
        if self.context and not method.startswith(("session.", "script.")):
            params["context"] = self.context
        id = next(self.ids)
        await self.line.send(json.dumps({"id": id, "method": method, "params": params}))
        async for message in self.line:
            answer = json.loads(message)
            if answer.get("id") == id:
                assert answer["type"] == "success", f"{method}: {answer}"
                return answer["result"]
        raise AssertionError(f"Firefox went away during {method}")

    async def _act(self, type: str, actions: list[Any], **more: Any) -> None:
        source = {"type": type, "id": type, "actions": actions, **more}
        await self.ask("input.performActions", actions=[source])


@asynccontextmanager
async def firefox(path: str, profile: Path) -> AsyncIterator[Firefox]:
    """One with a profile in that folder, which is empty."""
    process = await asyncio.create_subprocess_exec(
        *(path, "--headless", "--no-remote", "--profile", str(profile)),
        *("--remote-debugging-port", "0", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            address = await _address(process)
        async with websockets.connect(f"{address}/session", max_size=None) as line:
            tab = Firefox(line)
            await tab.ask("session.new", capabilities={})
            # The first window has no focus to give or to take; one opened by hand does.
            window = await tab.ask("browsingContext.create", type="window")
            tab.context = window["context"]
            await tab.ask("browsingContext.activate")
            viewport = {"width": 1440, "height": 900}
            await tab.ask("browsingContext.setViewport", viewport=viewport)
            yield tab
    finally:
        process.kill()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    said = b""
    async for line in process.stderr:
        if found := LISTENING.search(line):
            return found.group(1).decode()
        said += line
    raise RuntimeError(f"Firefox did not start: {said.decode(errors='replace')}")
