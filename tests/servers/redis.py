"""A real Redis of our own, which keeps nothing."""

import shutil
import tempfile
from pathlib import Path

from tests.servers import Process, free_port, listens


class Redis:
    """Listens on a free port of the loopback between `start` and `stop`."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="redis-"))

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, again if it was stopped before; what it held is gone."""
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError("redis-server is missing: sudo apt-get install redis-server")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = Process([program, *options], self._folder / "log")
        self._process.wait_until(lambda: listens(self.port))

    def stop(self) -> None:
        self._process.stop()

    def remove(self) -> None:
        """Forget its folder."""
        shutil.rmtree(self._folder, ignore_errors=True)
