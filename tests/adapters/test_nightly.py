"""What is done once a day, whatever happens to one of the steps."""

from datetime import timedelta
from hashlib import sha256

from click.testing import CliRunner
from sqlalchemy import select

from portal.adapters.jobs import Background, Work
from portal.adapters.nightly import in_one_transaction, nightly_job, sweep_jobs, verify
from portal.cli.nightly import nightly
from portal.core.actor import Actor
from portal.core.clock import now
from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job, request_once
from portal.core.jobs.rules import JobState
from portal.core.notifications.models import Notice, OutgoingMail
from tests.people import ENA
from tests.world import World


def break_down(work: Work) -> None:
    raise RuntimeError("the disk is gone")


def run(world: World, *steps: tuple[str, object]) -> JobRun:
    files = world.app.extensions["portal"].files
    job = nightly_job(steps)  # type: ignore[arg-type]
    background = Background(world.config, world.database, files, {"nightly": job})
    with world.database.transaction() as session:
        job_id = request_job(session, "nightly").id
    background.run_due()
    with world.looking() as session:
        return session.get_one(JobRun, job_id)


def test_a_step_that_fails_stops_no_other(world: World) -> None:
    seen: list[Actor] = []

    def remember(session: object, actor: Actor, today: object) -> int:
        seen.append(actor)
        return 3

    job = run(world, ("broken", break_down), ("good", in_one_transaction(remember)))

    assert job.result is not None
    broken, good = job.result["steps"]
    assert (job.state, job.failure_values) == (JobState.FAILED, {"failed": 1, "steps": 2})
    assert (broken["failure"], good["result"]) == ("RuntimeError: the disk is gone", 3)
    assert [actor.name for actor in seen] == ["nightly"]
    with world.looking() as session:
        (notice,) = session.scalars(select(Notice))
    assert (notice.audience, notice.link) == ("brand:job:manage", f"/jobs/{job.id}")


def test_a_night_without_mishap_is_done(world: World) -> None:
    job = run(world, ("counts", lambda work: {"a": 1}), ("nothing", lambda work: None))

    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert [step["result"] for step in (job.result or {})["steps"]] == [{"a": 1}, None]


def test_what_old_work_made_goes_with_it(any_world: World) -> None:
    files = any_world.app.extensions["portal"].files
    made = {"old": "1/packs/a", "shared": "1/packs/b", "young": "1/packs/b", "plain": None}
    for key in filter(None, made.values()):
        path = files.incoming() / "made"
        path.write_bytes(key.encode())
        files.put(key, path, sha256(key.encode()).hexdigest())
    with any_world.database.transaction() as session:
        for slot, key in made.items():
            job = request_job(session, "evidence_pack", slot=slot)
            job.state, job.result = JobState.DONE, {"key": key} if key else {"files": 1}
            job.finished_at = now() - timedelta(days=2 if slot == "young" else 40)

    job = run(any_world, ("sweep", sweep_jobs))

    assert (job.result or {})["steps"][0]["result"] == 3
    assert [files.exists(key) for key in ("1/packs/a", "1/packs/b")] == [False, True]


def test_the_command_takes_the_days_steps_once(world: World) -> None:
    first = CliRunner().invoke(nightly, obj=world.config)
    second = CliRunner().invoke(nightly, obj=world.config)
    third = CliRunner().invoke(nightly, ["--again"], obj=world.config)

    assert "sweep finished work: 0" in first.output, first.output
    assert "taken already" in second.output
    assert "sweep finished work: 0" in third.output
    with world.looking() as session:
        states = session.scalars(select(JobRun.state)).all()
    assert states == [JobState.DONE, JobState.DONE]


def test_the_night_finds_what_was_changed_behind_the_portals_back(world: World) -> None:
    world.browser(ENA)
    whole = run(world, ("verify", verify))
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entry_is_fixed")
        connection.exec_driver_sql("UPDATE audit_entry SET event = 'person.forged' WHERE seq = 1")

    forged = run(world, ("verify", verify))

    assert (whole.state, forged.state) == (JobState.DONE, JobState.FAILED)
    assert "NotAsWritten" in (forged.result or {})["steps"][0]["failure"]


def test_old_work_and_unused_links_are_swept(world: World) -> None:
    with world.database.transaction() as session:
        for days, state in ((31, JobState.DONE), (29, JobState.DONE), (99, JobState.FAILED)):
            ended = now() - timedelta(days=days)
            session.add(JobRun(kind="x", slot=f"{days}", args={}, state=state, finished_at=ended))
        for hours in (23, 25):
            at = now() - timedelta(hours=hours)
            session.add(
                OutgoingMail(to="a@x", subject="s", body="b", secret_link="x", created_at=at)
            )

    CliRunner().invoke(nightly, obj=world.config)

    with world.looking() as session:
        slots = session.scalars(select(JobRun.slot).where(JobRun.kind == "x"))
        assert sorted(slots) == ["29", "99"]
        links = session.scalars(select(OutgoingMail.secret_link)).all()
        assert sorted(link or "" for link in links) == ["", "x"]


def test_the_clock_and_the_command_take_turns(world: World) -> None:
    with world.database.transaction() as session:
        assert request_once(session, "nightly", f"nightly/{now():%Y-%m-%d}")

    assert "taken already" in CliRunner().invoke(nightly, obj=world.config).output
