"""The report of an inspection: read by the supplier once released, on paper in two languages."""

import io
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from inspections.lot_inspections.operations.releasing import release_report
from inspections.lot_inspections.operations.weighing import MeasuredInput
from portal.adapters.inspection_reports import make_report
from portal.adapters.jobs import Work
from portal.core.audit.models import AuditEntry
from portal.core.errors import Outpaced, WrongState
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from tests.factories.verdicts import (
    MAJOR,
    acting_on,
    at_own_level,
    decided,
    found,
    height,
    scheduled,
    started,
    told,
)
from tests.people import ENA, LIN, WEI, Person
from tests.world import World


def inspected(world: World) -> int:
    inspection_id = started(world)
    decided(world, inspection_id, told({MAJOR: (9,)}))
    return inspection_id


def release(world: World, inspection_id: int, by: Person = ENA) -> None:
    actor = world.actor(by)
    with acting_on(world, inspection_id) as (session, inspection):
        release_report(session, actor, inspection, inspection.revision)


def test_a_supplier_reads_nothing_before_the_release(world: World) -> None:
    inspection_id = inspected(world)
    path = f"/inspections/{inspection_id}/report"
    assert world.browser(LIN).get(path).status_code == 404
    assert "Findings" not in world.browser(LIN).get(f"/inspections/{inspection_id}").text
    assert world.browser(ENA).get(path).status_code == 200

    revision = _revision(world, inspection_id)
    answer = world.browser(ENA).submit(f"/inspections/{inspection_id}/release", revision=revision)

    assert answer.status_code == 303
    assert "Findings" in world.browser(LIN).get(path).text
    assert world.browser(WEI).get(path).status_code == 404
    with world.looking() as session:
        events = session.scalars(select(AuditEntry.event)).all()
    assert events.count("inspection.released") == 1


def test_the_report_is_a_page_in_both_languages(world: World) -> None:
    path = f"/inspections/{inspected(world)}/report"

    english, chinese = (world.browser(ENA).get(f"{path}?lang={one}") for one in ("en", "zh"))

    assert "Percent of lots accepted" in english.text
    assert "接收概率（%）" in chinese.text


def test_what_is_not_decided_is_not_released_and_nothing_twice(world: World) -> None:
    with pytest.raises(WrongState):
        release(world, scheduled(world, number="L-900"))
    inspection_id = inspected(world)
    release(world, inspection_id)
    with pytest.raises(Outpaced):
        release(world, inspection_id)


LANGUAGES = {
    "en": ["Inspection report", "The lot is not accepted.", "Operating characteristic"],
    "zh": ["检验报告", "该批不被接收", "抽检特性曲线"],
    "zh en": ["检验报告 Inspection report", "严重 Major"],
}


@pytest.mark.parametrize("languages", LANGUAGES)
def test_the_report_is_made_on_paper(world: World, languages: str) -> None:
    inspection_id = inspected(world)
    browser = world.browser(ENA)
    asked = browser.submit(f"/inspections/{inspection_id}/report", languages=languages)
    job_id = int(asked.headers["Location"].rpartition("/")[2])
    made = run(world, job_id)

    answer = browser.get(made["link"])
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    flat = " ".join(text.split())
    assert [part for part in LANGUAGES[languages] if part not in flat] == []
    assert world.browser(LIN).get(made["link"]).status_code == 404


def test_the_paper_names_the_agreement_and_what_was_tested_at_its_own_level(world: World) -> None:
    at_own_level(world, "S-2")
    signed = {"agreement_number": "QAA-7", "agreement_version": 2, "agreement_sha256": "5c" * 32}
    inspection_id = started(world, **signed)
    one = height(world)
    values = ["95", "95", "99", "95", "95"]
    measured = [MeasuredInput(one, unit, Decimal(value)) for unit, value in enumerate(values, 1)]
    decided(world, inspection_id, told({MAJOR: (1,)}, measured=measured))
    browser = world.browser(ENA)
    asked = browser.submit(f"/inspections/{inspection_id}/report", languages="en")
    made = run(world, int(asked.headers["Location"].rpartition("/")[2]))

    pages = PdfReader(io.BytesIO(browser.get(made["link"]).data)).pages
    flat = "".join("".join(page.extract_text() for page in pages).split())
    assert "QAA-7·2·SHA-256" + "5c" * 32 in flat
    assert "S-2(C)50/11Notaccepted" in flat


def test_the_page_tells_each_plan_as_one_sentence(world: World) -> None:
    page = world.browser(ENA).get(f"/inspections/{started(world)}").text

    assert "level II → letter J, AQL 2.5 → take 80, accept up to 5, reject from 6" in page


def test_a_language_that_there_is_not_is_refused(world: World) -> None:
    answer = world.browser(ENA).submit(f"/inspections/{inspected(world)}/report", languages="fr")

    assert answer.status_code == 422


def run(world: World, job_id: int) -> dict[str, Any]:
    """Do the work that was asked for, as the worker would."""
    portal = world.app.extensions["portal"]
    mailer = world.app.extensions["background"].mailer
    with world.looking() as session:
        job = session.get_one(JobRun, job_id)
        args, user_id = job.args, job.user_id
    work = Work(portal.config, portal.database, portal.files, job_id, args, mailer, user_id)
    made = make_report(work)
    with world.database.transaction() as session:
        job = session.get_one(JobRun, job_id)
        job.state, job.result = JobState.DONE, made
    return made


def _revision(world: World, inspection_id: int) -> int:
    with world.looking() as session:
        return found(session, inspection_id).revision
