"""The end of the trail, written down outside the database."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.adapters.anchors import Anchor, AnchorFile, drop_anchor
from portal.adapters.jobs import Background
from portal.core.jobs.operations import request_job
from tests.people import ENA
from tests.world import World

AT = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


def anchor(seq: int) -> Anchor:
    return Anchor(seq, f"{seq:064x}", AT)


@pytest.fixture
def anchors(tmp_path: Path) -> AnchorFile:
    return AnchorFile(f"file:{tmp_path}/elsewhere")


def test_ends_are_added_and_read(anchors: AnchorFile) -> None:
    assert anchors.read() == []

    assert [anchors.append(anchor(seq)) for seq in (1, 5, 5, 4, 9)] == [
        True, True, False, False, True
    ]  # fmt: skip

    assert anchors.read() == [anchor(1), anchor(5), anchor(9)]


def test_a_line_is_plain_json(anchors: AnchorFile) -> None:
    anchors.append(anchor(7))

    assert anchors.path.read_text() == (
        f'{{"seq":7,"digest":"{7:064x}","at":"2026-11-23T08:05:00+00:00"}}\n'
    )


def test_what_a_power_cut_left_half_does_not_spoil_the_next_line(anchors: AnchorFile) -> None:
    anchors.append(anchor(1))
    with anchors.path.open("ab") as file:
        file.write(b'{"seq":2,"dig')

    assert anchors.read() == [anchor(1)]
    assert anchors.append(anchor(3))
    assert anchors.read() == [anchor(1), anchor(3)]


def test_a_line_that_is_no_anchor_is_not_passed_over(anchors: AnchorFile) -> None:
    anchors.append(anchor(1))
    with anchors.path.open("ab") as file:
        file.write(b'{"seq":2}\n')

    with pytest.raises(ValueError, match="no anchor"):
        anchors.read()


def test_many_writers_leave_whole_lines_in_order(anchors: AnchorFile) -> None:
    start = threading.Barrier(8)

    def write() -> None:
        start.wait()
        for seq in range(1, 30):
            anchors.append(anchor(seq))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert anchors.read() == [anchor(seq) for seq in range(1, 30)]


def test_only_folders_hold_anchors() -> None:
    with pytest.raises(ValueError, match="PORTAL_ANCHORS_URL"):
        AnchorFile("s3://bucket/anchors")


def test_the_job_writes_the_end_once(world: World) -> None:
    files = world.app.extensions["portal"].files
    background = Background(world.config, world.database, files, {"anchor": drop_anchor})
    world.browser(ENA)

    for _ in range(2):
        with world.database.transaction() as session:
            request_job(session, "anchor")
    background.run_due()

    (written,) = AnchorFile(world.config.anchors_url).read()
    assert (written.seq, len(written.digest)) == (1, 64)
