"""clamd, spoken to over a real socket."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.adapters.scanner import Clamd, open_scanner

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


@pytest.mark.parametrize(
    ("content", "finding"),
    [(b"", None), (b"fine" * 100_000, None), (b"a" * 200_000 + EICAR, "Eicar-Test-Signature")],
)
def test_clamd_sees_every_byte_and_its_word_counts(content: bytes, finding: str | None) -> None:
    with clamd() as (url, fake):
        scanner = open_scanner(url)
        assert scanner
        assert scanner.scan(io.BytesIO(content)) == finding
        assert fake.received == [content]


def test_clamd_is_reached_over_a_unix_socket(tmp_path: Path) -> None:
    with clamd(path=tmp_path / "clamd.sock") as (url, _):
        scanner = open_scanner(url)
        assert scanner
        assert scanner.scan(io.BytesIO(EICAR)) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK",
        b"\0",
        b"stream: not OK\0",
        b"x" * 20_000,
    ],
)
def test_anything_but_a_clear_verdict_is_never_clean(answer: bytes) -> None:
    with clamd(answer) as (url, _):
        scanner = open_scanner(url)
        assert scanner
        with pytest.raises(OSError, match=r".*"):
            scanner.scan(io.BytesIO(b"file"))


def test_a_scanner_that_is_not_there_is_an_error() -> None:
    with pytest.raises(OSError, match=r"refused|No such file"):
        Clamd("/nowhere/clamd.sock").scan(io.BytesIO())


def test_without_an_address_there_is_no_scanner() -> None:
    assert open_scanner("") is None


@pytest.mark.parametrize("url", ["clamd", "http://x", "unix:", "tcp://"])
def test_a_wrong_address_is_said(url: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_CLAMD_URL"):
        open_scanner(url)
