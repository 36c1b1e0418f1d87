"""Names of document types in the person's language."""

from portal.core.documents.queries.types import names_of_types
from portal.web.request import db, locale


def type_names() -> dict[int, str]:
    """Return the active types' names by their ids."""
    language = locale()
    return {key: name.in_(language) for key, name in names_of_types(db()).items()}
