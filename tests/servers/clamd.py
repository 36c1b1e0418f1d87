"""A clamd that knows one virus."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Answers like clamd: by what it was sent, or with one fixed answer."""

    def __init__(self, listening: socket.socket, answer: bytes | None) -> None:
        self.listening, self.answer = listening, answer
        self.received: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                if self.answer == b"":
                    continue
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", said.read(4))[0]:
                    content += said.read(length)
                self.received.append(content)
                verdict = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
                line.sendall(self.answer or b"stream: " + verdict + b"\0")


@contextmanager
def clamd(answer: bytes | None = None, path: Path | None = None) -> Iterator[tuple[str, FakeClamd]]:
    """Yield the address of a fake clamd, and the fake."""
    listening = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listening.bind(str(path) if path else ("127.0.0.1", 0))
    listening.listen()
    url = f"unix:{path}" if path else f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    fake = FakeClamd(listening, answer)
    thread = threading.Thread(target=fake.run)
    thread.start()
    try:
        yield url, fake
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
