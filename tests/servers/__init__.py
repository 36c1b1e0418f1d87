"""Real servers that the tests start themselves, on free ports, and stop again."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Return whether somebody answers on `port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A server that ends with the tests, also when they are killed."""

    def __init__(self, command: Sequence[str], log: Path, user: str | None = None) -> None:
        self.log = log
        ending = ["setpriv", "--pdeathsig", "INT"]
        if user and os.geteuid() == 0:
            ending += ["--reuid", user, "--regid", user, "--clear-groups"]
        with log.open("ab") as output:
            self.running = subprocess.Popen(
                [*ending, "--", *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Return when `ready`; raises with the server's own words if it died or takes too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not ready():
            if self.running.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(self.log.read_text(errors="replace")[-4000:])
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server and everything it started."""
        for sign in (signal.SIGINT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, sign)
            try:
                self.running.wait(timeout=10)
                return
            except subprocess.TimeoutExpired:
                continue
