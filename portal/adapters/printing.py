"""Printing: a page becomes a PDF in a process of its own, so that no page can harm another."""

import atexit
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.adapters.jobs import Failed
from portal.adapters.press import MEMORY_MB, OUT_OF_MEMORY, SECONDS
from portal.core.i18n import N_

HOUSE = Path(__file__).parents[2]
TEMPLATES = Path(__file__).parent / "paper"
GRACE_SECONDS = 5


TOO_MUCH = N_("The PDF could not be made: it needs more time or memory than one paper is given.")
BROKEN = N_("The PDF could not be made: %(reason)s.")


class PrintFailed(Failed):
    """The page could not be printed."""


@dataclass(frozen=True)
class Enclosed:
    """A file that a PDF carries."""

    string: bytes
    name: str
    description: str
    relationship: str = "Source"


@cache
def paper_template(name: str) -> Template:
    """Return the template of a paper; what it names and is not given is a mistake."""
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)


class Press:
    """The running press, started when the first page comes and again whenever it has died."""

    def __init__(self, memory_mb: int = MEMORY_MB, seconds: int = SECONDS) -> None:
        self.memory_mb, self.seconds = memory_mb, seconds
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def print(
        self,
        html: str,
        pictures: Mapping[str, bytes] | None = None,
        enclosed: Sequence[Enclosed] = (),
        variant: str | None = None,
    ) -> bytes:
        """Return the PDF; raises PrintFailed with the reason."""
        asked = {
            "html": html, "pictures": dict(pictures or {}),
            "enclosed": [asdict(one) for one in enclosed], "variant": variant,
        }  # fmt: skip
        try:
            answer = self._answer(asked)
        except (EOFError, OSError) as error:
            if self._lives():
                raise PrintFailed(TOO_MUCH) from error
            answer = self._answer(asked)
        if answer.get("failed") == OUT_OF_MEMORY:
            raise PrintFailed(TOO_MUCH)
        if "failed" in answer:
            raise PrintFailed(BROKEN, reason=answer["failed"])
        pdf: bytes = answer["pdf"]
        return pdf

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        mine, theirs = Pipe()
        with mine:
            with theirs:
                self._hand_over(theirs)
            mine.send(asked)
            if not mine.poll(self.seconds + GRACE_SECONDS):
                raise PrintFailed(TOO_MUCH)
            answer: dict[str, Any] = mine.recv()
            return answer

    def _lives(self) -> bool:
        """Return whether it was only the printer that died."""
        running = self._running
        if running is None:
            return False
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=0.2)
        return running.poll() is None

    @property
    def pid(self) -> int | None:
        """Return the press's process, if it runs."""
        return self._running.pid if self._running is not None else None

    def end(self) -> None:
        """Stop the press; pages that are being printed are finished."""
        with self._lock:
            self._close()

    def _hand_over(self, line: "Connection[object, object]") -> None:
        with self._lock:
            for attempt in range(2):
                control = self._open()
                try:
                    socket.send_fds(control, [b"."], [line.fileno()])
                except OSError:
                    self._close()
                    if attempt:
                        raise
                else:
                    return

    def _open(self) -> socket.socket:
        if self._running is not None and self._running.poll() is not None:
            self._close()
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                limits = [str(theirs.fileno()), str(self.memory_mb), str(self.seconds)]
                self._running = subprocess.Popen(  # noqa: S603 - our own module, no shell
                    [sys.executable, "-m", "portal.adapters.press", *limits],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    cwd="/",
                    env={"PYTHONPATH": str(HOUSE), "PATH": os.defpath, "LANG": "C.UTF-8"},
                    start_new_session=True,
                )
        return self._control

    def _close(self) -> None:
        control, self._control = self._control, None
        running, self._running = self._running, None
        if control is not None:
            control.close()
        if running is not None:
            with suppress(subprocess.TimeoutExpired):
                running.wait(timeout=GRACE_SECONDS)
            if running.poll() is None:
                running.kill()
                running.wait()


@cache
def _press() -> Press:
    press = Press()
    atexit.register(press.end)
    return press


def render_pdf(
    html: str,
    pictures: Mapping[str, bytes] | None = None,
    enclosed: Sequence[Enclosed] = (),
    variant: str | None = None,
) -> bytes:
    """Return `html` (already escaped) as a PDF on A4; takes long, so never while people wait.

    `pictures` are the JPEGs that the page names as `packaged:<name>`, `variant` is one of
    WeasyPrint's, such as "pdf/a-3u". Raises PrintFailed.
    """
    return _press().print(html, pictures, enclosed, variant)
