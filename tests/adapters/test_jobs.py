"""Background work on a real database: done once, mended after accidents, never twice per slot."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal.adapters.jobs import Background, CutShort, Failed, Periodic, Work
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job, request_once, retry_job, stop_job
from portal.core.jobs.rules import MAX_ATTEMPTS, JobState
from portal.core.jobs.working import claim_job, finish_job
from tests.people import ADA
from tests.world import World


class Desk:
    """A background with functions of the test's own, and what they were given."""

    def __init__(self, world: World) -> None:
        state = world.app.extensions["portal"]
        self.world = world
        self.given: list[dict[str, Any]] = []
        self.raises: Exception | None = None
        self.background = Background(state.config, state.database, state.files, {"note": self.note})

    def note(self, work: Work) -> dict[str, Any]:
        self.given.append(dict(work.args))
        if self.raises:
            raise self.raises
        return {"seen": work.args.get("n")}

    def ask(self, **args: Any) -> int:
        with self.world.database.transaction() as session:
            return request_job(session, "note", args=args).id

    def job(self, job_id: int) -> JobRun:
        with self.world.looking() as session:
            return session.get_one(JobRun, job_id)

    def set(self, job_id: int, **values: Any) -> None:
        with self.world.database.transaction() as session:
            session.execute(update(JobRun).where(JobRun.id == job_id).values(**values))


@pytest.fixture
def desk(any_world: World) -> Iterator[Desk]:
    desk = Desk(any_world)
    yield desk
    desk.background.stop()


def test_what_was_asked_for_is_done_once_and_its_result_kept(desk: Desk) -> None:
    job_id = desk.ask(n=7)

    assert (desk.background.run_due(), desk.background.run_due()) == (1, 0)

    job = desk.job(job_id)
    assert desk.given == [{"n": 7}]
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"seen": 7}, 1)


def test_nothing_is_done_for_a_transaction_that_was_undone(desk: Desk) -> None:
    transaction = desk.world.database.transaction()
    with pytest.raises(ZeroDivisionError), transaction as session:  # noqa: PT012
        request_job(session, "note")
        raise ZeroDivisionError

    assert desk.background.run_due() == 0


def test_an_accident_is_tried_again_later_and_fails_for_good_at_last(desk: Desk) -> None:
    desk.raises = RuntimeError("the disk is gone")
    job_id = desk.ask()

    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(MAX_ATTEMPTS + 2):
            desk.background.run_due()
            clock.shift(timedelta(hours=1))

    job = desk.job(job_id)
    assert (job.state, job.attempts, len(desk.given)) == (JobState.FAILED, 5, MAX_ATTEMPTS)
    assert job.failure is not None
    assert "disk" not in str(job.failure_values), "a person is told a number, not our insides"


def test_the_second_try_waits(desk: Desk) -> None:
    desk.raises = RuntimeError("once")
    desk.ask()

    assert (desk.background.run_due(), desk.background.run_due()) == (1, 0)


@pytest.mark.parametrize(
    "refusal",
    [
        Invalid(N_("There is no supplier %(code)s."), code="S-1"),
        Failed(N_("There is no supplier %(code)s."), code="S-1"),
    ],
)
def test_a_refusal_is_not_tried_again(desk: Desk, refusal: Exception) -> None:
    desk.raises = refusal
    job_id = desk.ask()

    desk.background.run_due()

    job = desk.job(job_id)
    assert (job.state, job.failure, job.failure_values) == (
        JobState.FAILED,
        "There is no supplier %(code)s.",
        {"code": "S-1"},
    )


def test_work_of_a_kind_nobody_knows_fails_in_words(desk: Desk) -> None:
    with desk.world.database.transaction() as session:
        job_id = request_job(session, "from the future").id

    desk.background.run_due()

    assert desk.job(job_id).state is JobState.FAILED


def test_work_that_the_end_of_the_process_cuts_short_goes_on_elsewhere(desk: Desk) -> None:
    desk.raises = CutShort()
    job_id = desk.ask()
    before = desk.job(job_id).not_before

    desk.background.perform(job_id)

    job = desk.job(job_id)
    assert (job.state, job.attempts, job.not_before) == (JobState.QUEUED, 0, before)


def test_a_slot_is_asked_for_once(any_world: World) -> None:
    with any_world.database.transaction() as session:
        first = request_once(session, "anchor", "anchor/2026-11-23T08:05")
        second = request_once(session, "anchor", "anchor/2026-11-23T08:05")
        other = request_once(session, "anchor", "anchor/2026-11-23T08:10")

    assert (first is None, second is None, other is None) == (False, True, False)


def test_many_clocks_fire_a_slot_once(any_world: World) -> None:
    state = any_world.app.extensions["portal"]
    done: list[int] = []
    start = threading.Barrier(8)

    def tick() -> None:
        clock = Background(
            state.config,
            state.database,
            state.files,
            {"daily": lambda work: done.append(work.job_id)},  # type: ignore[func-returns-value]
            [Periodic("daily", lambda at: f"daily/{at:%Y-%m-%d}")],
        )
        start.wait()
        clock.sweep()
        clock.run_due()

    threads = [threading.Thread(target=tick) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 1


def test_a_job_is_claimed_by_one_of_many_workers(desk: Desk) -> None:
    jobs = [desk.ask(n=n) for n in range(20)]
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        for job_id in jobs:
            desk.background.perform(job_id)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given["n"] for given in desk.given) == list(range(20))


def test_a_worker_that_lost_its_job_cannot_end_it(desk: Desk) -> None:
    job_id = desk.ask()
    with desk.world.database.transaction() as session:
        first = claim_job(session, job_id, "a dead worker")
    assert first
    desk.set(job_id, state=JobState.QUEUED, claimed_by=None)

    desk.background.run_due()
    with desk.world.database.transaction() as session:
        late = finish_job(session, first, {"seen": "too late"})

    assert (late, desk.job(job_id).result) == (False, {"seen": None})


@pytest.mark.parametrize(
    ("worker", "silent_for", "is_taken"),
    [
        ("another machine:12:34", timedelta(seconds=60), False),
        ("another machine:12:34", timedelta(seconds=120), True),
    ],
)
def test_work_not_heard_of_is_taken_back(
    desk: Desk, worker: str, silent_for: timedelta, is_taken: bool
) -> None:
    job_id = desk.ask()
    with desk.world.database.transaction() as session:
        claim_job(session, job_id, worker)
    desk.set(job_id, heartbeat_at=now() - silent_for)

    desk.background.sweep()

    expected = JobState.QUEUED if is_taken else JobState.RUNNING
    assert desk.job(job_id).state is expected


def test_work_that_kills_its_workers_is_given_up(desk: Desk) -> None:
    job_id = desk.ask()
    with desk.world.database.transaction() as session:
        claim_job(session, job_id, "another machine:12:34")
    desk.set(job_id, heartbeat_at=now() - timedelta(hours=1), attempts=MAX_ATTEMPTS)

    desk.background.sweep()

    job = desk.job(job_id)
    assert (job.state, job.failure_values) == (JobState.FAILED, {"times": MAX_ATTEMPTS})


def test_running_work_stops_at_its_next_step(world: World) -> None:
    state = world.app.extensions["portal"]
    steps: list[int] = []

    def count(work: Work) -> None:
        for step in range(10):
            work.report(step, 10)
            steps.append(step)
            if step == 3:
                with work.database.transaction() as session:
                    stop_job(session, world.actor(ADA), session.get_one(JobRun, work.job_id))

    background = Background(state.config, state.database, state.files, {"count": count})
    with world.database.transaction() as session:
        job_id = request_job(session, "count").id

    background.run_due()

    with world.looking() as session:
        job = session.get_one(JobRun, job_id)
    assert (steps, job.state, job.done, job.total) == ([0, 1, 2, 3], JobState.STOPPED, 4, 10)


def test_what_waits_is_stopped_before_it_begins(desk: Desk) -> None:
    job_id = desk.ask()
    with desk.world.database.transaction() as session:
        stop_job(session, desk.world.actor(ADA), session.get_one(JobRun, job_id))

    assert desk.background.run_due() == 0
    assert desk.job(job_id).state is JobState.STOPPED


def test_failed_work_can_be_tried_again(desk: Desk) -> None:
    desk.raises = Failed(N_("This work is already over."))
    job_id = desk.ask()
    desk.background.run_due()
    desk.raises = None

    with desk.world.database.transaction() as session:
        retry_job(session, desk.world.actor(ADA), session.get_one(JobRun, job_id))
    desk.background.run_due()

    job = desk.job(job_id)
    assert (job.state, job.failure, job.attempts) == (JobState.DONE, None, 1)


def test_threads_do_what_a_commit_asked_for(desk: Desk) -> None:
    done = threading.Event()
    desk.background.jobs = {"note": lambda work: done.set()}  # type: ignore[dict-item]
    desk.background.start(threads=1)

    job_id = desk.ask()

    assert done.wait(20)
    desk.background.stop()
    assert desk.job(job_id).state is JobState.DONE


def test_the_sweep_finds_what_never_reached_the_queue(desk: Desk) -> None:
    done = threading.Event()
    desk.background.jobs = {"note": lambda work: done.set()}  # type: ignore[dict-item]
    with desk.world.database.transaction() as session:
        session.add(JobRun(kind="note", slot="never announced", args={}))

    desk.background.start(threads=1)

    assert done.wait(20)


def test_the_system_asks_as_nobody(world: World) -> None:
    with world.database.transaction() as session:
        job = request_job(session, "note", actor=Actor.system("clock"))
        assert (job.user_id, job.supplier_id) == (None, None)
    with world.looking() as session:
        assert session.scalars(select(JobRun.kind)).all() == ["note"]
