"""Scanning, drawing and forgetting in the background, and a store that fails on the way."""

import io
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import func, select, update

from portal.adapters.file_jobs import SCAN_AGAIN_SECONDS, sweep_unused
from portal.adapters.jobs import Background, Work
from portal.adapters.staging import Reception, Staged
from portal.app import create_app
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.files.models import StoredFile, Upload
from portal.core.files.rules import ScanState
from portal.core.jobs.models import JobRun
from portal.core.ports import FileStore, StoreFailure
from tests.hostile import pdf
from tests.people import LEO
from tests.servers.clamd import EICAR, clamd
from tests.world import World, test_config


@contextmanager
def scanned_world(template: Path, folder: Path, clamd_url: str) -> Iterator[World]:
    """Yield a world whose files are scanned."""
    shutil.copytree(template, folder / "scanned")
    config = test_config(folder / "scanned", clamd_url=clamd_url)
    world = World(create_app(config), config)
    yield world
    world.database.dispose()


def reception(world: World, files: FileStore | None = None) -> Reception:
    return Reception(world.config, world.database, files or world.app.extensions["portal"].files)


def send(
    world: World, content: bytes, name: str = "a.pdf", files: FileStore | None = None
) -> Staged:
    """Upload as one of a supplier's people."""
    stream = io.BytesIO(content)
    return reception(world, files).take(world.actor(LEO), None, name, stream, len(content))


def work_off(world: World) -> None:
    background: Background = world.app.extensions["background"]
    background.run_due()


def only_file(world: World) -> StoredFile:
    with world.looking() as session:
        return session.scalars(select(StoredFile)).one()


def pictures(world: World) -> list[str]:
    return sorted(path.name for path in (world.config.var / "previews").rglob("*.*"))


def test_the_pages_are_drawn_before_somebody_asks(world: World) -> None:
    send(world, pdf(3))
    work_off(world)

    assert pictures(world) == ["1.png", "2.png", "3.png"]


def test_a_clean_file_is_opened_to_others_and_drawn(template: Path, tmp_path: Path) -> None:
    with clamd() as (url, fake), scanned_world(template, tmp_path, url) as world:
        staged = send(world, pdf())
        assert staged.scan is ScanState.PENDING

        work_off(world)

        assert only_file(world).scan is ScanState.CLEAN
        assert fake.received == [pdf()]
        assert pictures(world) == ["1.png"]


def test_an_infected_file_is_known_and_stays_closed(template: Path, tmp_path: Path) -> None:
    with clamd() as (url, _), scanned_world(template, tmp_path, url) as world:
        send(world, EICAR, "a.txt")

        work_off(world)

        assert only_file(world).finding == "Eicar-Test-Signature"
        with pytest.raises(Invalid):
            send(world, EICAR, "b.txt")


def test_without_an_answer_a_file_stays_pending_and_is_asked_about_again(
    template: Path, tmp_path: Path
) -> None:
    with clamd(b"") as (url, _), scanned_world(template, tmp_path, url) as world:
        send(world, pdf())
        for tries in range(1, 8):
            work_off(world)

            with world.looking() as session:
                waits = session.scalars(
                    select(JobRun).where(JobRun.kind == "scan", JobRun.not_before > now())
                ).one()
            wait = SCAN_AGAIN_SECONDS[min(tries, len(SCAN_AGAIN_SECONDS)) - 1]
            assert waits.args["tries"] == tries
            assert timedelta(0) < waits.not_before - now() <= timedelta(seconds=wait)
            with world.database.transaction() as session:
                session.execute(update(JobRun).values(not_before=now()))

        assert only_file(world).scan is ScanState.PENDING
        assert pictures(world) == []


def test_a_file_that_was_there_before_the_scanner_is_scanned_when_it_comes_again(
    template: Path, tmp_path: Path
) -> None:
    with clamd() as (url, fake), scanned_world(template, tmp_path, url) as world:
        unscanned = World(world.app, replace(world.config, clamd_url=""))
        assert send(unscanned, b"text", "a.txt").scan is ScanState.UNSCANNED

        send(world, b"text", "a.txt")
        work_off(world)

        assert only_file(world).scan is ScanState.CLEAN
        assert fake.received == [b"text"]


# -- forgetting


def work(world: World) -> Work:
    background: Background = world.app.extensions["background"]
    return Work(world.config, world.database, background.files, 1, {}, background.mailer)


def grow_old(world: World) -> None:
    past = now() - timedelta(days=2)
    with world.database.transaction() as session:
        session.execute(update(Upload).values(at=past))
        session.execute(update(StoredFile).values(stored_at=past))


def test_the_bytes_of_an_unused_upload_go_and_may_come_again(world: World) -> None:
    staged = send(world, pdf())
    files: FileStore = world.app.extensions["portal"].files
    key = f"{staged.supplier_id}/{staged.sha256}"

    assert sweep_unused(work(world)) == {"uploads": 0, "files": 0}
    grow_old(world)
    assert sweep_unused(work(world)) == {"uploads": 1, "files": 1}
    assert not files.exists(key)

    send(world, pdf())
    assert files.exists(key)


class Failing:
    """A store that works until its n-th call, which fails, before or after it has worked."""

    def __init__(self, real: FileStore, fails_at: int, after: bool) -> None:
        self.real, self.left, self.after = real, fails_at, after

    def incoming(self) -> Path:
        self._count()
        return self.real.incoming()

    def put(self, key: str, source: Path, sha256: str) -> None:
        if self.after:
            self.real.put(key, source, sha256)
        self._count()
        self.real.put(key, source, sha256)

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        self._count()
        return self.real.open(key)

    def exists(self, key: str) -> bool:
        self._count()
        return self.real.exists(key)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoreFailure("the store does not answer")


@pytest.mark.parametrize("after", [False, True])
def test_what_the_store_did_not_keep_is_never_acknowledged(world: World, after: bool) -> None:
    """Fail at call 1, 2, 3, ... until the upload passes; nothing half is ever listed."""
    real: FileStore = world.app.extensions["portal"].files
    failures = 0
    for fails_at in range(1, 20):
        try:
            send(world, pdf(), files=Failing(real, fails_at, after))  # type: ignore[arg-type]
            break
        except StoreFailure:
            failures += 1
        with world.looking() as session:
            assert session.scalar(select(func.count(Upload.id))) == 0
            assert session.scalar(select(func.count(StoredFile.id))) == 0
        assert list(real.incoming().iterdir()) == []

    assert failures == 3
    stored = only_file(world)
    with real.open(stored.key) as file:
        assert file.read() == pdf()


def test_bytes_that_go_while_the_row_is_written_are_stored_again(world: World) -> None:
    """The sweep may remove the bytes between our put and our row."""
    real: FileStore = world.app.extensions["portal"].files

    class Losing(Failing):
        def put(self, key: str, source: Path, sha256: str) -> None:
            self.real.put(key, source, sha256)
            if self.left > 0:
                self.left = 0
                self.real.delete(key)

        def _count(self) -> None:
            pass

    staged = send(world, pdf(), files=Losing(real, 1, after=False))  # type: ignore[arg-type]

    assert real.exists(f"{staged.supplier_id}/{staged.sha256}")
