"""What was acknowledged is there, although the server was killed right after, again and again."""

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.adapters.files import LEFTOVER_SECONDS
from portal.core.files.models import StoredFile, Upload
from portal.core.ports import FileStore
from tests.people import LEO
from tests.servers import free_port
from tests.world import World

HOUSE = Path(__file__).parents[2]
KILLS = int(os.environ.get("PORTAL_TEST_KILLS", "20"))
UPLOADS = int(os.environ.get("PORTAL_TEST_UPLOADS", "20"))
"""So many at least are acknowledged, and the kills come evenly among them."""
SENDERS = 3
HEALTHY_SECONDS = 10
MIB = 1024 * 1024


@dataclass
class Target:
    """The server, its present process, and what it has acknowledged."""

    port: int
    headers: dict[str, str]
    process: "subprocess.Popen[str]"
    living: int = 0
    taken: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    acknowledged: threading.Event = field(default_factory=threading.Event)

    def await_life(self) -> None:
        """Return when a new process answers; it has to within ten seconds."""
        assert self.process.stdout
        self.living = int(self.process.stdout.readline())
        deadline = time.monotonic() + HEALTHY_SECONDS
        while True:
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/healthz")
                status = link.getresponse().status
                link.close()
                assert status == 200
                return
            except OSError:
                assert time.monotonic() < deadline, "not healthy in time"
                time.sleep(0.02)

    def kill(self, after: int) -> None:
        """Kill the server in the moment after the `after`th was acknowledged, or a later one."""
        while True:
            self.acknowledged.clear()
            assert self.acknowledged.wait(30)
            if len(self.taken) >= after:
                os.kill(self.living, signal.SIGKILL)
                return

    def send(self, name: str, content: bytes) -> int:
        """Upload, and remember what was acknowledged; return the status."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request("PUT", f"/files/uploads?name={name}", content, self.headers)
            answer = link.getresponse()
            said = answer.read()
        finally:
            link.close()
        if answer.status == 201:
            upload_id = int(said.split(b'"id":"')[1].split(b'"')[0])
            self.taken[upload_id] = hashlib.sha256(content).hexdigest()
            self.acknowledged.set()
        return answer.status

    def send_on(self, sender: int) -> None:
        """Send file after file until it is over; a broken connection is what is expected."""
        number = 0
        while not self.over.is_set():
            number += 1
            content = f"{sender}/{number}\n".encode() * 5_000
            try:
                status = self.send(f"{sender}-{number}.txt", content)
            except (OSError, http.client.HTTPException):
                continue
            if status != 201:
                self.wrong.append(f"{sender}-{number}: {status}")


@contextmanager
def target(world: World) -> Iterator[Target]:
    """Serve the world's database and files from processes of their own."""
    browser, port = world.browser(LEO), free_port()
    token = browser.token("/")
    cookie = browser.get_cookie("portal")
    assert cookie
    config = world.config
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.upload_target"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=HOUSE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HOUSE),
            "PORT": str(port),
            "PORTAL_VAR": str(config.var),
            "PORTAL_SECRET_KEY": config.secret_key,
            "PORTAL_DATABASE_URL": config.database_url,
            "PORTAL_FILES_URL": config.files_url,
            "PORTAL_WORKER": "external",
            "PORTAL_UPLOADS_PER_DAY": "100000",
            "PORTAL_POSTS_PER_MINUTE": "0",
        },
    )
    headers = {
        "Cookie": f"portal={cookie.value}",
        "X-CSRFToken": token,
        "Content-Type": "application/octet-stream",
    }
    served = Target(port, headers, process)
    try:
        served.await_life()
        yield served
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdout
        process.stdout.close()


@pytest.mark.killed
def test_what_was_acknowledged_survives_every_kill(world: World) -> None:
    with target(world) as served:
        senders = [
            threading.Thread(target=served.send_on, args=(sender,)) for sender in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        try:
            for number in range(1, KILLS + 1):
                served.kill(number * UPLOADS // KILLS)
                served.await_life()
        finally:
            served.over.set()
            for sender in senders:
                sender.join()

    assert served.wrong == []
    assert len(served.taken) >= max(KILLS, UPLOADS)
    listed = _listed(world)
    assert {upload_id: listed.get(upload_id) for upload_id in served.taken} == served.taken
    _demand_whole(world)
    _demand_swept(world)


def _listed(world: World) -> dict[int, str]:
    with world.looking() as session:
        return {row.id: row.sha256 for row in session.execute(select(Upload.id, Upload.sha256))}


def _demand_whole(world: World) -> None:
    """Every file that is listed has all its bytes."""
    files: FileStore = world.app.extensions["portal"].files
    with world.looking() as session:
        stored = session.scalars(select(StoredFile)).all()
    for file in stored:
        with files.open(file.key) as opened:
            content = opened.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)


def _demand_swept(world: World) -> None:
    """What the killed ones left is gone after a day."""
    files: FileStore = world.app.extensions["portal"].files
    left = list(files.incoming().iterdir())
    yesterday = time.time() - LEFTOVER_SECONDS - 1
    for path in left:
        os.utime(path, (yesterday, yesterday))

    assert files.sweep() == len(left)
    assert list(files.incoming().iterdir()) == []


def test_fifty_mebibytes_are_taken_and_one_byte_more_is_not(world: World) -> None:
    limit = world.config.max_upload_mb * MIB
    with target(world) as served:
        assert served.send("large.txt", b"0123456789abcde\n" * (limit // 16)) == 201
        assert served.send("larger.txt", b"0123456789abcde\n" * (limit // 16) + b"\n") == 413

    assert [path.stat().st_size for path in _kept(world)] == [limit]
    _demand_whole(world)


def _kept(world: World) -> list[Path]:
    return [path for path in (world.config.var / "files/kept").rglob("*") if path.is_file()]
