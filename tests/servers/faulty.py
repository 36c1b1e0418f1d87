"""A wire to an S3 server that can be told to fail in the ways that wires and servers fail."""

import http.client
import socket
import struct
import threading
from collections import Counter
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What goes wrong with a request."""

    UNAVAILABLE = "503 before anything is stored"
    RESET_AFTER = "stored, then the connection breaks before the answer"
    LOST = "answered as stored, but never stored"
    HALF = "answered as stored, but only the first half was"
    FLIPPED_IN = "one bit of the file differs when it arrives"
    FLIPPED_OUT = "one bit of the answer's body differs"
    TRUNCATED = "the answer breaks off in the middle"
    GARBLED = "the answer is no HTTP at all"


class FaultyWire:
    """Passes requests on to `target`; spoils the next `times` requests with a `method` of its own.

    `seen` counts the requests by method, so that a test can say how often something was tried.
    """

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.fault: Fault | None = None
        self.method = "PUT"
        self.times = 0
        self.seen: Counter[str] = Counter()
        wire = self

        class Passing(_Passing):
            the_wire = wire

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def spoil(self, fault: Fault, method: str = "PUT", times: int = 1) -> None:
        """Let the next `times` requests with this method fail."""
        self.fault, self.method, self.times = fault, method, times
        self.seen.clear()

    def take(self, method: str) -> Fault | None:
        """Return what shall go wrong with this request, if anything."""
        self.seen[method] += 1
        if method != self.method or self.times <= 0:
            return None
        self.times -= 1
        return self.fault

    def stop(self) -> None:
        """Cut the wire."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Passing(BaseHTTPRequestHandler):
    the_wire: FaultyWire
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _pass(self) -> None:
        fault = self.the_wire.take(self.command)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault is Fault.UNAVAILABLE:
            self._answer(503, [], b"")
        elif fault is Fault.GARBLED:
            self._break(b"\x00\x01 nonsense\r\n\r\n")
        elif fault is Fault.LOST:
            self._answer(200, [("ETag", '"0"')], b"")
        else:
            self._ask(fault, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass

    def _ask(self, fault: Fault | None, body: bytes) -> None:
        if fault is Fault.FLIPPED_IN:
            body = _flip(body)
        elif fault is Fault.HALF:
            body = body[: len(body) // 2]
        status, headers, answer = self._forward(body)
        if fault is Fault.RESET_AFTER:
            self._break(b"")
        elif fault is Fault.TRUNCATED:
            self._break(_head(status, headers, len(answer)) + answer[: len(answer) // 2])
        elif fault is Fault.HALF:
            self._answer(200, [("ETag", '"0"')], b"")
        else:
            self._answer(status, headers, _flip(answer) if fault is Fault.FLIPPED_OUT else answer)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        target = self.the_wire.target
        upstream = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in ("expect", "content-length", "connection"):
                    upstream.putheader(name, value)
            upstream.putheader("Content-Length", str(len(body)))
            upstream.endheaders(body)
            answer = upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            upstream.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        length = len(body)
        if self.command == "HEAD":
            length = int(
                {name.lower(): value for name, value in headers}.get("content-length", "0")
            )
        self.wfile.write(_head(status, headers, length) + body)

    def _break(self, last_words: bytes) -> None:
        """Send a little and reset the connection."""
        self.wfile.write(last_words)
        self.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        if not last_words:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


def _head(status: int, headers: list[tuple[str, str]], length: int) -> bytes:
    lines = [f"HTTP/1.1 {status} {http.client.responses[status]}"]
    skipped = ("content-length", "transfer-encoding", "connection")
    lines += [f"{name}: {value}" for name, value in headers if name.lower() not in skipped]
    lines += [f"Content-Length: {length}", "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _flip(body: bytes) -> bytes:
    """Return the body with one bit in its middle turned over."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :] if body else body
