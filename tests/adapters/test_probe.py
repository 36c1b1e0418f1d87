"""A file store is tried out before it is trusted."""

import shutil
from pathlib import Path

from portal.adapters.files import FolderStore
from portal.adapters.probe import broken_promises
from portal.adapters.s3 import S3Store


class CarelessStore(FolderStore):
    """Takes whatever comes, as a server that ignores If-None-Match."""

    def put(self, key: str, source: Path, sha256: str) -> None:
        target = self.root / "kept" / key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def test_a_folder_keeps_its_promises(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)

    assert list(broken_promises(store)) == []
    assert list(store.keys()) == []
    assert list(store.incoming().iterdir()) == []


def test_swift_keeps_its_promises(swift_store: S3Store) -> None:
    assert list(broken_promises(swift_store)) == []
    assert list(swift_store.keys()) == []


def test_a_store_that_overwrites_is_found_out(tmp_path: Path) -> None:
    assert list(broken_promises(CarelessStore(tmp_path))) == [
        "The file store lets files be overwritten."
    ]


def test_an_open_store_is_found_out(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    (tmp_path / "kept").chmod(0o755)

    assert list(broken_promises(store)) == ["Strangers can read the file store."]
