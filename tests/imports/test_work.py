"""A run stores what it says, all of it or whole chunks of it, and says what it refused."""

import gc
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.adapters.jobs import CutShort, Stopped
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.suppliers.models import Supplier
from portal.imports.models import ImportRun
from portal.imports.operations import resume_run, start_run, stop_run
from portal.imports.queries import earlier_run, find_run, gather_refused_rows, refusals_of
from portal.imports.rules import CHUNK_ROWS, ImportMode
from portal.imports.work import run_import
from tests.factories.imports import DATA, begun, claim, factories, outcome, table
from tests.people import ADA
from tests.world import World

HOUSE = Path(__file__).parents[2]
BAD = (DATA / "refused_rows.csv").read_bytes()


def suppliers(world: World) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(Supplier)) or 0


def test_good_rows_are_kept_and_the_refused_listed(world: World) -> None:
    before = suppliers(world)
    work = begun(world, BAD)

    run_import(work)

    assert outcome(world, work) == ("done", 5, 2, 0, 0, 3)
    assert suppliers(world) == before + 2
    with world.looking() as session:
        run = find_run(session, world.actor(ADA), work.args["run"])
        found = [(cell.line, cell.column, cell.value) for cell in refusals_of(session, run, 0, 9)]
        assert found == [(2, "国家", "火星"), (3, "邮箱", "wei at weiming"), (6, "", "")]
        assert [cells[0].row[0] for cells in gather_refused_rows(session, run)] == [
            "V-000123",
            "V-000124",
            "V-000125",
        ]


def test_all_or_nothing_stores_nothing_when_a_row_is_refused(world: World) -> None:
    before = suppliers(world)
    work = begun(world, BAD, ImportMode.ALL_OR_NOTHING)

    run_import(work)

    assert outcome(world, work) == ("refused", 5, 0, 0, 0, 3)
    assert suppliers(world) == before


def test_a_trial_counts_and_stores_nothing(world: World) -> None:
    before = suppliers(world)
    work = begun(world, BAD, dry_run=True)

    run_import(work)

    assert outcome(world, work) == ("done", 5, 2, 0, 0, 3)
    assert suppliers(world) == before
    with world.looking() as session:
        names = session.scalars(select(AuditEntry.event)).all()
        assert not [name for name in names if name.startswith("supplier.")]


@pytest.mark.parametrize("mode", list(ImportMode))
def test_the_same_file_twice_changes_nothing(world: World, mode: ImportMode) -> None:
    content = factories(3)
    first, second = begun(world, content, mode), begun(world, content, mode)

    run_import(first)
    run_import(second)

    assert outcome(world, first) == ("done", 3, 3, 0, 0, 0)
    assert outcome(world, second) == ("done", 3, 0, 0, 3, 0)
    with world.looking() as session:
        run = session.get_one(ImportRun, second.args["run"])
        earlier = earlier_run(session, run)
        assert earlier is not None
        assert earlier.id == first.args["run"]


def test_work_that_is_done_is_not_done_again(world: World) -> None:
    work = begun(world, factories(3))
    run_import(work)

    assert run_import(work) is None
    assert outcome(world, work) == ("done", 3, 3, 0, 0, 0)


def test_a_stopped_run_is_whole_and_goes_on_where_it_was(world: World) -> None:
    work = begun(world, factories(CHUNK_ROWS + 10))
    with world.database.transaction() as session:
        run = session.get_one(ImportRun, work.args["run"])
        start_run(session, Actor.system("clerk"), run)
    with world.database.transaction() as session:
        stop_run(session, world.actor(ADA), session.get_one(ImportRun, work.args["run"]))
    with pytest.raises(Stopped):
        run_import(work)
    assert outcome(world, work) == ("stopped", 0, 0, 0, 0, 0)

    with world.database.transaction() as session:
        ada = world.actor(ADA)
        run = find_run(session, ada, work.args["run"])
        resume_run(session, ada, run)
        assert run.job_id is not None
        work = replace(work, job_id=run.job_id)
    claim(world, work.job_id)
    run_import(work)

    assert outcome(world, work) == ("done", CHUNK_ROWS + 10, CHUNK_ROWS + 10, 0, 0, 0)


def test_a_run_that_breaks_off_leaves_the_collector_at_work(world: World) -> None:
    work = begun(world, factories(3))
    work.ending.set()

    with pytest.raises(CutShort):
        run_import(work)
    assert gc.isenabled()


def test_a_run_that_waits_is_stopped_at_once(world: World) -> None:
    work = begun(world, factories(3))
    with world.database.transaction() as session:
        stop_run(session, world.actor(ADA), session.get_one(ImportRun, work.args["run"]))

    assert run_import(work) is None
    assert outcome(world, work) == ("stopped", 0, 0, 0, 0, 0)


def test_a_run_leaves_one_line_in_the_trail_for_all_its_rows(world: World) -> None:
    work = begun(world, factories(20))
    run_import(work)

    with world.looking() as session:
        entries = session.scalars(
            select(AuditEntry.event).where(AuditEntry.subject_id == work.args["run"])
        ).all()
    assert entries == ["import.received", "import.asked", "import.begun", "import.ended"]


def test_a_row_without_any_name_says_which_columns_would_do(world: World) -> None:
    content = table([("名称", "name", "country"), ("", "", "CN")])
    work = begun(world, content)
    run_import(work)

    with world.looking() as session:
        run = session.get_one(ImportRun, work.args["run"])
        [cell] = refusals_of(session, run, 0, 9)
    assert (cell.line, cell.values) == (2, {"names": "name, 名称"})


WORKER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from portal.adapters.files import open_store
    from portal.adapters.jobs import Work
    from portal.adapters.mail import open_mailer
    from portal.core.db import Database
    from portal.imports.work import run_import
    from tests.world import test_config

    config = test_config(Path(sys.argv[1]))
    work = Work(config, Database(config.database_url), open_store(config.files_url),
                int(sys.argv[2]), {"run": int(sys.argv[3])}, open_mailer(config))
    run_import(work)
""")


def test_a_killed_run_leaves_whole_chunks_and_ends_as_if_nothing_had_happened(
    world: World,
) -> None:
    rows = CHUNK_ROWS * 3 + 7
    before = suppliers(world)
    work = begun(world, factories(rows))
    line = [sys.executable, "-c", WORKER, str(world.config.var), str(work.job_id)]
    kills = 0
    while outcome(world, work)[0] != "done" and kills < 2:
        child = subprocess.Popen(
            [*line, str(work.args["run"])],
            cwd=HOUSE,
            env=os.environ | {"PYTHONPATH": str(HOUSE)},
        )
        reached = outcome(world, work)[1]
        while child.poll() is None and outcome(world, work)[1] == reached:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        child.wait()
        kills += 1
        _, done, created, *_ = outcome(world, work)
        assert done == created == suppliers(world) - before
        assert done % CHUNK_ROWS == 0 or done == rows
    run_import(work)

    assert kills == 2
    assert outcome(world, work) == ("done", rows, rows, 0, 0, 0)
    assert suppliers(world) == before + rows
