"""What a submission must say, by the type of its document."""

from dataclasses import dataclass, replace
from datetime import date

from portal.core.clock import is_countable, months_later
from portal.core.documents.rules import SubjectKind, Validity
from portal.core.errors import OUT_OF_TIME, Invalid
from portal.core.i18n import N_


@dataclass(frozen=True)
class TypeFacts:
    """What of a document type decides about a submission."""

    subject_kind: SubjectKind
    validity: Validity
    period_months: int | None
    needs_number: bool


@dataclass(frozen=True)
class Said:
    """What a submission says about its file."""

    site_id: int | None = None
    subject: str = ""
    certificate_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


def settle(kind: TypeFacts, said: Said, today: date) -> Said:
    """Return what is kept of a submission; raises Invalid that names the field to mend."""
    for field in ("issued_on", "expires_on"):
        if (day := getattr(said, field)) and not is_countable(day):
            raise Invalid(OUT_OF_TIME, field=field)
    said = _dates(kind, _subject(kind, said))
    if kind.needs_number and not said.certificate_number:
        raise Invalid(N_("Enter the number on the document."), field="certificate_number")
    if said.issued_on and said.issued_on > today:
        raise Invalid(N_("The day of issue is in the future."), field="issued_on")
    if said.issued_on and said.expires_on and said.expires_on <= said.issued_on:
        raise Invalid(
            N_("It must be valid for at least a day after its issue."), field="expires_on"
        )
    if said.expires_on and said.expires_on < today:
        raise Invalid(
            N_("This document expired on %(day)s. Upload the renewed one."),
            field="expires_on",
            day=said.expires_on.isoformat(),
        )
    return said


def _subject(kind: TypeFacts, said: Said) -> Said:
    if kind.subject_kind is SubjectKind.SITE:
        if said.site_id is None:
            raise Invalid(N_("Choose the factory it is about."), field="site_id")
    else:
        said = replace(said, site_id=None)
    if kind.subject_kind is SubjectKind.PRODUCT and not said.subject:
        raise Invalid(N_("Say which product it is about."), field="subject")
    if kind.subject_kind is SubjectKind.LOT and not said.subject:
        raise Invalid(N_("Enter the number of the lot it is about."), field="subject")
    if kind.validity is Validity.PER_ORDER and not said.subject:
        raise Invalid(N_("Enter the number of the order it is about."), field="subject")
    return said


def _dates(kind: TypeFacts, said: Said) -> Said:
    if kind.validity in (Validity.DATED, Validity.PERIODIC) and said.issued_on is None:
        raise Invalid(N_("Enter the day of issue printed on the document."), field="issued_on")
    if kind.validity is Validity.DATED and said.expires_on is None:
        raise Invalid(N_("Enter the last day the document is valid."), field="expires_on")
    if kind.validity is Validity.PERIODIC and said.issued_on:
        last = months_later(said.issued_on, kind.period_months or 12)
        return replace(said, expires_on=min(said.expires_on or last, last))
    return said
