"""Buckets: what a bad wire does to them, and what they cost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.adapters import s3
from portal.adapters.s3 import S3Store
from portal.core.ports import StoreFailure
from tests.adapters.conftest import bucket_at
from tests.adapters.test_files import keep, receive, sha
from tests.servers import free_port
from tests.servers.faulty import Fault, FaultyWire
from tests.servers.swift import Swift

CONTENT = os.urandom(300_000)
KEY = f"7/{sha(CONTENT)}"
FOR_EVER = 1000


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up after two attempts: what is tried again is the same in four."""
    monkeypatch.setattr(s3, "ATTEMPTS", 2)


def put(store: S3Store) -> None:
    store.put(KEY, receive(store, CONTENT), sha(CONTENT))


ON_THE_WAY_IN = [fault for fault in Fault if fault not in (Fault.TRUNCATED, Fault.FLIPPED_OUT)]


@pytest.mark.parametrize("fault", ON_THE_WAY_IN)
def test_a_failure_that_lasts_is_never_acknowledged(
    wired_store: S3Store, wire: FaultyWire, fault: Fault
) -> None:
    wire.spoil(fault, "PUT", FOR_EVER)

    with pytest.raises(StoreFailure):
        put(wired_store)


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.RESET_AFTER, Fault.GARBLED])
def test_a_failure_that_passes_is_tried_again(
    wired_store: S3Store, wire: FaultyWire, fault: Fault
) -> None:
    wire.spoil(fault, "PUT", 1)

    put(wired_store)

    assert wire.seen["PUT"] == 2
    assert list(wired_store.keys()) == [KEY]


@pytest.mark.parametrize(
    "fault", [Fault.UNAVAILABLE, Fault.RESET_AFTER, Fault.LOST, Fault.HALF, Fault.FLIPPED_IN]
)
def test_after_a_failure_the_same_file_is_taken(
    wired_store: S3Store, wire: FaultyWire, fault: Fault
) -> None:
    wire.spoil(fault, "PUT", 2)
    with pytest.raises(StoreFailure):
        put(wired_store)
    wire.spoil(fault, "PUT", 0)

    put(wired_store)

    with wired_store.open(KEY) as stream:
        assert stream.read() == CONTENT


@pytest.mark.parametrize("fault", [Fault.FLIPPED_OUT, Fault.TRUNCATED])
def test_a_spoiled_answer_is_never_handed_out_whole(
    wired_store: S3Store, wire: FaultyWire, fault: Fault
) -> None:
    put(wired_store)
    wire.spoil(fault, "GET", FOR_EVER)
    received = b""

    def read() -> None:
        nonlocal received
        with wired_store.open(KEY) as stream:
            while block := stream.read(50_000):
                received += block

    with pytest.raises(StoreFailure):
        read()

    assert len(received) < len(CONTENT)


def test_bytes_that_are_not_what_was_hashed_are_not_kept(swift_store: S3Store) -> None:
    with pytest.raises(StoreFailure):
        swift_store.put(KEY, receive(swift_store, CONTENT[1:]), sha(CONTENT))

    assert not swift_store.exists(KEY)


def test_a_server_that_is_gone_is_a_failure(
    amazon: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    store = S3Store("portal", "", tmp_path / "incoming")

    for ask in (lambda: put(store), lambda: store.exists(KEY), lambda: list(store.keys())):
        with pytest.raises(StoreFailure):
            ask()


def test_a_wrong_secret_is_a_failure(swift_store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    stranger = S3Store(swift_store.bucket, "files", swift_store.incoming())

    with pytest.raises(StoreFailure):
        put(stranger)


def test_a_bucket_is_closed_to_strangers(swift_store: S3Store) -> None:
    keep(swift_store, CONTENT)

    assert not swift_store.is_public()


def test_a_bucket_that_is_open_to_strangers_is_noticed(
    moto_endpoint: str, amazon: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """moto asks nobody who they are."""
    assert bucket_at(moto_endpoint, monkeypatch, tmp_path).is_public()


def test_more_than_one_page_of_keys(swift_store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = sorted(keep(swift_store, str(number).encode()) for number in range(7))
    monkeypatch.setattr(s3, "PAGE", 3)

    assert sorted(swift_store.keys()) == kept


MEMORY = """
import hashlib, os, pathlib, re, sys
from portal.adapters.s3 import S3Store
store = S3Store(sys.argv[1], "files", pathlib.Path(sys.argv[2]))

def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024

def send(size):
    path = store.incoming() / "big"
    hasher = hashlib.sha256()
    with path.open("wb") as file:
        for _ in range(size):
            block = os.urandom(1 << 20)
            hasher.update(block)
            file.write(block)
    key = f"7/{hasher.hexdigest()}"
    store.put(key, path, hasher.hexdigest())
    with store.open(key) as stream:
        while stream.read(1 << 16):
            pass

send(1)
before = peak()
send(100)
print(peak() - before)
"""


def test_memory_stays_flat_at_100_mib(swift: Swift, swift_store: S3Store) -> None:
    arguments = [swift_store.bucket, str(swift_store.incoming())]

    rise = subprocess.run(
        [sys.executable, "-c", MEMORY, *arguments], check=True, capture_output=True, text=True
    )

    assert float(rise.stdout) <= 24, rise.stdout
