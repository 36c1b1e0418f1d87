"""The pages of imports: upload, mapping, trial, run, refusals; for the brand's importers only."""

import io
import re

import pytest
from werkzeug.test import TestResponse

from portal.imports.models import ImportMapping, ImportRun
from portal.imports.work import run_import
from tests.factories.imports import DATA, begun, factories, outcome, table
from tests.people import ADA, BEN, ENA, LIN
from tests.world import World

BAD = (DATA / "refused_rows.csv").read_bytes()


def upload(world: World, content: bytes, name: str = "list.csv") -> TestResponse:
    file = (io.BytesIO(content), name)
    return world.browser(BEN).submit("/imports", source="suppliers", file=file)


def received(world: World, content: bytes, name: str = "list.csv") -> int:
    """Upload a file and return the id of its run."""
    answer = upload(world, content, name)
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/imports/(\d+)/mapping", answer.location)
    assert found
    return int(found[1])


def run_of(world: World, run_id: int) -> ImportRun:
    with world.looking() as session:
        return session.get_one(ImportRun, run_id)


def choices(world: World, run_id: int) -> dict[str, str]:
    """Return what the mapping page would send as it stands."""
    page = world.browser(BEN).get(f"/imports/{run_id}/mapping").text
    selects = re.findall(r'<select class="select" id="(column-\d+)".*?</select>', page, re.DOTALL)
    chosen = re.findall(
        r'id="(column-\d+)"[^>]*>(?:(?!</select>).)*?<option value="([^"]*)" selected',
        page,
        re.DOTALL,
    )
    assert len(chosen) == len(selects)
    return dict(chosen)


def work(world: World) -> None:
    """Do what waits, as a worker would."""
    world.app.extensions["background"].run_due()


def test_a_list_goes_from_upload_to_stored_suppliers(world: World) -> None:
    browser = world.browser(BEN)
    run_id = received(world, (DATA / "gb18030.csv").read_bytes(), "供应商清单.csv")
    page = browser.get(f"/imports/{run_id}/mapping").text
    assert "GB18030" in page
    assert "杭州林禾纺织有限公司" in page

    fields = choices(world, run_id) | {"mode": "all_or_nothing", "act": "import"}
    fields |= {"column-4": ""}
    answer = browser.submit(f"/imports/{run_id}/mapping", **fields)
    assert (answer.status_code, answer.location) == (303, f"/imports/{run_id}")
    assert "data-poll" in browser.get(f"/imports/{run_id}").text
    work(world)

    run = run_of(world, run_id)
    assert (run.state.value, run.rows, run.created, run.refused) == ("done", 4, 4, 0)
    assert "All rows are stored." in browser.get(f"/imports/{run_id}").text
    assert "data-over" in browser.get(f"/imports/{run_id}/progress").text
    assert "供应商清单.csv" in browser.get("/imports").text


def test_a_trial_can_be_made_an_import(world: World) -> None:
    browser = world.browser(BEN)
    run_id = received(world, factories(3))
    fields = choices(world, run_id) | {"mode": "keep_good", "act": "try"}
    browser.submit(f"/imports/{run_id}/mapping", **fields)
    work(world)
    assert "nothing was stored" in browser.get(f"/imports/{run_id}").text

    answer = browser.submit(f"/imports/{run_id}/repeat", act="import")
    work(world)

    run = run_of(world, int(answer.location.rsplit("/", 1)[1]))
    assert (run.state.value, run.dry_run, run.created) == ("done", False, 3)


def test_what_a_column_means_must_be_said(world: World) -> None:
    run_id = received(world, table([("name", "country", "shoe size"), ("Linhe", "CN", "42")]))
    fields = choices(world, run_id)
    assert fields["column-2"] == "?"

    answer = world.browser(BEN).submit(f"/imports/{run_id}/mapping", act="import", **fields)

    assert answer.status_code == 422
    assert "nobody said what the column “shoe size” means" in answer.text
    assert run_of(world, run_id).state.value == "uploaded"


def test_what_nobody_knows_is_left_out_at_once(world: World) -> None:
    head, row = ("name", "country", "shoe size", "hat size"), ("Linhe", "CN", "42", "58")
    run_id = received(world, table([head, row]))
    browser = world.browser(BEN)
    assert "2 columns are not known." in browser.get(f"/imports/{run_id}/mapping").text

    fields = choices(world, run_id) | {"act": "leave_out"}
    assert browser.submit(f"/imports/{run_id}/mapping", **fields).status_code == 303

    assert run_of(world, run_id).columns == {
        "name": "name_en", "country": "country", "shoe size": "", "hat size": "",
    }  # fmt: skip
    assert "are not known" not in browser.get(f"/imports/{run_id}/mapping").text


def test_a_constant_fills_a_column_that_the_file_does_not_have(world: World) -> None:
    run_id = received(world, table([("name",), ("Linhe Mill",)]))
    browser = world.browser(BEN)
    fields = choices(world, run_id) | {"act": "import"}

    assert browser.submit(f"/imports/{run_id}/mapping", **fields).status_code == 422
    fields["default-country"] = "Atlantis"
    answer = browser.submit(f"/imports/{run_id}/mapping", **fields)
    assert answer.status_code == 422
    assert 'value="Atlantis"' in answer.text
    fields["default-country"] = "中国"
    assert browser.submit(f"/imports/{run_id}/mapping", **fields).status_code == 303
    work(world)

    assert run_of(world, run_id).created == 1


def test_a_saved_mapping_is_taken_by_the_next_file(world: World) -> None:
    browser = world.browser(BEN)
    first = table([("Wer", "Wo"), ("Keramik Oberland", "DE")])
    run_id = received(world, first)
    mapping = {"column-0": "name_en", "column-1": "country", "save": "yes", "name": "ERP"}
    assert browser.submit(f"/imports/{run_id}/mapping", **mapping).status_code == 303

    later = received(world, table([("Wo", "Wer"), ("AT", "Weberei Tirol")]))

    assert run_of(world, later).columns == {"Wer": "name_en", "Wo": "country"}
    assert "“ERP” is used for this file." in browser.get(f"/imports/{later}/mapping").text
    with world.looking() as session:
        saved = session.query(ImportMapping).one()
    browser.submit(f"/imports/mappings/{saved.id}/delete")
    with world.looking() as session:
        assert session.query(ImportMapping).count() == 0


def test_the_person_may_read_the_file_otherwise(world: World) -> None:
    browser = world.browser(BEN)
    run_id = received(world, b"name;country\nnr;land\nLinhe;CN\n")

    answer = browser.submit(f"/imports/{run_id}/reading", delimiter=";", header_line="2")
    assert answer.status_code == 303
    assert run_of(world, run_id).reading["header"] == ["nr", "land"]
    answer = browser.submit(f"/imports/{run_id}/reading", header_line="77")
    assert answer.status_code == 422
    assert "Line 77 holds no column names." in answer.text


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"", "list.csv", 422, "The file is empty."),
        (b"name,country\na,b\nc\0,d\n", "list.csv", 422, "Line 3 holds a NUL character"),
        (b"%PDF-1.7", "list.csv", 422, "not a table"),
        (b"name\nx\n", "list.exe", 422, "not a table"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    world: World, content: bytes, name: str, status: int, sentence: str
) -> None:
    answer = upload(world, content, name)

    assert answer.status_code == status
    assert sentence in answer.text
    with world.looking() as session:
        assert session.query(ImportRun).count() == 0


def test_a_file_must_be_chosen(world: World) -> None:
    answer = world.browser(BEN).submit("/imports", source="suppliers")

    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)


def test_refused_rows_are_shown_and_sent_back_as_they_came(world: World) -> None:
    browser = world.browser(BEN)
    job = begun(world, BAD)
    world.app.extensions["background"].jobs["import"](job)
    run_id = job.args["run"]

    page = browser.get(f"/imports/{run_id}?lang=zh").text
    assert "没有名称或代码与此相符的国家。" in page
    answer = browser.get(f"/imports/{run_id}/refusals.csv?lang=zh")
    lines = answer.data.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("供应商编码,供应商名称,")
    assert lines[0].endswith("拒绝：行号,拒绝：列,拒绝：原因")
    assert lines[1].startswith("V-000123,杭州林禾纺织有限公司,")
    assert lines[1].endswith("2,国家,没有名称或代码与此相符的国家。")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"


def test_corrected_refusals_can_come_back(world: World) -> None:
    browser = world.browser(BEN)
    job = begun(world, table([("name", "country"), ("Linhe Mill", "Chinna")]))
    world.app.extensions["background"].jobs["import"](job)
    sent = browser.get(f"/imports/{job.args['run']}/refusals.csv").data

    run_id = received(world, sent.replace(b"Linhe Mill,Chinna", b"Linhe Mill,China"))
    fields = choices(world, run_id) | {"act": "import"}
    assert browser.submit(f"/imports/{run_id}/mapping", **fields).status_code == 303
    work(world)

    assert run_of(world, run_id).created == 1


def test_a_run_that_waits_can_be_stopped_and_goes_on(world: World) -> None:
    browser = world.browser(BEN)
    run_id = received(world, factories(3))
    browser.submit(f"/imports/{run_id}/mapping", act="import", **choices(world, run_id))

    assert browser.submit(f"/imports/{run_id}/stop").status_code == 303
    work(world)
    assert run_of(world, run_id).state.value == "stopped"
    assert browser.submit(f"/imports/{run_id}/resume").status_code == 303
    work(world)
    assert run_of(world, run_id).created == 3


def test_the_same_file_is_recognised(world: World) -> None:
    job = begun(world, factories(2))
    world.app.extensions["background"].jobs["import"](job)

    run_id = received(world, factories(2), "other name.csv")

    page = world.browser(BEN).get(f"/imports/{run_id}/mapping").text
    assert "This very file was imported before" in page


def test_a_run_is_begun_once(world: World) -> None:
    browser = world.browser(BEN)
    run_id = received(world, factories(3))
    fields = choices(world, run_id) | {"act": "import"}

    first, second = (browser.submit(f"/imports/{run_id}/mapping", **fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)


PAGES = (
    "/imports",
    "/imports/new",
    "/imports/template.csv?source=suppliers",
    "/imports/{run}",
    "/imports/{run}/mapping",
    "/imports/{run}/progress",
    "/imports/{run}/refusals.csv",
)
ACTS = ("mapping", "mapping/take", "reading", "stop", "resume", "repeat")


@pytest.mark.parametrize("person", [ENA, LIN])
def test_imports_are_closed_to_others(world: World, person: object) -> None:
    run_id = received(world, factories(1))
    browser = world.browser(person)  # type: ignore[arg-type]

    looks = {browser.get(path.format(run=run_id)).status_code for path in PAGES}
    acts = {browser.submit(f"/imports/{run_id}/{act}").status_code for act in ACTS}

    assert looks | acts == {403}


def test_a_run_that_is_not_there_is_not_found(world: World) -> None:
    browser = world.browser(BEN)

    looks = {browser.get(path.format(run=7)).status_code for path in PAGES[3:]}
    acts = {browser.submit(f"/imports/7/{act}").status_code for act in ACTS}

    assert looks | acts == {404}


def test_a_list_of_many_runs_asks_no_question_per_run(world: World) -> None:
    from sqlalchemy import event

    browser = world.browser(ADA)
    statements: list[str] = []
    event.listen(
        world.database.engine,
        "before_cursor_execute",
        lambda *call: statements.append(call[2]) if call[2].startswith("SELECT") else None,
    )
    received(world, factories(1))
    browser.get("/imports")
    statements.clear()
    browser.get("/imports")
    few = len(statements)
    for number in range(4):
        received(world, factories(number + 2))
    statements.clear()

    browser.get("/imports")

    assert len(statements) == few


def test_a_run_lost_by_its_worker_can_go_on(world: World) -> None:
    from portal.core.jobs.models import JobRun
    from portal.core.jobs.rules import JobState

    job = begun(world, factories(3))
    with world.database.transaction() as session:
        run = session.get_one(ImportRun, job.args["run"])
        run.state = type(run.state).RUNNING
        session.get_one(JobRun, job.job_id).state = JobState.FAILED
    browser = world.browser(BEN)
    assert "can be resumed" in browser.get(f"/imports/{job.args['run']}").text

    assert browser.submit(f"/imports/{job.args['run']}/resume").status_code == 303
    work(world)

    assert outcome(world, job)[:3] == ("done", 3, 3)


def test_a_run_says_what_was_wrong_most_often(world: World) -> None:
    rows = [(f"Mill {at}", "Nowhere" if at % 3 else "VN") for at in range(90)]
    mixed = begun(world, table([("name", "country"), *rows]))
    run_import(mixed)
    page = world.browser(BEN).get(f"/imports/{mixed.args['run']}").text
    assert re.search(
        r"<caption[^>]*>What was wrong most often<.*?<strong>60</strong>", page, re.DOTALL
    )
    assert "The good rows are stored." in page

    none = begun(world, table([("name", "country"), *(row for row in rows if row[1] != "VN")]))
    run_import(none)
    page = world.browser(BEN).get(f"/imports/{none.args['run']}").text
    assert "No row could be taken" in page
    assert "The good rows are stored." not in page
