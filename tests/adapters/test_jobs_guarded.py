"""On PostgreSQL a supplier's transaction asks for work and mail, and reads back its own only."""

from sqlalchemy import func, select

from portal.core.jobs.models import JobRun
from portal.core.jobs.operations import request_job
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.operations import NoticeInput, post_letter, tell
from portal.core.notifications.rules import people_with
from portal.core.permissions import Permission
from tests.people import LIN, WEI
from tests.world import World


def test_a_supplier_reads_back_its_own_only(pg_world: World) -> None:
    lin, wei = pg_world.actor(LIN), pg_world.actor(WEI)
    for actor in (lin, wei):
        with pg_world.database.transaction(actor.supplier_id) as session:
            request_job(session, "evidence", actor=actor)
            notice = NoticeInput("Files", "Files", "/", dedupe=str(actor.supplier_id))
            for _ in range(2):
                tell(session, people_with(Permission.DOCUMENT_REVIEW), notice)
            post_letter(session, None, "a@x.example", "Subject", "Body")

    with pg_world.database.reading(lin.supplier_id) as session:
        jobs = session.scalars(select(JobRun.supplier_id)).all()
        notices, mails = (
            session.scalar(select(func.count()).select_from(kind))
            for kind in (Notice, OutgoingMail)
        )
    with pg_world.looking() as session:
        everything = [
            session.scalar(select(func.count()).select_from(kind))
            for kind in (JobRun, Notice, OutgoingMail)
        ]

    assert (jobs, notices, mails) == ([lin.supplier_id], 0, 0)
    assert everything == [4, 2, 2]
