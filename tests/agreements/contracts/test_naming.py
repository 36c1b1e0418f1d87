"""Types of documents are called by their names, and what was signed keeps the names it had."""

import json
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import update
from sqlalchemy.orm import Session

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.quality import DocumentTerms
from agreements.contracts.operations.negotiating import accept_proposal, propose_change
from agreements.contracts.queries.finding import open_proposal_of
from portal.core.actor import Actor
from portal.core.documents.models import DocumentType
from portal.core.i18n import Bilingual
from tests.agreements.contracts.test_tampering import findings
from tests.factories.agreements import (
    agree,
    clause,
    clauses,
    make_papers,
    on,
    paper_of,
    sent,
    sign,
    worded,
)
from tests.factories.documents import a_catalogue
from tests.factories.goods import a_mug, acting
from tests.people import BEN, LIN, MAYA
from tests.world import World

ISO = Bilingual("ISO 9001 certificate", "ISO 9001 质量管理体系证书")
DOCUMENTS = worded(ClauseKind.DOCUMENTS, DocumentTerms(("ISO_9001", "OWN_LIST")))
PLACE = 6


@pytest.fixture
def number(world: World) -> str:
    """Return the number of an agreement that was sent, with a clause about documents."""
    a_catalogue(world)
    return sent(world, a_mug(world), [*clauses(), DOCUMENTS])


def names(world: World, number: str) -> dict[str, Bilingual]:
    def read(session: Session, actor: Actor) -> dict[str, Bilingual]:
        terms = clause(session, actor, number, PLACE).wording.terms
        assert isinstance(terms, DocumentTerms)
        return dict(terms.names)

    return acting(world, BEN, read)


def rename(world: World, code: str) -> None:
    with world.acting() as session:
        session.execute(
            update(DocumentType).where(DocumentType.code == code).values(name_en="Renamed")
        )


def test_a_draft_takes_the_names_that_the_portal_knows(world: World, number: str) -> None:
    assert names(world, number) == {"ISO_9001": ISO}


def test_a_proposal_takes_them_too(world: World, number: str) -> None:
    def propose(session: Session, actor: Actor) -> None:
        found = clause(session, actor, number, PLACE)
        said = worded(ClauseKind.DOCUMENTS, DocumentTerms(("MSDS",)))
        propose_change(session, actor, found, said, found.revision)

    def accept(session: Session, actor: Actor) -> None:
        proposal = open_proposal_of(session, clause(session, actor, number, PLACE).id)
        assert proposal is not None
        accept_proposal(session, actor, proposal)

    acting(world, LIN, propose)
    acting(world, BEN, accept)

    assert set(names(world, number)) == {"MSDS"}


def test_what_is_signed_keeps_its_names(world: World, number: str) -> None:
    agree(world, number)
    rename(world, "ISO_9001")
    sign(world, LIN, number)
    sign(world, MAYA, number)
    make_papers(world)

    content = json.loads(on(world, BEN, number, lambda s, a, v: v.content) or "")
    assert content["clauses"][PLACE - 1]["values"] == {
        "codes": ["ISO_9001", "OWN_LIST"],
        "names": {"ISO_9001": {"en": ISO.en, "zh": ISO.zh}},
    }
    assert findings(world) == []
    printed = " ".join(
        "".join(page.extract_text() for page in PdfReader(BytesIO(paper_of(world, number))).pages)
        .split()
    )  # fmt: skip
    assert f"{ISO.en}, OWN_LIST" in printed
    assert "Renamed" not in printed
