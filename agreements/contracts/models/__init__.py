"""Agreements, their versions and clauses, what was proposed and said, and the signatures."""

from agreements.contracts.models.choices import AgreementGate, AgreementTemplate
from agreements.contracts.models.signing import AgreementEnding, AgreementSignature
from agreements.contracts.models.talks import ClauseComment, ClauseProposal
from agreements.contracts.models.versions import (
    Agreement,
    AgreementClause,
    AgreementCover,
    AgreementVersion,
    OfVersion,
    columns_of,
)

__all__ = [
    "Agreement",
    "AgreementClause",
    "AgreementCover",
    "AgreementEnding",
    "AgreementGate",
    "AgreementSignature",
    "AgreementTemplate",
    "AgreementVersion",
    "ClauseComment",
    "ClauseProposal",
    "OfVersion",
    "columns_of",
]
