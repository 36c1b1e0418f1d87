"""Pages of background work: who asked sees how far it is; nobody else knows of it."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from portal.core.notifications.models import OutgoingMail
from portal.core.notifications.rules import MailState
from tests.people import ADA, BEN, ENA, LEO, LIN, WEI, Person
from tests.world import World


def a_job(world: World, asker: Person | None, **values: Any) -> int:
    actor = world.actor(asker) if asker else None
    with world.database.transaction() as session:
        job = JobRun(
            **{
                "kind": "import",
                "args": {},
                "user_id": actor.user_id if actor else None,
                "supplier_id": actor.supplier_id if actor else None,
                **values,
            }
        )
        job.slot = values.get("slot", str(job.id))
        session.add(job)
        return job.id


@pytest.mark.parametrize(
    ("asker", "reader", "status"),
    [
        (LIN, LIN, 200),
        (LIN, ADA, 200),
        (LIN, LEO, 404),
        (LIN, WEI, 404),
        (LIN, ENA, 404),
        (BEN, BEN, 200),
        (BEN, LIN, 404),
        (None, ADA, 200),
        (None, BEN, 404),
        (None, LIN, 404),
    ],
)
def test_work_is_for_who_asked_and_for_admins(
    world: World, asker: Person | None, reader: Person, status: int
) -> None:
    job_id = a_job(world, asker)

    assert world.browser(reader).get(f"/jobs/{job_id}").status_code == status
    stopped = world.browser(reader).submit(f"/jobs/{job_id}/stop")

    assert stopped.status_code == (303 if status == 200 else 404)


@pytest.mark.parametrize("number", ["7", str(2**63), "9" * 40])
def test_work_that_is_not_there_is_not_there(world: World, number: str) -> None:
    assert world.browser(LIN).get(f"/jobs/{number}").status_code == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": JobState.QUEUED}, "waits for its turn"),
        ({"state": JobState.RUNNING}, "is being done"),
        ({"state": JobState.RUNNING, "done": 1200, "total": 5000}, "1,200 of 5,000 done"),
        ({"state": JobState.RUNNING, "stop_asked": True}, "stops at its next step"),
        ({"state": JobState.DONE}, "This is done"),
        ({"state": JobState.STOPPED}, "This was stopped"),
        (
            {
                "state": JobState.FAILED,
                "failure": "The work was cut off %(times)s times and is not tried again by itself.",
                "failure_values": {"times": 5},
            },
            "cut off 5 times",
        ),
    ],
)
def test_a_page_says_how_far_the_work_is(world: World, values: dict[str, Any], words: str) -> None:
    page = world.browser(LIN).get(f"/jobs/{a_job(world, LIN, **values)}").text

    assert words in page
    over = values["state"] in (JobState.DONE, JobState.STOPPED, JobState.FAILED)
    assert (" data-over" in page, "<progress" in page) == (over, not over)


@pytest.mark.parametrize(
    ("link", "is_shown"),
    [("/imports/7", True), ("//evil.example/", False), ("javascript:alert(1)", False), ("", False)],
)
def test_the_result_is_one_click_away(world: World, link: str, is_shown: bool) -> None:
    job_id = a_job(world, LIN, state=JobState.DONE, result={"link": link})

    page = world.browser(LIN).get(f"/jobs/{job_id}").text

    assert ("Show the result" in page) is is_shown


def test_failed_work_is_tried_again_by_who_asked(world: World) -> None:
    job_id = a_job(world, LIN, state=JobState.FAILED, attempts=5, failure="This is done.")

    answer = world.browser(LIN).submit(f"/jobs/{job_id}/retry")

    assert (answer.status_code, answer.location) == (303, f"/jobs/{job_id}")
    with world.looking() as session:
        job = session.get_one(JobRun, job_id)
        assert (job.state, job.attempts, job.failure) == (JobState.QUEUED, 0, None)
    assert world.browser(LIN).submit(f"/jobs/{job_id}/retry").status_code == 409


def test_what_is_over_cannot_be_stopped(world: World) -> None:
    job_id = a_job(world, LIN, state=JobState.DONE)

    assert world.browser(LIN).submit(f"/jobs/{job_id}/stop").status_code == 409


def test_admins_see_all_work_and_filter_it(world: World) -> None:
    a_job(world, LIN, state=JobState.DONE)
    a_job(world, None, kind="nightly", slot="nightly/2026-11-23", state=JobState.FAILED)

    everything = world.browser(ADA).get("/jobs").text
    failed = world.browser(ADA).get("/jobs?state=failed").text
    nonsense = world.browser(ADA).get("/jobs?state=nonsense&page=x&kind=y")

    assert len(re.findall("row-link", everything)) == 2
    assert "2026-11-23" in failed
    assert len(re.findall("row-link", failed)) == 1
    assert (nonsense.status_code, "No work like this" in nonsense.text) == (200, True)


def test_an_empty_list_says_so(world: World) -> None:
    assert "No work yet" in world.browser(ADA).get("/jobs").text
    assert "No mail yet" in world.browser(ADA).get("/jobs/mail").text


@pytest.mark.parametrize("person", [BEN, ENA, LIN])
@pytest.mark.parametrize("path", ["/jobs", "/jobs/mail"])
def test_the_lists_are_for_admins(world: World, person: Person, path: str) -> None:
    assert world.browser(person).get(path).status_code == 403


def test_a_failed_mail_is_sent_again_without_showing_what_it_says(world: World) -> None:
    with world.database.transaction() as session:
        mail = OutgoingMail(
            to="a@x.example",
            subject="Welcome",
            body="the text",
            state=MailState.FAILED,
            failure="550 no such person",
        )
        session.add(mail)
        mail_id = mail.id

    page = world.browser(ADA).get("/jobs/mail?state=failed").text
    answer = world.browser(ADA).submit(f"/jobs/mail/{mail_id}/retry")

    assert ("550 no such person" in page, "the text" in page) == (True, False)
    assert answer.status_code == 303
    with world.looking() as session:
        assert session.get_one(OutgoingMail, mail_id).state is MailState.QUEUED
        assert [job.kind for job in session.scalars(select(JobRun))] == ["mail"]
    assert world.browser(ADA).submit(f"/jobs/mail/{mail_id}/retry").status_code == 409
