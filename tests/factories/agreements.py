"""Agreements in every stage, made for tests by the acts themselves."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.clauses.kinds import ClauseKind, FreeTerms
from agreements.clauses.law import LiabilityTerms, NonconformityTerms, TermTerms
from agreements.clauses.sampling import SamplingTerms
from agreements.clauses.wording import Wording
from agreements.contracts.models import AgreementClause, AgreementVersion
from agreements.contracts.operations.drafting import (
    DraftInput,
    send_version,
    start_agreement,
)
from agreements.contracts.operations.hands import Hand
from agreements.contracts.operations.negotiating import agree_version
from agreements.contracts.operations.signing import SigningInput, sign_version
from agreements.contracts.operations.terminating import EndingInput, end_version
from agreements.contracts.queries.finding import find_agreement, find_clause, find_version
from agreements.contracts.queries.papers import PAPER
from agreements.contracts.rules import Covered
from portal.adapters.agreement_papers import make_agreement_paper
from portal.adapters.jobs import Work
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.i18n import Bilingual
from portal.core.jobs.models import JobRun
from portal.core.products.queries import find_product
from portal.core.suppliers.queries.finding import find_supplier
from tests.factories.goods import acting
from tests.people import BEN, LIN, MAYA, Person
from tests.world import World

Answer = TypeVar("Answer")
TITLE = Bilingual("Quality assurance agreement", "质量保证协议")


def worded(
    kind: ClauseKind, terms: object, en: str = "As agreed.", zh: str = "按约定。"
) -> Wording:
    """Return a clause of a kind with short text."""
    title = Bilingual(kind.value.capitalize(), f"条款 {kind.value}")
    return Wording(kind, title, Bilingual(en, zh), terms)  # type: ignore[arg-type]


def clauses(
    begins_on: date | None = None,
    ends_on: date | None = None,
    sampling: SamplingTerms | None = None,
) -> list[Wording]:
    """Return a short agreement: free text, sampling, limits, liability, term."""
    first = begins_on or today()
    last = ends_on or first + timedelta(days=364)
    return [
        worded(ClauseKind.FREE, FreeTerms(), "Who we are.", "双方。"),
        worded(ClauseKind.SAMPLING, sampling or SamplingTerms()),
        worded(ClauseKind.NONCONFORMITY, NonconformityTerms()),
        worded(ClauseKind.LIABILITY, LiabilityTerms()),
        worded(ClauseKind.TERM, TermTerms(first, last, 60)),
    ]


def drafted(world: World, sku: str, said: Sequence[Wording] | None = None) -> str:
    """Draft an agreement over one product of Lin's and return its number."""

    def draft(session: Session, actor: Actor) -> str:
        product = find_product(session, actor, sku)
        given = DraftInput(TITLE, Covered(product_ids=frozenset({product.id})), said or clauses())
        supplier = find_supplier(session, actor, "S-LIN")
        return start_agreement(session, actor, supplier, "Hohenfeld", given).agreement.number

    return acting(world, BEN, draft)


def the(session: Session, actor: Actor, number: str, version: int = 1) -> AgreementVersion:
    """Return one version of an agreement."""
    return find_version(session, actor, find_agreement(session, actor, number), version)


def on(
    world: World,
    person: Person,
    number: str,
    act: Callable[[Session, Actor, AgreementVersion], Answer],
    version: int = 1,
) -> Answer:
    """Let somebody act on a version, in a transaction of its own."""
    return acting(world, person, lambda s, actor: act(s, actor, the(s, actor, number, version)))


def clause(session: Session, actor: Actor, number: str, position: int) -> AgreementClause:
    """Return a clause of the first version."""
    return find_clause(session, actor, the(session, actor, number), position)


def sent(world: World, sku: str, said: Sequence[Wording] | None = None) -> str:
    """Draft and send an agreement."""
    number = drafted(world, sku, said)
    send(world, number)
    return number


def send(world: World, number: str, version: int = 1) -> None:
    """Send a draft."""
    on(world, BEN, number, lambda s, a, v: send_version(s, a, v, v.revision), version)


def agree(world: World, number: str, version: int = 1) -> None:
    """Let the supplier agree."""
    on(world, LIN, number, lambda s, a, v: agree_version(s, a, v, v.revision), version)


def agreed(world: World, sku: str, said: Sequence[Wording] | None = None) -> str:
    """Bring an agreement to where it can be signed."""
    number = sent(world, sku, said)
    agree(world, number)
    return number


def signing(actor: Actor, version: AgreementVersion) -> SigningInput:
    """Return what an honest signer gives."""
    return SigningInput(version.sha256 or "", Hand(actor.name, intends=True))


def sign(world: World, person: Person, number: str, version: int = 1) -> None:
    """Let somebody sign."""
    on(world, person, number, lambda s, a, v: sign_version(s, a, v, signing(a, v)), version)


def end(world: World, person: Person, number: str, last_day: date | None, reason: str) -> None:
    """Let somebody end a signed version by a signature."""

    def act(session: Session, actor: Actor, version: AgreementVersion) -> None:
        given = EndingInput(last_day, reason, Hand(actor.name, intends=True))
        end_version(session, actor, version, version.revision, given)

    on(world, person, number, act)


def in_force(world: World, sku: str, said: Sequence[Wording] | None = None) -> str:
    """Bring an agreement into force."""
    number = agreed(world, sku, said)
    sign(world, LIN, number)
    sign(world, MAYA, number)
    return number


def with_terms(said: Wording, **values: object) -> Wording:
    """Return a clause with other values."""
    return replace(said, terms=replace(said.terms, **values))  # type: ignore[type-var,arg-type]


def make_papers(world: World) -> None:
    """Do the background work that makes the PDFs of signed versions."""
    portal = world.app.extensions["portal"]
    mailer = world.app.extensions["background"].mailer
    with world.looking() as session:
        waiting = session.scalars(select(JobRun).where(JobRun.kind == PAPER)).all()
    for job in waiting:
        work = Work(portal.config, portal.database, portal.files, job.id, job.args, mailer)
        make_agreement_paper(work)


def paper_of(world: World, number: str, version: int = 1) -> bytes:
    """Return the bytes of a filed PDF."""
    key = on(world, BEN, number, lambda s, a, v: f"{v.supplier_id}/{v.paper_sha256}", version)
    with world.app.extensions["portal"].files.open(key) as file:
        content: bytes = file.read()
        return content
