"""What people type about clauses: a form for each kind."""

from collections.abc import Mapping

from agreements.clauses.kinds import ClauseKind
from portal.web.agreements.clause_forms.base import ClauseForm
from portal.web.agreements.clause_forms.law import (
    ConfidentialityForm,
    LanguageForm,
    LiabilityForm,
    NonconformityForm,
    TermForm,
)
from portal.web.agreements.clause_forms.quality import (
    ChangesForm,
    DocumentsForm,
    SpecificationForm,
    StandardForm,
)
from portal.web.agreements.clause_forms.sampling import SamplingForm

__all__ = ["FORMS", "ClauseForm"]

K = ClauseKind
FORMS: Mapping[ClauseKind, type[ClauseForm]] = {
    K.SPECIFICATION: SpecificationForm,
    K.STANDARD: StandardForm,
    K.SAMPLING: SamplingForm,
    K.NONCONFORMITY: NonconformityForm,
    K.LIABILITY: LiabilityForm,
    K.DOCUMENTS: DocumentsForm,
    K.CHANGES: ChangesForm,
    K.CONFIDENTIALITY: ConfidentialityForm,
    K.TERM: TermForm,
    K.LANGUAGE: LanguageForm,
    K.FREE: ClauseForm,
}
