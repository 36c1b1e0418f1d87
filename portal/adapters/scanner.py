"""Virus scanning by clamd, over its socket (INSTREAM, see clamd(8))."""

import socket
import struct
from typing import BinaryIO
from urllib.parse import urlsplit

from portal.core.ports import Scanner

CHUNK = 128 * 1024
SECONDS = 120


class Clamd:
    """A clamd that listens on a Unix socket or a TCP port."""

    def __init__(self, address: str | tuple[str, int], seconds: float = SECONDS) -> None:
        self.address, self.seconds = address, seconds

    def scan(self, stream: BinaryIO) -> str | None:
        """Return None if clean, else the name of what was found; raises OSError if unavailable.

        Anything but a plain "OK" or "FOUND" counts as unavailable: it is never taken for clean.
        """
        with self._connect() as line:
            line.sendall(b"zINSTREAM\0")
            while part := stream.read(CHUNK):
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
            said = self._answer(line)
        verdict = said.removeprefix("stream: ")
        if verdict == "OK":
            return None
        if verdict.endswith(" FOUND"):
            return verdict.removesuffix(" FOUND") or "unnamed"
        raise OSError(f"clamd said {said[:200]!r}")

    def _connect(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, self.seconds)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(self.seconds)
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line

    @staticmethod
    def _answer(line: socket.socket) -> str:
        said = b""
        while not said.endswith(b"\0"):
            part = line.recv(4096)
            if not part:
                raise OSError("clamd hung up without an answer")
            said += part
            if len(said) > 10_000:
                raise OSError("clamd talks too much")
        return said[:-1].decode("utf-8", "replace").strip()


def open_scanner(url: str) -> Scanner | None:
    """Return the scanner of `PORTAL_CLAMD_URL` (tcp://host:port, unix:/path); None without one."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "unix" and parts.path:
        return Clamd(parts.path)
    if parts.scheme == "tcp" and parts.hostname:
        return Clamd((parts.hostname, parts.port or 3310))
    raise ValueError("PORTAL_CLAMD_URL must be tcp://HOST:PORT or unix:/PATH.")
