"""`portal import` from the command line."""

import csv
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import distinct, func, select

from portal.cli.imports import import_file
from scoring.facts.models import DeliveryLine
from tests.factories.imports import DATA, factories
from tests.imports.test_facts import DATA as FACTS
from tests.imports.test_facts import known
from tests.world import World


def portal_import(world: World, *args: str) -> Result:
    return CliRunner().invoke(import_file, ["suppliers", *args], obj=world.config)


def test_a_file_is_imported_and_counted(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(factories(3))

    first, again = portal_import(world, str(path)), portal_import(world, str(path))

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "rows 3, created 3, updated 0, unchanged 0, refused 0" in first.output
    assert "rows 3, created 0, updated 0, unchanged 3, refused 0" in again.output


def test_a_trial_stores_nothing(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(factories(3))
    trial = portal_import(world, str(path), "--dry-run")

    assert "done (trial, nothing stored)" in trial.output
    assert "created 3" in portal_import(world, str(path)).output


def test_refused_rows_are_named_and_the_exit_says_so(world: World) -> None:
    path = str(DATA / "refused_rows.csv")

    refused, kept = portal_import(world, path), portal_import(world, path, "--keep-good")

    assert (refused.exit_code, kept.exit_code) == (1, 0)
    assert "line 2, 国家: '火星' No country has this name or code." in refused.output
    assert "created 0" in refused.output


def test_what_a_person_would_have_to_decide_is_refused(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"name,country,shoe size\nLinhe,CN,42\n")
    unknown = portal_import(world, str(path))
    path.write_bytes("name,country\nQuímicas Señoras Peñalba Cañadas,ES\n".encode("latin-1"))
    unsure = portal_import(world, str(path))
    no_mapping = portal_import(world, str(path), "--encoding", "gb18030", "--mapping", "ERP")

    assert {unknown.exit_code, unsure.exit_code, no_mapping.exit_code} == {1}
    assert "the column “shoe size” means" in unknown.output
    assert "neither UTF-8 nor clearly Chinese" in unsure.output
    assert "No mapping is saved under the name “ERP”." in no_mapping.output


def test_a_list_as_it_was_published_needs_no_hand_work(world: World) -> None:
    """33 columns under the names of a foreign system; most of them are nothing of ours."""
    path = FACTS / "scms_original_columns.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        known(world, sorted({row["Vendor"] for row in csv.DictReader(lines)}))

    def deliveries(*options: str) -> Result:
        return CliRunner().invoke(
            import_file, ["deliveries", str(path), *options], obj=world.config
        )

    assert "nobody said what the column “Project Code” means" in deliveries().output
    first = deliveries("--leave-out", "--save-mapping", "SCMS")
    again = deliveries()

    assert "rows 43, created 43, updated 0, unchanged 0, refused 0" in first.output
    assert "rows 43, created 0, updated 0, unchanged 43, refused 0" in again.output
    on_time = func.count().filter(DeliveryLine.received_on <= DeliveryLine.confirmed_on)
    vendors = func.count(distinct(DeliveryLine.supplier_id))
    with world.looking() as session:
        assert tuple(session.execute(select(func.count(), on_time, vendors)).one()) == (43, 41, 15)
