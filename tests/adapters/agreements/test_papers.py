"""The sealed PDF: made once, checked by two tools, and broken by one changed byte."""

import hashlib
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import select

from agreements.contracts.models import AgreementVersion
from portal.adapters.paper_check import check_paper
from portal.adapters.printing import render_pdf
from portal.adapters.seals import open_seal, seals_of
from portal.core.files.models import StoredFile
from tests.factories.agreements import in_force, make_papers, paper_of
from tests.factories.goods import a_mug
from tests.people import LIN, MAYA
from tests.world import World, test_config


@pytest.fixture
def signed(world: World) -> tuple[World, str]:
    """Return a world with one agreement in force and its paper made."""
    number = in_force(world, a_mug(world))
    make_papers(world)
    return world, number


def certificate(world: World) -> Path:
    return world.config.var / "seal" / "seal-cert.pem"


def pdfsig(path: Path) -> str:
    return subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout


def test_both_validators_accept_the_seal(signed: tuple[World, str], tmp_path: Path) -> None:
    world, number = signed
    content = paper_of(world, number)
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)

    assert seals_of(content, [certificate(world)]) == [True]
    said = pdfsig(path)
    assert "Signature is Valid." in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_one_changed_byte_breaks_the_seal(signed: tuple[World, str], tmp_path: Path) -> None:
    world, number = signed
    content = bytearray(paper_of(world, number))
    content[len(content) // 2] ^= 1
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)

    assert "Signature is Valid." not in pdfsig(path)


def test_the_paper_is_pdf_a_and_carries_the_signed_content(signed: tuple[World, str]) -> None:
    world, number = signed
    with world.looking() as session:
        version = session.scalars(select(AgreementVersion)).one()
        stored = session.scalars(select(StoredFile)).one()
    content = paper_of(world, number)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"
        attached = pdf.attachments[f"{number}-v1.json"].get_file().read_bytes()
        pages = len(pdf.pages)

    assert attached.decode() == version.content
    assert json.loads(attached)["agreement"] == number
    assert hashlib.sha256(attached).hexdigest() == version.sha256
    assert (stored.sha256, stored.size, stored.pages) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        pages,
    )


def test_the_paper_is_never_made_again(signed: tuple[World, str]) -> None:
    world, number = signed
    before = paper_of(world, number)
    make_papers(world)

    assert paper_of(world, number) == before
    with world.looking() as session:
        assert len(session.scalars(select(StoredFile)).all()) == 1


def check(path: Path, *more: str) -> tuple[int, str, str]:
    """Run `portal check` where there is neither a database nor a server."""
    command = [Path(sys.executable).with_name("portal"), "check", path, *more]
    env = {"PORTAL_ENV": "production", "PATH": os.defpath, "LANG": "C.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=env, cwd=path.parent
    )
    return done.returncode, done.stdout, done.stderr


def test_a_copy_is_checked_without_the_server(signed: tuple[World, str], tmp_path: Path) -> None:
    world, number = signed
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper_of(world, number))
    before = {one.name for one in tmp_path.iterdir()}
    code, said, wrong = check(path, "--certificate", str(certificate(world)))

    assert (code, wrong) == (0, "")
    assert f"Agreement   {number}, version 1" in said
    assert "Linhe Textiles" in said
    for person in (LIN, MAYA):
        assert f"Signed      {person.name}" in said
    assert {one.name for one in tmp_path.iterdir()} == before


def test_a_copy_that_is_not_whole_is_told_of(signed: tuple[World, str], tmp_path: Path) -> None:
    world, number = signed
    whole = paper_of(world, number)
    open_seal(test_config(tmp_path / "other"))
    foreign = tmp_path / "other" / "seal" / "seal-cert.pem"
    altered = bytearray(whole)
    altered[len(altered) // 2] ^= 1
    faults = {
        "altered": check_paper(bytes(altered), certificate(world)).faults,
        "added to": check_paper(_added_to(whole), certificate(world)).faults,
        "another's": check_paper(whole, foreign).faults,
        "unsealed": check_paper(render_pdf("<p>Text</p>")).faults,
        "no PDF": check_paper(b"GIF89a").faults,
    }

    assert "The file was altered after it was sealed." in faults["altered"]
    assert "Something was added to the file after it was sealed." in faults["added to"]
    assert faults["another's"] == ["The seal was made by another certificate."]
    assert "The file carries no seal." in faults["unsealed"]
    assert faults["no PDF"] == ["This is not a sealed PDF that can be read."]


def _added_to(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Extra"] = generic.NameObject("/Extra")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
