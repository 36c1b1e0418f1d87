"""A server in a process of its own, whose time and memory can be read."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn (gthread, one worker) and the worker's process id."""

    base: str
    worker: int

    def cpu_seconds(self) -> float:
        """Return the processor time the worker has used so far, user and system."""
        with open(f"/proc/{self.worker}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def peak_mib(self) -> float:
        """Return the most memory the worker ever held, in MiB."""
        return self._status("VmHWM")

    def resident_mib(self) -> float:
        """Return the memory the worker holds now, in MiB."""
        return self._status("VmRSS")

    def forget_peak(self) -> None:
        """Start the count of the most memory anew."""
        with open(f"/proc/{self.worker}/clear_refs", "w") as file:
            file.write("5")

    def _status(self, name: str) -> float:
        with open(f"/proc/{self.worker}/status") as file:
            line = next(line for line in file if line.startswith(name))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class _Stopping(Protocol):
    def stop(self) -> None: ...


S = TypeVar("S", bound=_Stopping)


@contextmanager
def ended(started: S) -> Iterator[S]:
    """Stop a server of the tests at the end."""
    try:
        yield started
    finally:
        started.stop()


@contextmanager
def serve(target: str, probe: str, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Serve the WSGI `target` until the block ends."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1",
        "--threads", "8", "--no-control-socket", "--log-level", "error",
        "--bind", f"127.0.0.1:{port}", target,
    ]  # fmt: skip
    master = subprocess.Popen(command, env={**os.environ, **(env or {})})
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base + probe, master)
        children = f"/proc/{master.pid}/task/{master.pid}/children"
        with open(children) as file:
            yield Server(base, int(file.read().split()[0]))
    finally:
        master.terminate()
        master.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answered at {address}")
