"""Assessments as both sides see them."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from portal.adapters.assessment_papers import make_paper
from portal.adapters.jobs import Work
from portal.core.jobs.models import JobRun
from portal.core.jobs.rules import JobState
from tests.factories.checklists import a_checklist, an_assessment, answered, closed, submitted
from tests.people import BEN, EMIL, ENA, LIN, OTTO, WEI, Person
from tests.world import World


@pytest.fixture
def assessment_id(world: World) -> int:
    """Return an open assessment of Lin's company."""
    a_checklist(world)
    return an_assessment(world)


def revision_on(page: str) -> str:
    """Return the revision that a page was shown with."""
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_an_engineer_opens_an_assessment(world: World) -> None:
    a_checklist(world)
    ena = world.browser(ENA)
    page = ena.get("/assessments/new?supplier=S-LIN").text
    auditor = re.search(r'<option value="(\d+)" selected>Ena', page)
    assert auditor is not None
    assert "Main works" in page

    answer = ena.submit(
        "/assessments/new", supplier="S-LIN", checklist="SHORT", auditor=auditor[1],
        planned_on="2030-01-31", asks_supplier="y",
    )  # fmt: skip

    assert answer.status_code == 303
    assert "Linhe Textiles" in ena.get(answer.location).text
    assert "Short list" in world.browser(LIN).get("/assessments").text
    assert "Short list" not in world.browser(WEI).get("/assessments").text


def test_an_answer_keeps_itself_and_says_how_far_one_is(world: World, assessment_id: int) -> None:
    lin = world.browser(LIN)
    path = f"/assessments/{assessment_id}/answers/Q1"
    said = {"answer-Q1": "yes", "remark-Q1": "Since 2019"}
    headers = {"Accept": "application/json"}

    answers = [
        lin.post(path, data={"csrf_token": lin.token(), **said}, headers=headers) for _ in range(2)
    ]

    assert [answer.get_json() for answer in answers] == [
        {"answered": 1, "questions": 4, "seen": 1}
    ] * 2
    page = lin.get(f"/assessments/{assessment_id}/sections/ONE").text
    assert 'value="yes" checked' in page
    assert "Since 2019" in page


def test_a_wrong_answer_is_told_to_the_script(world: World, assessment_id: int) -> None:
    lin = world.browser(LIN)
    answer = lin.post(
        f"/assessments/{assessment_id}/answers/Q3",
        data={"csrf_token": lin.token(), "answer-Q3": "many", "remark-Q3": ""},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 422
    assert answer.get_json() == {"message": "“many” does not answer question Q3."}


def test_without_script_a_section_is_saved_as_a_whole(world: World, assessment_id: int) -> None:
    ena = world.browser(ENA)
    base = f"/assessments/{assessment_id}"
    first = {"answer-Q1": "no", "remark-Q1": "", "answer-Q2": "4", "remark-Q2": "Clean"}
    second = {"answer-Q3": "", "na-Q3": "na", "remark-Q3": "", "answer-Q4": "iso", "remark-Q4": ""}

    answers = [
        ena.submit(f"{base}/sections/{section}", **fields).location
        for section, fields in (("ONE", first), ("TWO", second))
    ]

    assert answers == [f"{base}/sections/TWO", base]
    page = ena.get(base).text
    assert "4 / 4" in page
    assert "Close the assessment" in page


def test_the_whole_way_from_self_assessment_to_released_result(
    world: World, assessment_id: int
) -> None:
    lin, ena = world.browser(LIN), world.browser(ENA)
    base = f"/assessments/{assessment_id}"
    answered(world, assessment_id, LIN)
    lin.submit(f"{base}/submit", revision=revision_on(lin.get(base).text))
    answered(world, assessment_id, ENA, Q1="no", Q2="3", Q3="90", Q4="iso")
    ena.submit(f"{base}/close", revision=revision_on(ena.get(base).text), summary="SECRET-SUMMARY")

    words = ["SECRET-SUMMARY", "48.7", "Knock-out questions"]
    before = lin.get(base).text
    assert "with the auditor" in before
    assert [word for word in words if word in before] == []
    assert lin.get(f"{base}/findings/1").status_code == 404

    ena.submit(f"{base}/release", revision=revision_on(ena.get(base).text))
    after = lin.get(base).text
    assert [word for word in words if word in after] == words
    assert "未通过的否决项" in lin.get(f"{base}?lang=zh").text


def test_an_incomplete_self_assessment_is_not_handed_in(world: World, assessment_id: int) -> None:
    lin, base = world.browser(LIN), f"/assessments/{assessment_id}"

    answer = lin.submit(f"{base}/submit", revision="1")

    assert answer.status_code == 422
    assert "4 questions have no answer yet" in answer.text


def test_findings_are_written_down_followed_up_and_closed(world: World, assessment_id: int) -> None:
    ena, base = world.browser(ENA), f"/assessments/{assessment_id}"
    closed(world, assessment_id, release=True)
    owner = re.search(r'<option value="(\d+)">Lin', ena.get(base).text)
    assert owner is not None
    bad = {
        "severity": "major",
        "text": "Exit locked",
        "owner": owner[1],
        "due_on": "2001-01-01",
        "question": "",
    }
    assert ena.submit(f"{base}/findings", **bad).status_code == 422
    ena.submit(f"{base}/findings", **{**bad, "due_on": "2031-01-01"})
    lin = world.browser(LIN)
    assert "Exit locked" in lin.get("/assessments/findings").text
    lin.submit(f"{base}/findings/1/follow-up", text="Key thrown away")
    page = ena.get(f"{base}/findings/1").text
    assert "Key thrown away" in page

    ena.submit(f"{base}/findings/1/close", revision=revision_on(page), comment="Seen on site")

    assert "Seen on site" in lin.get(f"{base}/findings/1").text
    assert "Exit locked" not in lin.get("/assessments/findings").text


@pytest.mark.parametrize("path", ["", "/sections/ONE", "/findings/1", "/paper/1.pdf"])
def test_another_supplier_finds_nothing_there(world: World, assessment_id: int, path: str) -> None:
    answer = world.browser(WEI).get(f"/assessments/{assessment_id}{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize(("person", "status"), [(BEN, 403), (OTTO, 403), (WEI, 404)])
def test_others_do_not_answer(
    world: World, assessment_id: int, person: Person, status: int
) -> None:
    fields = {"answer-Q1": "yes", "remark-Q1": ""}
    answer = world.browser(person).submit(f"/assessments/{assessment_id}/answers/Q1", **fields)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("languages", "words"),
    [("zh", ["有许可吗？", "78.7 %"]), ("zh en", ["有许可吗？ Is there a licence?", "林禾纺织"])],
)
def test_a_closed_assessment_is_put_on_paper(
    world: World, assessment_id: int, languages: str, words: list[str]
) -> None:
    submitted(world, assessment_id)
    closed(world, assessment_id)
    ena, path = world.browser(ENA), f"/assessments/{assessment_id}/paper"

    asked = ena.submit(path, languages=languages)
    made = run(world, int(asked.location.rpartition("/")[2]))

    answer = ena.get(made["link"])
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    flat = " ".join(text.split())
    assert [word for word in words if word not in flat] == []
    assert world.browser(LIN).get(made["link"]).status_code == 404
    assert world.browser(LIN).submit(path, languages="zh").status_code == 404
    assert ena.submit(path, languages="fr").status_code == 422


def run(world: World, job_id: int) -> dict[str, Any]:
    """Do the work that was asked for, as the worker would."""
    portal = world.app.extensions["portal"]
    mailer = world.app.extensions["background"].mailer
    with world.looking() as session:
        job = session.get_one(JobRun, job_id)
        args, user_id = job.args, job.user_id
    work = Work(portal.config, portal.database, portal.files, job_id, args, mailer, user_id)
    made = make_paper(work)
    with world.database.transaction() as session:
        job = session.get_one(JobRun, job_id)
        job.state, job.result = JobState.DONE, made
    return made


def test_of_two_auditors_the_later_is_told_and_keeps_what_was_typed(
    world: World, assessment_id: int
) -> None:
    ena, emil = world.browser(ENA), world.browser(EMIL)
    path = f"/assessments/{assessment_id}/answers/Q2"
    json = {"Accept": "application/json"}
    first = {"answer-Q2": "4", "remark-Q2": "", "seen-Q2": "0"}
    second = {"answer-Q2": "1", "remark-Q2": "Dusty.", "seen-Q2": "0"}

    won = ena.post(path, data={"csrf_token": ena.token(), **first}, headers=json)
    told = emil.post(path, data={"csrf_token": emil.token(), **second}, headers=json)

    assert (won.status_code, won.json and won.json["seen"]) == (200, 1)
    assert (told.status_code, told.json) == (
        409,
        {
            "message": "Ena Engineer has answered this meanwhile: “4”. Yours is not kept yet.",
            "seen": 1,
        },
    )
    section = f"/assessments/{assessment_id}/sections/ONE"
    page = emil.submit(section, **second)
    assert page.status_code == 409
    assert ("Dusty." in page.text, "Ena Engineer has answered" in page.text) == (True, True)
    assert 'name="seen-Q2" value="1"' in page.text
    assert emil.submit(section, **{**second, "seen-Q2": "1"}).status_code == 303
