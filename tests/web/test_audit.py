"""The pages of the trail."""

import csv
import io
import re
from dataclasses import fields

import pytest
from sqlalchemy import event

from portal import tables  # noqa: F401
from portal.adapters.subjects import names_of_things
from portal.core.audit.queries import TrailFilter, trail_page
from portal.core.clock import now
from portal.core.events import Event
from portal.core.jobs.models import JobRun
from portal.core.jobs.queries import VERIFY_STEP
from portal.core.jobs.rules import JobState
from portal.web.audit.telling import UNSAID, things_of
from portal.web.audit.words import COLUMNS, EVENTS, KINDS
from tests.factories.agreements import sent
from tests.factories.documents import submitted
from tests.factories.goods import a_mug
from tests.factories.happenings import happen
from tests.people import ADA, BEN, ENA, LIN, WEI
from tests.world import World


def test_the_page_says_who_did_what_when(world: World) -> None:
    happen(world, world.actor(BEN), "a <b>word</b>", world.supplier_id("S-LIN"), whom="林晓")

    page = world.browser(ADA).get("/audit?kind=test")

    assert page.status_code == 200
    assert "Ben Buyer" in page.text
    assert "a &lt;b&gt;word&lt;/b&gt;" in page.text
    assert "林晓" in page.text
    assert "Linhe Textiles" in page.text


def test_roles_without_the_trail_are_told_so(world: World) -> None:
    assert world.browser(ENA).get("/audit").status_code == 403


def test_a_supplier_sees_its_own_and_cannot_find_others(world: World) -> None:
    happen(world, world.actor(LIN), "lin's secret", world.supplier_id("S-LIN"))

    wei = world.browser(WEI)

    assert "lin's secret" in world.browser(LIN).get("/audit").text.replace("&#39;", "'")
    for address in ("/audit", "/audit?supplier=S-LIN", "/audit/print", "/audit/export.csv"):
        assert "secret" not in wei.get(address).text


def test_a_mistyped_day_is_told_and_kept(world: World) -> None:
    page = world.browser(ADA).get("/audit?from=22.11.2026").text

    assert "“22.11.2026” is not a day like 2026-11-22." in page
    assert 'value="22.11.2026"' in page


def test_odd_filters_find_nothing_and_break_nothing(world: World) -> None:
    ada = world.browser(ADA)
    odd = ("from=0001-01-01&to=9999-12-31", "user=x", "subject=99999999999999999999", "before=-1")
    for query in (*odd, "after=9223372036854775808", "q=%25_%2F", "kind=a.b.c"):
        assert ada.get(f"/audit?{query}").status_code == 200, query


def test_a_copy_is_harmless_whole_and_itself_recorded(world: World) -> None:
    happen(world, world.actor(BEN), "=1+1", whom="+49 30 1")
    ada = world.browser(ADA)

    copy = ada.get("/audit/export.csv?kind=test")

    rows = list(csv.DictReader(io.StringIO(copy.data.decode("utf-8-sig"))))
    assert copy.headers["Content-Disposition"].startswith("attachment; filename=audit-")
    assert [row["event"] for row in rows] == ["test.seen"]
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    assert "Trail exported" in ada.get("/audit?kind=trail").text


def test_paper_and_page_say_the_same(world: World) -> None:
    happen(world, world.actor(BEN), "printed")

    assert "printed" in world.browser(ADA).get("/audit/print?kind=test").text


def test_every_event_and_every_thing_has_its_words() -> None:
    names = {name for name in Event.catalogue if not name.startswith("test.")}

    assert names - set(EVENTS) == set()
    assert {name.partition(".")[0] for name in names} - set(KINDS) == set()


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"result": {"lines": 1200}}, "1200 lines, everything is as it was written."),
        ({"result": 0}, "everything is as it was written."),
        ({"failure": "NotAsWritten: document_version 1"}, "found what is not as it was written."),
    ],
)
def test_the_page_says_when_all_was_last_verified(
    world: World, step: dict[str, object], said: str
) -> None:
    assert "Not verified yet" in world.browser(ADA).get("/audit").text
    with world.database.transaction() as session:
        steps = [{"step": "expire versions", "result": 0}, {"step": VERIFY_STEP, **step}]
        night = JobRun(kind="nightly", slot="2026-11-22", state=JobState.DONE, args={})
        night.result, night.finished_at = {"steps": steps}, now()
        session.add(night)

    assert said in world.browser(ADA).get("/audit").text
    assert said not in world.browser(LIN).get("/audit").text


def test_hashes_are_folded_on_the_page_and_whole_on_paper(world: World) -> None:
    submitted(world)
    ada = world.browser(ADA)

    assert re.search(r"<summary>SHA-256 [0-9a-f]{8}…</summary>", ada.get("/audit").text)
    assert "trail-more" not in ada.get("/audit/print").text


def test_every_fact_has_words() -> None:
    ours = [one for name, one in Event.catalogue.items() if not name.startswith("test.")]
    facts = {field.name for one in ours for field in fields(one)}

    assert facts - {"supplier_id", "subject_id", *UNSAID} - set(COLUMNS) == set()


def test_a_line_calls_the_thing_by_its_name_and_leads_there(world: World) -> None:
    number = sent(world, a_mug(world))

    page = world.browser(ADA).get("/audit?kind=agreement.sent").text

    assert f'href="/agreements/{number}"' in page
    assert page.count(f">{number}<") == 1
    assert ">MUG-1<" in world.browser(ADA).get("/audit?kind=product").text


def test_names_take_one_question_for_each_kind(world: World) -> None:
    for sku in ("MUG-1", "MUG-2", "MUG-3"):
        sent(world, a_mug(world, sku))
    asked: list[str] = []
    engine, ada = world.database.engine, world.actor(ADA)
    with world.looking() as session:
        lines = trail_page(session, ada, TrailFilter(kind="agreement"), 50).lines
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        names = names_of_things(session, ada, things_of(lines))

    assert (len(names["agreement"]), len(asked)) == (3, 1)


def test_a_supplier_reads_names_of_its_own_things_only(world: World) -> None:
    sent(world, a_mug(world))
    with world.looking() as session:
        ada, wei = world.actor(ADA), world.actor(WEI)
        wanted = things_of(trail_page(session, ada, TrailFilter(), 50).lines)
        found = names_of_things(session, wei, wanted)

    assert {kind: dict(names) for kind, names in found.items() if names} == {}
