"""Names of document types in the person's language."""

from portal.core.documents.queries.finding import types_in_use
from portal.web.request import db, locale


def type_names() -> dict[int, str]:
    """Return the active types' names by their ids."""
    return {kind.id: kind.name.in_(locale()) for kind in types_in_use(db())}
