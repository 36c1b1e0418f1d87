"""The one blueprint of the pages of agreements, and what all of them look up."""

from flask import Blueprint

from agreements.contracts.models import AgreementVersion
from agreements.contracts.queries.finding import find_agreement, find_version
from portal.web.request import db, me

bp = Blueprint("agreements", __name__, url_prefix="/agreements")


def the_version(agreement_number: str, version: int) -> AgreementVersion:
    """Return the version that an address names, whole."""
    return find_version(db(), me(), find_agreement(db(), me(), agreement_number), version)


def page_of_version(version: AgreementVersion) -> str:
    """Return the address of a version's page."""
    return f"/agreements/{version.agreement.number}/versions/{version.number}"
