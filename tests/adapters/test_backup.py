"""A portal is copied while people work in it, and comes back whole elsewhere."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.adapters import dumps, schema
from portal.adapters.backup import MANIFEST, BackupRefused, Place, back_up, restore
from portal.adapters.dumps import DumpFailure
from portal.adapters.files import FolderStore
from portal.adapters.verification import verify_all
from portal.core.audit.models import AuditEntry
from portal.core.db import EVERYTHING, Database
from portal.core.documents.models import DocumentVersion
from portal.core.files.models import BRAND, StoredFile
from portal.core.files.operations import keep_brand_file
from tests.adapters.test_verification import anchor
from tests.factories.proof import approved_version, keep_file
from tests.factories.trail import tell_trail
from tests.people import ENA, LIN
from tests.servers.postgres import PostgreSQL
from tests.world import World

CONTENT = "%PDF 证书".encode() * 1000


def place_of(world: World) -> Place:
    state = world.app.extensions["portal"]
    return Place(state.database, state.files, state.config.anchors_url)


@pytest.fixture
def busy(any_world: World) -> World:
    """Return a world with an approved certificate, a sealed trail and an anchor."""
    with any_world.database.transaction() as session:
        approved_version(any_world, session, keep_file(any_world, session, CONTENT))
    any_world.browser(LIN)
    anchor(any_world)
    return any_world


@pytest.fixture
def elsewhere(busy: World, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Return a place of the same kind with nothing in it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = f"sqlite:///{folder}/portal.sqlite"
    if busy.database.engine.dialect.name == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.url(server.create())
    database = Database(url)
    yield Place(database, FolderStore(folder / "files"), f"file:{folder}/anchors")
    database.dispose()


def faults(place: Place) -> list[str]:
    return [f.in_("en") for f in verify_all(place.database, place.files, place.anchors_url)]


def test_what_was_copied_comes_back_and_verifies(
    busy: World, elsewhere: Place, tmp_path: Path
) -> None:
    made = back_up(place_of(busy), tmp_path / "copy")

    assert restore(tmp_path / "copy", elsewhere) == made
    assert faults(elsewhere) == []
    assert schema.is_current(elsewhere.database.engine)
    with elsewhere.database.reading(EVERYTHING) as session:
        version = session.scalars(select(DocumentVersion)).one()
        with elsewhere.files.open(f"{version.supplier_id}/{version.sha256}") as stream:
            assert stream.read() == CONTENT
    assert elsewhere.anchors.read_bytes() == place_of(busy).anchors.read_bytes()


def test_pictures_of_the_brand_come_back(busy: World, elsewhere: Place, tmp_path: Path) -> None:
    picture, place = b"\xff\xd8 a crack " * 500, place_of(busy)
    sha256 = hashlib.sha256(picture).hexdigest()
    arriving = place.files.incoming() / "picture"
    arriving.write_bytes(picture)
    place.files.put(f"{BRAND}/{sha256}", arriving, sha256)
    arriving.unlink(missing_ok=True)
    with busy.database.transaction() as session:
        keep_brand_file(session, busy.actor(ENA), sha256, len(picture), "image/jpeg")
    anchor(busy)

    made = back_up(place, tmp_path / "copy")
    restore(tmp_path / "copy", elsewhere)

    assert (made.files, made.damaged) == (2, [])
    with elsewhere.files.open(f"{BRAND}/{sha256}") as stream:
        assert stream.read() == picture
    assert faults(elsewhere) == []


def test_a_copy_under_writes_is_of_one_moment(
    busy: World, elsewhere: Place, tmp_path: Path
) -> None:
    lin, stop, written = busy.actor(LIN), threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with busy.database.transaction() as session:
                stored = keep_file(busy, session, f"file {number}".encode())
                tell_trail(session, lin, "upload.staged", stored.id, sha256=stored.sha256)
            anchor(busy)
            written.set()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait()
    made = back_up(place_of(busy), tmp_path / "copy")
    stop.set()
    writer.join()
    restore(tmp_path / "copy", elsewhere)

    assert made.damaged == []
    assert faults(elsewhere) == []
    with elsewhere.database.reading(EVERYTHING) as session:
        assert session.scalar(select(func.count(StoredFile.id))) == made.files
        assert session.scalar(select(func.max(AuditEntry.seq))) >= 3


def test_work_goes_on_in_the_restored_portal(busy: World, elsewhere: Place, tmp_path: Path) -> None:
    back_up(place_of(busy), tmp_path / "copy")
    restore(tmp_path / "copy", elsewhere)

    with elsewhere.database.transaction() as session:
        tell_trail(session, busy.actor(LIN), "person.signed_in", 1)

    assert faults(elsewhere) == []


def test_a_backup_goes_into_an_empty_folder_only(busy: World, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "something").touch()

    with pytest.raises(BackupRefused, match="not empty"):
        back_up(place_of(busy), tmp_path / "copy")


def _no_manifest(copy: Path) -> None:
    (copy / MANIFEST).unlink()


def _cut_manifest(copy: Path) -> None:
    (copy / MANIFEST).write_text((copy / MANIFEST).read_text()[:50])


def _newer(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text()) | {"revision": "9999"}
    (copy / MANIFEST).write_text(json.dumps(manifest))


def _no_sums(copy: Path) -> None:
    (copy / "SHA256SUMS").write_text("")


def _damaged_rows(copy: Path) -> None:
    (path,) = copy.glob("database.*")
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def _lost_file(copy: Path) -> None:
    next(path for path in (copy / "files").rglob("*") if path.is_file()).unlink()


def _damaged_file(copy: Path) -> None:
    next(p for p in (copy / "files").rglob("*") if p.is_file()).write_bytes(b"other")


@pytest.mark.parametrize(
    "spoil",
    [
        _no_manifest,
        _cut_manifest,
        _newer,
        _no_sums,
        _damaged_rows,
        _lost_file,
        _damaged_file,
    ],
)
def test_a_broken_backup_changes_nothing(
    busy: World, elsewhere: Place, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    back_up(place_of(busy), tmp_path / "copy")
    spoil(tmp_path / "copy")

    with pytest.raises(BackupRefused):
        restore(tmp_path / "copy", elsewhere)

    assert dumps.is_empty(elsewhere.database.engine)
    assert list(elsewhere.files.keys()) == []


def test_nothing_is_written_over(busy: World, elsewhere: Place, tmp_path: Path) -> None:
    back_up(place_of(busy), tmp_path / "copy")
    with pytest.raises(BackupRefused, match="database is not empty"):
        restore(tmp_path / "copy", place_of(busy))

    full_files = Place(elsewhere.database, place_of(busy).files, elsewhere.anchors_url)
    with pytest.raises(BackupRefused, match="file store is not empty"):
        restore(tmp_path / "copy", full_files)

    known = Place(elsewhere.database, elsewhere.files, place_of(busy).anchors_url)
    with pytest.raises(BackupRefused, match="what came after"):
        restore(tmp_path / "copy", known)
    assert dumps.is_empty(elsewhere.database.engine)


def test_a_damaged_file_does_not_stop_the_rest(busy: World, tmp_path: Path) -> None:
    with busy.database.transaction() as session:
        lost = keep_file(busy, session, b"lost")
        key = lost.key
    place_of(busy).files.delete(key)

    made = back_up(place_of(busy), tmp_path / "copy")

    assert (made.files, made.damaged) == (1, [key])


def test_a_backup_of_the_other_database_is_refused(
    world: World, pg_world: World, tmp_path: Path
) -> None:
    back_up(place_of(world), tmp_path / "copy")

    with pytest.raises(BackupRefused, match="is of sqlite, this database is postgresql"):
        restore(tmp_path / "copy", place_of(pg_world))


def test_without_its_program_a_sentence_says_what_to_install(
    pg_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps, "DEBIAN_PROGRAMS", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DumpFailure, match="apt-get install postgresql-client"):
        back_up(place_of(pg_world), tmp_path / "copy")
