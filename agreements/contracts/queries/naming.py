"""What a clause names by code, in words that stay with it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from agreements.clauses.quality import DocumentTerms
from agreements.clauses.wording import Wording
from portal.core.documents.queries.types import types_in_use


def named(session: Session, said: Wording) -> Wording:
    """Return a wording whose types of documents are called what they are called today."""
    if not isinstance(said.terms, DocumentTerms):
        return said
    names = {kind.code: kind.name for kind in types_in_use(session)}
    return replace(said, terms=said.terms.called({**said.terms.names, **names}))
