"""Stores for the tests: a folder, and buckets on servers that are real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.adapters.files import FolderStore
from portal.adapters.s3 import S3Store
from portal.core.numbering import new_code
from portal.core.ports import FileStore
from tests.servers import swift as swift_server
from tests.servers.faulty import FaultyWire


@pytest.fixture(scope="session")
def swift() -> Iterator[swift_server.Swift]:
    """Return a Swift of our own; it ends with the tests."""
    server = swift_server.Swift()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """Return the address of moto, which answers as Amazon does."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set the AWS_* variables, and keep this machine's own settings away."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", swift_server.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", swift_server.SECRET_KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


def bucket_at(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> S3Store:
    """Return a store on a new bucket of the server at `endpoint`."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
    store = S3Store(f"b{new_code('x', 10).lower()}", "files", tmp_path / "incoming")
    store.prepare()
    return store


@pytest.fixture
def swift_store(
    swift: swift_server.Swift, amazon: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> S3Store:
    """Return a store on a new bucket of Swift."""
    return bucket_at(swift.endpoint, monkeypatch, tmp_path)


@pytest.fixture(params=["folder", "moto", "swift"])
def store(
    request: pytest.FixtureRequest,
    amazon: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> FileStore:
    """Return each kind of store in turn: all keep one promise."""
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    if request.param == "moto":
        return bucket_at(request.getfixturevalue("moto_endpoint"), monkeypatch, tmp_path)
    return bucket_at(request.getfixturevalue("swift").endpoint, monkeypatch, tmp_path)


@pytest.fixture
def wire(swift: swift_server.Swift, amazon: None) -> Iterator[FaultyWire]:
    """Return a wire to Swift that can be spoiled."""
    wire = FaultyWire(swift.endpoint)
    yield wire
    wire.stop()


@pytest.fixture
def wired_store(wire: FaultyWire, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> S3Store:
    """Return a store on a new bucket of Swift behind the wire."""
    return bucket_at(wire.endpoint, monkeypatch, tmp_path)
