"""The steps of a company's way in: what is there, what is missing, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inspections.sampling.rules.sentences import Sentence, sentence
from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.actor import Actor
from portal.core.documents.queries.standings import ProofLine, proof_of
from portal.core.documents.rules import RequirementLevel
from portal.core.documents.rules.requirements import Standing
from portal.core.i18n import N_, Bilingual, Message
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.rules import ARRIVING, SupplierState
from scoring.admission.rules import DECIDED
from scoring.assessments.models import Assessment, Finding
from scoring.assessments.queries.finding import in_sight, may_read_result
from scoring.assessments.rules import AssessmentState, FindingState
from scoring.checklists.rules import ChecklistKind


class StepKind(StrEnum):
    INVITED = "invited"
    REGISTERED = "registered"
    PAPERS = "papers"
    ASSESSMENT = "assessment"
    DECISION = "decision"


STEP_WORDS: dict[StepKind, Message] = {
    StepKind.INVITED: N_("Invited (a step)"),
    StepKind.REGISTERED: N_("Registered (a step)"),
    StepKind.PAPERS: N_("Self-assessment and documents"),
    StepKind.ASSESSMENT: N_("Assessment (a step)"),
    StepKind.DECISION: N_("Decision (a step)"),
}


class Doer(StrEnum):
    """Whose turn it is."""

    BUYER = "buyer"
    ENGINEER = "engineer"
    MANAGER = "manager"
    SUPPLIER = "supplier"


DOER_WORDS: dict[Doer, Message] = {
    Doer.BUYER: N_("Buyer (whose turn)"),
    Doer.ENGINEER: N_("Quality engineer (whose turn)"),
    Doer.MANAGER: N_("Quality manager (whose turn)"),
    Doer.SUPPLIER: N_("Supplier (whose turn)"),
}


@dataclass(frozen=True)
class Item:
    """One thing of a step: there, or still to be done by somebody."""

    told: Sentence
    is_there: bool
    who: Doer | None = None
    """Whose turn it is; None where nobody has to do anything."""
    link: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the way with all that belongs to it."""

    kind: StepKind
    items: Sequence[Item]
    is_past: bool = False
    """Whether the state of the company says that it is behind."""

    @property
    def is_done(self) -> bool:
        return self.is_past or all(item.is_there for item in self.items)

    @property
    def open_items(self) -> Sequence[Item]:
        return [item for item in self.items if not item.is_there]


def path_of(session: Session, actor: Actor, supplier: Supplier, today: date) -> Sequence[Step]:
    """Return the five steps of a company's way in, as far as somebody may know of them."""
    actor.must(Permission.SUPPLIER_READ, supplier.id)
    seen = _seen(session, actor, supplier)
    papers = _papers(session, actor, supplier, seen, today)
    return (
        Step(StepKind.INVITED, _invited(session, actor, supplier),
             supplier.state is not SupplierState.INVITED),
        Step(StepKind.REGISTERED, _registered(actor, supplier), supplier.state not in ARRIVING),
        Step(StepKind.PAPERS, papers),
        Step(StepKind.ASSESSMENT, _assessed(session, actor, supplier, seen)),
        Step(StepKind.DECISION, _decided(supplier)),
    )  # fmt: skip


def current_step(steps: Sequence[Step], supplier: Supplier) -> StepKind | None:
    """Return the first step with something to do, or None for who is approved."""
    if supplier.state in (SupplierState.APPROVED, SupplierState.CLOSED):
        return None
    return next((step.kind for step in steps if not step.is_done), None)


def _seen(session: Session, actor: Actor, supplier: Supplier) -> Sequence[Assessment]:
    own = select(Assessment).where(Assessment.supplier_id == supplier.id, in_sight(actor))
    return session.scalars(own.order_by(Assessment.id.desc()).limit(50)).all()


def _door(actor: Actor, supplier: Supplier, permission: Permission, path: str) -> str:
    """Return a path for who may open it, else nothing."""
    return path if actor.may(permission, supplier.id) else ""


def _invited(session: Session, actor: Actor, supplier: Supplier) -> list[Item]:
    people = session.execute(
        select(User.state, func.count()).where(User.supplier_id == supplier.id).group_by(User.state)
    )
    counts = {state: count for state, count in people}  # noqa: C416 - rows are not pairs to mypy
    whom = _door(actor, supplier, Permission.PERSON_READ, f"/suppliers/{supplier.code}/people")
    if counts.get(UserState.ACTIVE):
        told = sentence(N_("People of the company use the portal: %(count)s"),
                        count=counts[UserState.ACTIVE])  # fmt: skip
        return [Item(told, is_there=True, link=whom)]
    if counts.get(UserState.WAITING):
        told = sentence(N_("Somebody of the company asks to be let in."))
        return [Item(told, False, Doer.BUYER, whom and "/people?state=waiting")]
    if counts.get(UserState.INVITED):
        told = sentence(N_("Somebody is invited and has not come in yet."))
        return [Item(told, False, Doer.SUPPLIER, whom)]
    told = sentence(N_("Nobody of the company is invited yet."))
    invite = f"/people/invite?supplier={supplier.code}"
    return [Item(told, False, Doer.BUYER,
                 _door(actor, supplier, Permission.SUPPLIER_INVITE, invite))]  # fmt: skip


def _registered(actor: Actor, supplier: Supplier) -> list[Item]:
    edit = _door(actor, supplier, Permission.SUPPLIER_EDIT, f"/suppliers/{supplier.code}/edit")
    asked = Doer.SUPPLIER
    items = [
        Item(sentence(word), bool(there), None if there else who, "" if there else edit)
        for word, there, who in (
            (N_("Registration number"), supplier.registration_number, Doer.BUYER),
            (N_("Registered address"), supplier.address, asked),
            (N_("Categories and markets"), supplier.categories and supplier.markets, asked),
        )
    ]
    return [*items, _review_opened(supplier)]


def _review_opened(supplier: Supplier) -> Item:
    if supplier.state in ARRIVING:
        told = sentence(N_("The review has not begun."))
        return Item(told, False, Doer.BUYER, f"/suppliers/{supplier.code}/state")
    return Item(sentence(N_("The review has begun.")), is_there=True)


def _papers(
    session: Session, actor: Actor, supplier: Supplier, seen: Sequence[Assessment], today: date
) -> list[Item]:
    items = [_self_assessed(actor, supplier, seen)]
    if not actor.may(Permission.DOCUMENT_READ, supplier.id):
        return items
    proof = proof_of(session, actor, supplier.id, today)
    asked = [line for line in proof if line.level is not RequirementLevel.WARN]
    if not asked:
        return [*items, Item(sentence(N_("No document is required.")), is_there=True)]
    met = sum(line.is_met for line in asked)
    told = sentence(N_("Required documents in force: %(met)s of %(all)s"), met=met, all=len(asked))
    items.append(Item(told, met == len(asked), None, f"/suppliers/{supplier.code}/documents"))
    return items + [_paper(actor, supplier, line) for line in asked if not line.is_met]


STANDING_TOLD: dict[Standing, Message] = {
    Standing.WAITING: N_("%(name)s waits for review"),
    Standing.RETURNED: N_("%(name)s was returned"),
    Standing.EXPIRED: N_("%(name)s has expired"),
    Standing.MISSING: N_("%(name)s is missing"),
}


def _paper(actor: Actor, supplier: Supplier, line: ProofLine) -> Item:
    told = sentence(STANDING_TOLD[line.standing], name=line.name)
    if line.standing is Standing.WAITING:
        return Item(told, False, Doer.ENGINEER, f"/documents/{line.document_id}")
    if line.document_id:
        return Item(told, False, Doer.SUPPLIER, f"/documents/{line.document_id}")
    upload = f"/documents/upload?type={line.code}"
    return Item(told, False, Doer.SUPPLIER,
                _door(actor, supplier, Permission.DOCUMENT_UPLOAD, upload))  # fmt: skip


def _self_assessed(actor: Actor, supplier: Supplier, seen: Sequence[Assessment]) -> Item:
    asked = [one for one in seen if one.asks_supplier]
    handed_in = (one for one in asked if one.submitted_at and one.state is not AssessmentState.OPEN)
    given = next(handed_in, None)
    if given:
        told = sentence(N_("Self-assessment %(number)s is handed in"), number=given.number)
        return Item(told, is_there=True, link=f"/assessments/{given.id}")
    waiting = next((one for one in asked if one.state is AssessmentState.OPEN), None)
    if waiting:
        told = sentence(N_("Self-assessment %(number)s is to be answered"), number=waiting.number)
        return Item(told, False, Doer.SUPPLIER, f"/assessments/{waiting.id}")
    told = sentence(N_("No self-assessment is asked for yet."))
    return Item(told, False, Doer.ENGINEER, _new_assessment(actor, supplier))


def _new_assessment(actor: Actor, supplier: Supplier) -> str:
    path = f"/assessments/new?supplier={supplier.code}"
    return _door(actor, supplier, Permission.ASSESSMENT_PERFORM, path)


def _assessed(
    session: Session, actor: Actor, supplier: Supplier, seen: Sequence[Assessment]
) -> list[Item]:
    audits = [one for one in seen if one.kind is not ChecklistKind.SELF_ASSESSMENT]
    closed = [one for one in audits if one.state is AssessmentState.CLOSED]
    if closed:
        last = max(closed, key=lambda one: (one.closed_at is not None, one.closed_at, one.id))
        return _result(session, actor, last)
    if audits:
        told = sentence(N_("Assessment %(number)s is planned for %(day)s"),
                        number=audits[0].number, day=audits[0].planned_on.isoformat())  # fmt: skip
        return [Item(told, False, Doer.ENGINEER, f"/assessments/{audits[0].id}")]
    if actor.is_supplier:
        told = sentence(N_("The brand will assess your company."))
        return [Item(told, False, Doer.ENGINEER)]
    told = sentence(N_("No assessment is planned yet."))
    return [Item(told, False, Doer.ENGINEER, _new_assessment(actor, supplier))]


def _result(session: Session, actor: Actor, last: Assessment) -> list[Item]:
    here = f"/assessments/{last.id}"
    if not may_read_result(actor, last):
        told = sentence(N_("Assessment %(number)s is closed; its result is not released yet."),
                        number=last.number)  # fmt: skip
        return [Item(told, is_there=True, link=here)]
    told = sentence(N_("Assessment %(number)s is closed with %(percent)s %%"),
                    number=last.number, percent=_percent(last))  # fmt: skip
    items = [Item(told, is_there=True, link=here)]
    if last.knock_outs:
        told = sentence(N_("Knock-out questions failed: %(codes)s"),
                        codes=", ".join(last.knock_outs))  # fmt: skip
        items.append(Item(told, False, Doer.MANAGER, here))
    count = session.scalar(
        select(func.count(Finding.id)).where(
            Finding.assessment_id == last.id, Finding.state == FindingState.OPEN
        )
    )
    if count:
        told = sentence(N_("Findings still open: %(count)s"), count=count)
        items.append(Item(told, False, Doer.SUPPLIER, f"{here}#findings"))
    return items


def _percent(assessment: Assessment) -> Bilingual:
    shown = "–" if assessment.percent is None else f"{assessment.percent:.1f}"
    return Bilingual(shown, shown)


DECISION_TOLD: dict[SupplierState, Message] = {
    SupplierState.APPROVED: N_("The supplier is approved."),
    SupplierState.REJECTED: N_("The supplier is rejected."),
    SupplierState.SUSPENDED: N_("The supplier is suspended and waits for a new decision."),
    SupplierState.CLOSED: N_("The relation is closed."),
}


def _decided(supplier: Supplier) -> list[Item]:
    here = f"/suppliers/{supplier.code}/admission#decision"
    if supplier.state is SupplierState.CONDITIONAL:
        assert supplier.state_until  # noqa: S101
        told = sentence(N_("Approved under conditions until %(day)s"),
                        day=supplier.state_until.isoformat())  # fmt: skip
        return [Item(told, True, None, f"/suppliers/{supplier.code}/admission#conditions")]
    told = sentence(DECISION_TOLD.get(supplier.state, N_("Nobody has decided yet.")))
    is_there = supplier.state in DECIDED or supplier.state is SupplierState.CLOSED
    return [Item(told, is_there, None if is_there else Doer.MANAGER, "" if is_there else here)]
