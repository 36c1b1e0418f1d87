"""What every change of a draft has in common."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.suppliers.rules import is_code
from scoring.checklists.models import ChecklistQuestion, ChecklistSection, ChecklistVersion
from scoring.checklists.rules import ChecklistState


def claim_draft(session: Session, version: ChecklistVersion) -> None:
    """Count a change of the draft; whoever publishes it meanwhile, or did, wins.

    A question added to it would change no column of the version, and nobody would notice.
    """
    table = ChecklistVersion
    claimed = session.execute(
        update(table)
        .where(table.id == version.id, table.state == ChecklistState.DRAFT)
        .values(revision=table.revision + 1)
        .returning(table.revision)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if claimed is None:
        raise WrongState(N_("A published checklist never changes; draft the next version."))
    session.refresh(version, ["revision"])


def sections_in(session: Session, version: ChecklistVersion) -> list[ChecklistSection]:
    """Return the sections of a version, in order."""
    own = select(ChecklistSection).where(ChecklistSection.version_id == version.id)
    return list(session.scalars(own.order_by(ChecklistSection.position)))


def lines_in(session: Session, version: ChecklistVersion) -> list[ChecklistQuestion]:
    """Return the questions of a version, in order within their sections."""
    own = select(ChecklistQuestion).where(ChecklistQuestion.version_id == version.id)
    return list(session.scalars(own.order_by(ChecklistQuestion.position)))


def tidy_code(code: str, field: str = "code") -> str:
    """Return a code in capitals, or refuse what no address can hold."""
    code = code.strip().upper()
    if not is_code(code):
        raise Invalid(N_("A code has letters and digits, then also - . _ in it."), field=field)
    return code
