"""The sealed PDF: made once, checked by two tools, and broken by one changed byte."""

import hashlib
import json
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from agreements.contracts.models import AgreementVersion
from portal.adapters.seals import seals_of
from portal.core.files.models import StoredFile
from tests.factories.agreements import in_force, make_papers, paper_of
from tests.factories.goods import a_mug
from tests.world import World


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
