"""Workers that are killed in the middle lose nothing, and ones that are asked to end finish."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.jobs.rules import JobState
from tests.world import World

HOUSE = Path(__file__).parents[2]

KILLS = int(os.environ.get("PORTAL_TEST_KILLS", "10"))
JOBS = 20 * KILLS
PATIENCE_SECONDS = 60


@contextmanager
def worker(world: World) -> Iterator[subprocess.Popen[str]]:
    """Run a worker process on the world's database; killed at the end if it still runs."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.adapters.jobs_target",
            str(world.config.var),
            world.config.database_url,
        ],
        cwd=HOUSE,
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == "working\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ask(world: World, count: int) -> None:
    for n in range(count):
        with world.database.transaction() as session:
            request_job(session, "note", args={"n": n})


def count(world: World, state: JobState) -> int:
    with world.looking() as session:
        query = select(func.count()).where(JobRun.state == state)
        return session.scalar(query) or 0


def wait_for(world: World, state: JobState, wanted: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while count(world, state) < wanted:
        assert time.monotonic() < until, Counter(job.state for job in _jobs(world))
        time.sleep(0.05)


def _jobs(world: World) -> list[JobRun]:
    with world.looking() as session:
        return list(session.scalars(select(JobRun)))


def lines(world: World, name: str) -> list[int]:
    return [int(line) for line in (world.config.var / name).read_text().split()]


@pytest.mark.killed
def test_kills_lose_no_work(world: World) -> None:
    ask(world, JOBS)
    chance = random.Random(20261123)  # noqa: S311

    for kill in range(1, KILLS + 1):
        with worker(world) as process:
            wait_for(world, JobState.DONE, kill * 8)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 0.06))
            process.send_signal(signal.SIGKILL)
            process.wait()
    with worker(world):
        wait_for(world, JobState.DONE, JOBS)

    assert {job.state for job in _jobs(world)} == {JobState.DONE}
    done = Counter(lines(world, "done"))
    assert set(done) == set(range(JOBS))
    assert sum(done.values()) - JOBS <= 2 * KILLS, "only what ran when it was killed runs again"


def test_a_worker_that_is_asked_to_end_finishes_what_runs(world: World) -> None:
    ask(world, 50)

    with worker(world) as process:
        wait_for(world, JobState.DONE, 5)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        took = time.monotonic() - asked

    assert took < 10
    assert count(world, JobState.RUNNING) == 0
    assert sorted(lines(world, "begun")) == sorted(lines(world, "done"))
