"""A real browser on a real server, for journeys and for accessibility."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from tests.people import PASSWORD, Person
from tests.world import World

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
SIZES = {"desktop": (1360, 860), "phone": (390, 844)}
AXE = (Path(__file__).parent / "data" / "axe.min.js").read_text("utf-8")
RUN_AXE = "async (rules) => (await axe.run(document, { runOnly: rules })).violations"
ALL_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE = frozenset({"serious", "critical"})


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Yield Debian's Chromium; without it, say how to get it."""
    assert CHROMIUM.exists(), "Chromium is missing: apt-get install chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Serve the world on a free port and yield its address."""
    server: Any = create_server(world.app, host="127.0.0.1", port=0, threads=4)
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            server.asyncore.loop(timeout=0.1, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        ended.set()
        thread.join(timeout=10)


@dataclass
class Visit:
    """Somebody in front of a browser."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str]

    def open(self, path: str) -> Page:
        """Go to a page of the portal."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, person: Person) -> Page:
        """Come in through the door."""
        page = self.open("/login")
        page.fill("[name=email]", person.email)
        page.fill("[name=password]", PASSWORD)
        page.click("form button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
        return page


@dataclass
class Window:
    """A browser and a served world."""

    chromium: Chromium
    address: str

    @contextmanager
    def visit(self, size: str = "desktop", language: str = "en") -> Iterator[Visit]:
        """Yield a fresh visit; whatever the page complained about is collected."""
        width, height = SIZES[size]
        is_phone = size == "phone"
        context = self.chromium.new_context(
            viewport={"width": width, "height": height},
            is_mobile=is_phone,
            has_touch=is_phone,
            locale="zh-CN" if language == "zh" else "en-GB",
            # Colours that are on their way to others would be measured half-way.
            reduced_motion="reduce",
        )
        page, complaints = context.new_page(), []

        def note(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Visit(context, page, self.address, complaints)
        context.close()


def grave_faults(page: Page, rules: Sequence[str] = ALL_RULES) -> list[str]:
    """Return what axe finds serious or critical on the page as it stands.

    The script comes in by the debugging protocol, which the page's own policy does not bind.
    """
    page.evaluate(AXE)
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in page.evaluate(RUN_AXE, list(rules))
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Refuse a page on which axe finds anything serious."""
    faults = grave_faults(page)
    assert not faults, page.url + "\n" + "\n".join(faults)
