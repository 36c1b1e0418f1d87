"""clamd, spoken to over a real socket."""

import io
from pathlib import Path

import pytest

from portal.adapters.scanner import Clamd, open_scanner
from tests.servers.clamd import EICAR, clamd


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
