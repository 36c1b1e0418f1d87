"""Writing an agreement: from a template or from its last version, until it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from agreements.clauses.wording import Wording
from agreements.contracts.events import (
    AgreementDescribed,
    AgreementSent,
    AgreementStarted,
    AgreementWithdrawn,
    ClauseTakenOut,
    ClauseWritten,
)
from agreements.contracts.models import (
    Agreement,
    AgreementClause,
    AgreementCover,
    AgreementVersion,
    ClauseProposal,
    columns_of,
)
from agreements.contracts.operations.deciding import FASTER, decide, side_of
from agreements.contracts.operations.telling import tell_side
from agreements.contracts.queries.finding import whole_version
from agreements.contracts.queries.naming import named
from agreements.contracts.rules import (
    Covered,
    ProposalState,
    Side,
    VersionState,
    demand_fit,
    demand_whole,
)
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, NotFound, Outpaced, WrongState
from portal.core.i18n import N_, Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource
from portal.core.suppliers.models import Category, Supplier

S = VersionState


@dataclass(frozen=True)
class DraftInput:
    """What an agreement is to be about, before anybody negotiates."""

    title: Bilingual
    covered: Covered
    clauses: Sequence[Wording] = ()


def start_agreement(
    session: Session, actor: Actor, supplier: Supplier, brand: str, given: DraftInput
) -> AgreementVersion:
    """Draft an agreement with a supplier, who does not see it before it is sent."""
    actor.must(Permission.AGREEMENT_DRAFT)
    clauses = [named(session, said) for said in _checked(given.clauses)]
    agreement = Agreement(supplier_id=supplier.id, brand=brand, created_by_id=actor.user_id)
    agreement.supplier = supplier
    session.add(agreement)
    session.flush()
    version = _draft(session, actor, agreement, 1, given.title, clauses)
    _cover(session, version, given.covered)
    record(session, actor, AgreementStarted(*_unseen(agreement, version)))
    return version


def start_version(session: Session, actor: Actor, before: AgreementVersion) -> AgreementVersion:
    """Draft the next version of an agreement from an earlier one: a renewal or an amendment.

    Raises Outpaced where another version is still on its way.
    """
    actor.must(Permission.AGREEMENT_DRAFT, before.supplier_id)
    agreement = before.agreement
    number = agreement.last_number + 1
    moved = session.execute(
        update(Agreement)
        .where(Agreement.id == agreement.id, Agreement.last_number == number - 1)
        .values(last_number=number, revision=Agreement.revision + 1)
        .returning(Agreement.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if moved is None:
        raise Outpaced(FASTER)
    session.refresh(agreement, ["last_number", "revision"])
    clauses = [named(session, clause.wording) for clause in before.clauses]
    version = _draft(session, actor, agreement, number, before.title, clauses, before.number)
    session.add_all(
        AgreementCover(
            supplier_id=version.supplier_id, version_id=version.id, code=cover.code,
            category_id=cover.category_id, product_id=cover.product_id,
        )
        for cover in session.scalars(
            select(AgreementCover).where(AgreementCover.version_id == before.id)
        )
    )  # fmt: skip
    record(session, actor, AgreementStarted(*_unseen(agreement, version)))
    return version


def describe_version(
    session: Session,
    actor: Actor,
    version: AgreementVersion,
    revision: int,
    title: Bilingual,
    covered: Covered,
) -> None:
    """Say what a draft is called and what it covers."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    _check_title(title)
    decide(session, version, {S.DRAFT}, revision, title_en=title.en, title_zh=title.zh)
    session.execute(delete(AgreementCover).where(AgreementCover.version_id == version.id))
    _cover(session, version, covered)
    record(session, actor, AgreementDescribed(*_unseen(version.agreement, version)))


def write_clause(
    session: Session,
    actor: Actor,
    version: AgreementVersion,
    position: int | None,
    said: Wording,
    seen: int = 0,
) -> AgreementClause:
    """Add a clause at the end of a draft (`position` None), or write one anew as it was seen."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    said = named(session, said.check())
    clauses = _clauses(session, version)
    if position is None:
        demand_fit([clause.wording for clause in clauses], said.kind)
        decide(session, version, {S.DRAFT})
        clause = _clause(version, len(clauses) + 1, said)
        session.add(clause)
    else:
        clause = _numbered(clauses, position)
        if clause.revision != seen:
            raise Outpaced(FASTER)
        if clause.kind is not said.kind:
            raise Invalid(N_("The kind of a clause does not change."), field="kind")
        decide(session, version, {S.DRAFT})
        for name, value in columns_of(said).items():
            setattr(clause, name, value)
    record(session, actor, ClauseWritten(*_unseen(version.agreement, version), clause.position))
    return clause


def take_out_clause(
    session: Session, actor: Actor, version: AgreementVersion, position: int, revision: int
) -> None:
    """Take a clause out of a draft; those after it move up."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    clauses = _clauses(session, version)
    gone = _numbered(clauses, position)
    used = session.scalar(
        select(func.count()).select_from(ClauseProposal).where(ClauseProposal.clause_id == gone.id)
    )
    if used:
        raise Invalid(N_("This clause was negotiated; change it instead."))
    decide(session, version, {S.DRAFT}, revision)
    session.delete(gone)
    session.flush()
    for clause in clauses[position:]:
        clause.position -= 1
        session.flush()
    record(session, actor, ClauseTakenOut(*_unseen(version.agreement, version), position))


def send_version(session: Session, actor: Actor, version: AgreementVersion, revision: int) -> None:
    """Send a draft to the supplier: from now on it is negotiated."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    version = whole_version(session, version.id)
    term = demand_whole([clause.wording for clause in version.clauses])
    if term.ends_on < today():
        raise Invalid(
            N_("The last day of this agreement, %(day)s, has passed. Agree on a new term first."),
            day=term.ends_on.isoformat(),
        )
    covered = session.scalar(
        select(func.count())
        .select_from(AgreementCover)
        .where(AgreementCover.version_id == version.id)
    )
    if not covered:
        raise Invalid(N_("Say which categories or products the agreement covers."))
    decide(session, version, {S.DRAFT}, revision, state=S.SENT, sent_at=now())
    tell_side(
        session, Side.SUPPLIER, version,
        N_("Quality assurance agreement %(number)s for you to read"),
        N_("%(brand)s sent you version %(version)s of agreement %(number)s. Read it clause by"
           " clause, propose changes where you need them, and agree when it is right."),
    )  # fmt: skip
    record(session, actor, AgreementSent(*_about(version.agreement, version)))


def withdraw_version(
    session: Session, actor: Actor, version: AgreementVersion, revision: int, reason: str
) -> None:
    """Give up a version that nobody has signed; it stays readable for who saw it."""
    actor.must(Permission.AGREEMENT_DRAFT, version.supplier_id)
    if version.state is S.HALF_SIGNED:
        raise WrongState(
            N_("The supplier has signed this version: it is withdrawn by a signature as well.")
        )
    was_sent = version.sent_at is not None
    if was_sent and not reason.strip():
        raise Invalid(N_("Say why; the supplier reads it."), field="reason")
    closing = {"state": S.WITHDRAWN, "closed_at": now(), "closing_reason": reason.strip()}
    decide(session, version, {S.DRAFT, S.SENT, S.AGREED}, revision, **closing)
    session.execute(
        update(ClauseProposal)
        .where(ClauseProposal.version_id == version.id, ClauseProposal.state == ProposalState.OPEN)
        .values(state=ProposalState.WITHDRAWN, answered_at=now(), answered_by=actor.name)
        .execution_options(synchronize_session=False)
    )
    if was_sent:
        tell_side(
            session, side_of(actor).other, version,
            N_("Agreement %(number)s, version %(version)s, was withdrawn"),
            N_("%(brand)s withdrew version %(version)s of agreement %(number)s: %(reason)s"),
            reason=reason.strip(),
        )  # fmt: skip
    supplier_id = version.supplier_id if was_sent else None
    withdrawn = AgreementWithdrawn(
        supplier_id, version.agreement_id, version.agreement.number, version.number, reason.strip()
    )
    record(session, actor, withdrawn)


def _about(agreement: Agreement, version: AgreementVersion) -> tuple[int, int, str, int]:
    return agreement.supplier_id, agreement.id, agreement.number, version.number


def _unseen(agreement: Agreement, version: AgreementVersion) -> tuple[None, int, str, int]:
    """Return what a draft is called in the trail: the brand's own until it is sent."""
    return None, agreement.id, agreement.number, version.number


def _draft(
    session: Session,
    actor: Actor,
    agreement: Agreement,
    number: int,
    title: Bilingual,
    clauses: Sequence[Wording],
    based_on: int | None = None,
) -> AgreementVersion:
    _check_title(title)
    version = AgreementVersion(
        supplier_id=agreement.supplier_id, agreement_id=agreement.id, number=number,
        title_en=title.en, title_zh=title.zh, based_on=based_on, drafted_by=actor.name,
    )  # fmt: skip
    version.agreement = agreement
    session.add(version)
    session.flush()
    session.add_all(_clause(version, place, said) for place, said in enumerate(clauses, 1))
    return version


def _clause(version: AgreementVersion, position: int, said: Wording) -> AgreementClause:
    return AgreementClause(
        supplier_id=version.supplier_id,
        version_id=version.id,
        position=position,
        **columns_of(said),
    )


def _checked(clauses: Sequence[Wording]) -> list[Wording]:
    found: list[Wording] = []
    for clause in clauses:
        demand_fit(found, clause.kind)
        found.append(clause.check())
    return found


def _check_title(title: Bilingual) -> None:
    for language in ("en", "zh"):
        if not getattr(title, language).strip():
            raise Invalid(N_("Give a title in Chinese and in English."), field=f"title_{language}")


def _cover(session: Session, version: AgreementVersion, covered: Covered) -> None:
    categories = session.scalars(
        select(Category).where(Category.id.in_(covered.category_ids)).order_by(Category.code)
    ).all()
    products = session.scalars(
        select(Product)
        .join(ProductSource, ProductSource.product_id == Product.id)
        .where(
            Product.id.in_(covered.product_ids),
            ProductSource.supplier_id == version.supplier_id,
        )
        .order_by(Product.sku)
    ).all()
    if len(categories) != len(covered.category_ids) or len(products) != len(covered.product_ids):
        raise Invalid(
            N_("Choose among the categories and the supplier's products."), field="covers"
        )
    owner = {"supplier_id": version.supplier_id, "version_id": version.id}
    session.add_all(AgreementCover(**owner, category_id=c.id, code=c.code) for c in categories)
    session.add_all(AgreementCover(**owner, product_id=p.id, code=p.sku) for p in products)


def _clauses(session: Session, version: AgreementVersion) -> Sequence[AgreementClause]:
    return session.scalars(
        select(AgreementClause)
        .where(AgreementClause.version_id == version.id)
        .order_by(AgreementClause.position)
    ).all()


def _numbered(clauses: Sequence[AgreementClause], position: int) -> AgreementClause:
    if not 1 <= position <= len(clauses):
        raise NotFound
    return clauses[position - 1]
