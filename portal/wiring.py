"""The loop on one page: what follows from what, and what runs in the background."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from agreements.contracts.events import AgreementSigned, AgreementTerminated
from agreements.contracts.operations import ending as agreement_ending
from inspections.lot_inspections.events import (
    InspectionDecided,
    InspectionRevised,
    InspectionSkipped,
)
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.triggers import (
    request_after_decision,
    request_due_inspections,
)
from inspections.lot_inspections.queries.listing import booked_with
from inspections.lot_inspections.queries.results import gravest_class
from inspections.lot_inspections.rules import Verdict
from portal.adapters.accounts import mail_links, tidy_accounts
from portal.adapters.agreement_papers import make_agreement_paper
from portal.adapters.anchors import drop_anchor
from portal.adapters.assessment_papers import make_paper
from portal.adapters.evidence import make_pack
from portal.adapters.file_jobs import draw_preview, scan_file, sweep_unused
from portal.adapters.inspection_reports import make_report
from portal.adapters.jobs import Job, Periodic
from portal.adapters.nightly import (
    Step,
    in_one_transaction,
    nightly_job,
    sweep_files,
    sweep_jobs,
    sweep_links,
    verify,
)
from portal.adapters.post import deliver_mail
from portal.adapters.recall_lists import make_recall_list
from portal.adapters.scorecards import carry_round, compute_period, make_card_paper
from portal.adapters.statistics import keep_statistics
from portal.config import Config
from portal.core.accounts.events import InvitationAccepted
from portal.core.actor import Actor
from portal.core.answers.operations import forget_answers
from portal.core.db import Handlers
from portal.core.documents.events import (
    DocumentApproved,
    DocumentReturned,
    DocumentRevoked,
    DocumentVerified,
    DocumentWithdrawn,
)
from portal.core.documents.operations.expiry import nightly_steps
from portal.core.events import Event
from portal.core.jobs.operations import request_after_commit
from portal.core.jobs.queries import VERIFY_STEP
from portal.core.jobs.rules import every_minutes, once_a_day
from portal.core.nonconformities.operations.opening import NonconformityInput, open_nonconformity
from portal.core.nonconformities.queries.finding import of_inspection
from portal.core.nonconformities.rules import FoundBy
from portal.core.suppliers.events import SupplierMoved
from portal.core.suppliers.operations import (
    announce_requalification,
    lapse_conditional_approvals,
    receive_supplier,
)
from portal.core.traceability.events import LotRegistered
from portal.core.traceability.models import Lot
from portal.imports.events import ImportEnded
from portal.imports.work import run_import
from scoring.admission.operations import nightly_steps as admission_steps
from scoring.assessments.events import AssessmentClosed
from scoring.assessments.operations import remind_of_overdue_findings
from scoring.checklists.events import ChecklistPublished

ANCHOR_MINUTES = 5


def anchor_soon(session: Session, event: Event) -> None:
    """Write the end of the trail down outside the database right after a decision."""
    request_after_commit(session, "anchor")


DECISIONS: Sequence[type[Event]] = (
    AgreementSigned,
    AgreementTerminated,
    DocumentApproved,
    DocumentReturned,
    DocumentRevoked,
    DocumentVerified,
    DocumentWithdrawn,
    SupplierMoved,
    AssessmentClosed,
    ChecklistPublished,
)


def receive_company(session: Session, event: InvitationAccepted) -> None:
    """An invited company counts as registered when its first person comes in."""
    if event.supplier_id is not None:
        receive_supplier(session, Actor.system("portal"), event.supplier_id)


def inspect_new_lot(session: Session, event: LotRegistered) -> None:
    """A lot that the rules ask for is booked as soon as it is known."""
    request_due_inspections(session, session.get_one(Lot, event.subject_id))


def inspect_later_lots(session: Session, event: InspectionDecided) -> None:
    """After a lot that was not accepted the rules may ask for those that came after it."""
    if event.verdict is Verdict.NOT_ACCEPTED:
        request_after_decision(session, session.get_one(Inspection, event.subject_id))


def keep_rejected_lot_back(session: Session, event: InspectionDecided | InspectionRevised) -> None:
    """A lot that was not accepted is held, with all it went into, until people decide about it."""
    rejected = event.verdict is Verdict.NOT_ACCEPTED
    if rejected and of_inspection(session, event.subject_id) is None:
        inspection = session.get_one(Inspection, event.subject_id)
        found = NonconformityInput(
            inspection.supplier_id,
            FoundBy.INSPECTION,
            gravest_class(session, inspection),
            inspection.quantity,
            lot_id=inspection.lot_id,
            inspection_id=inspection.id,
        )
        open_nonconformity(session, Actor.system("portal"), found)


def look_at_grown_tables(session: Session, event: ImportEnded) -> None:
    """After a large import what the planner knows of the tables is no longer so."""
    request_after_commit(session, "statistics")


HANDLERS: Handlers = {
    **dict.fromkeys(DECISIONS, (anchor_soon,)),
    ImportEnded: (look_at_grown_tables,),
    InvitationAccepted: (receive_company,),
    LotRegistered: (inspect_new_lot,),
    InspectionDecided: (anchor_soon, inspect_later_lots, keep_rejected_lot_back),
    InspectionSkipped: (anchor_soon,),
    InspectionRevised: (keep_rejected_lot_back,),
}

NIGHTLY: Sequence[tuple[str, Step]] = (
    ("forget old answers to programs", in_one_transaction(forget_answers)),
    ("sweep left-over files", sweep_files),
    ("sweep unused uploads", sweep_unused),
    ("sweep finished work", sweep_jobs),
    ("sweep unused links", sweep_links),
    ("forget spent sign-ins and links", tidy_accounts),
    *(
        (step.__name__.replace("_", " "), in_one_transaction(step))
        for step in nightly_steps(booked_with)
    ),
    *(
        (f"agreements: {step.__name__.replace('_', ' ')}", in_one_transaction(step))
        for step in agreement_ending.nightly_steps
    ),
    *(
        (f"admission: {step.__name__.replace('_', ' ')}", in_one_transaction(step))
        for step in admission_steps
    ),
    ("remind of overdue findings", in_one_transaction(remind_of_overdue_findings)),
    ("suspend lapsed conditional approvals", in_one_transaction(lapse_conditional_approvals)),
    ("announce tiers that fall due", in_one_transaction(announce_requalification)),
    (VERIFY_STEP, verify),
)

JOBS: Mapping[str, Job] = {
    "agreement_paper": make_agreement_paper,
    "anchor": drop_anchor,
    "assessment_paper": make_paper,
    "import": run_import,
    "inspection_report": make_report,
    "evidence_pack": make_pack,
    "mail": deliver_mail,
    "nightly": nightly_job(NIGHTLY),
    "preview": draw_preview,
    "recall_list": make_recall_list,
    "scan": scan_file,
    "scorecard_paper": make_card_paper,
    "scorecard_round": carry_round,
    "scorecards": compute_period,
    "statistics": keep_statistics,
    "way-in": mail_links,
}


def periodic(config: Config) -> Sequence[Periodic]:
    """Return what the clock asks for by itself."""
    return (
        Periodic("anchor", every_minutes("anchor", ANCHOR_MINUTES)),
        Periodic("nightly", once_a_day("nightly", config.nightly_hour)),
        Periodic("statistics", every_minutes("statistics", 60)),
    )
