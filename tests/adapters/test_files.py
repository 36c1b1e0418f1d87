"""What every store promises, a folder and a bucket alike."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest

from portal.adapters.files import FolderStore, open_store
from portal.adapters.s3 import S3Store
from portal.core.ports import FileStore, StoreFailure

HELLO = "检验报告 — report".encode()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def receive(store: FileStore, content: bytes, name: str = "new") -> Path:
    """Write a file as an upload does: into the store's own folder for incoming files."""
    path = store.incoming() / name
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    return path


def keep(store: FileStore, content: bytes, tenant: int = 7) -> str:
    """Store `content` and return its key."""
    key = f"{tenant}/{sha(content)}"
    store.put(key, receive(store, content), sha(content))
    return key


@pytest.mark.parametrize("content", [b"", b"x", HELLO, os.urandom(3 * 1024 * 1024 + 17)])
def test_what_is_kept_is_what_was_given(store: FileStore, content: bytes) -> None:
    key = keep(store, content)

    with store.open(key) as stream:
        assert stream.read() == content
    assert store.size(key) == len(content)
    assert store.exists(key)


def test_a_stream_is_read_in_pieces(store: FileStore) -> None:
    content = os.urandom(2_500_000)
    key = keep(store, content)

    with store.open(key) as stream:
        pieces = list(iter(lambda: stream.read(65_536), b""))

    assert b"".join(pieces) == content
    assert max(map(len, pieces)) == 65_536


def test_the_same_bytes_twice_are_no_error(store: FileStore) -> None:
    key = keep(store, HELLO)

    assert keep(store, HELLO) == key
    assert list(store.keys()) == [key]


def test_other_bytes_never_replace_what_is_kept(store: FileStore) -> None:
    key = keep(store, HELLO)

    with pytest.raises(StoreFailure):
        store.put(key, receive(store, b"other"), sha(b"other"))

    with store.open(key) as stream:
        assert stream.read() == HELLO


def test_bytes_that_are_not_what_was_hashed_are_never_handed_out(store: FileStore) -> None:
    """Swift and Amazon refuse them at once, a folder and moto when they are read."""
    key = f"7/{sha(HELLO)}"

    def put_and_read() -> None:
        store.put(key, receive(store, b"damaged on the way"), sha(HELLO))
        store.open(key).read()

    with pytest.raises(StoreFailure):
        put_and_read()


def test_what_is_not_there_is_said_to_be_so(store: FileStore) -> None:
    key = f"7/{sha(b'nothing')}"

    assert not store.exists(key)
    for ask in (store.open, store.size):
        with pytest.raises(StoreFailure):
            ask(key)
    store.delete(key)


def test_keys_are_listed_by_their_beginning(store: FileStore) -> None:
    kept = sorted(keep(store, str(n).encode(), tenant) for n in range(3) for tenant in (1, 12))

    assert sorted(store.keys()) == kept
    assert sorted(store.keys("1/")) == [key for key in kept if key.startswith("1/")]
    assert list(store.keys("2/")) == []


def test_what_nothing_refers_to_can_be_removed(store: FileStore) -> None:
    key, other = keep(store, HELLO), keep(store, b"other")

    store.delete(key)

    assert list(store.keys()) == [other]


@pytest.mark.parametrize(
    "key",
    ["", "/", "../x", "7/../x", "7//x", "/etc/passwd", "7/.hidden", "7/a b", "7/a\0", "7/é", "."],
)
def test_a_key_never_leaves_the_store(store: FileStore, key: str) -> None:
    source = receive(store, HELLO)

    for attempt in (
        lambda: store.put(key, source, sha(HELLO)),
        lambda: store.open(key),
        lambda: store.size(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(StoreFailure):
            attempt()


def test_many_at_once_keep_one(store: FileStore) -> None:
    key, failures = f"7/{sha(HELLO)}", []
    sources = [receive(store, HELLO, f"new-{n}") for n in range(6)]
    barrier = threading.Barrier(6)

    def put(source: Path) -> None:
        barrier.wait()
        try:
            store.put(key, source, sha(HELLO))
        except StoreFailure as failure:
            failures.append(failure)

    threads = [threading.Thread(target=put, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert list(store.keys()) == [key]


def test_leftovers_of_yesterday_are_swept(store: FolderStore | S3Store) -> None:
    old, new = receive(store, b"old", "old"), receive(store, b"new", "new")
    yesterday = time.time() - 90_000
    os.utime(old, (yesterday, yesterday))

    assert store.sweep() == 1
    assert not old.exists()
    assert new.exists()


def test_a_damaged_file_is_not_handed_out(tmp_path: Path) -> None:
    """A reader gets an error before the end, never an end after wrong bytes."""
    store = FolderStore(tmp_path)
    content = os.urandom(2_500_000)
    key = keep(store, content)
    path = tmp_path / "kept" / key
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    received = []

    def read() -> None:
        with store.open(key) as stream:
            while block := stream.read(100_000):
                received.append(block)

    with pytest.raises(StoreFailure, match="does not hold"):
        read()

    assert sum(map(len, received)) < len(content)


def test_a_folder_is_closed_to_strangers(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert not store.is_public()

    (tmp_path / "kept").chmod(0o755)

    assert store.is_public()


@pytest.mark.parametrize("url", ["", "var/files", "ftp://x/y", "s3:", "s3:///x", "http://x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_FILES_URL"):
        open_store(url)


def test_the_address_names_the_store(tmp_path: Path) -> None:
    folder = open_store(f"file:{tmp_path}/files")
    bucket = open_store("s3://proof/portal/files", tmp_path / "incoming")

    assert isinstance(folder, FolderStore)
    assert folder.root == tmp_path / "files"
    assert isinstance(bucket, S3Store)
    assert (bucket.bucket, bucket.incoming()) == ("proof", tmp_path / "incoming")
