"""The documents of one company, among its pages."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.documents.queries.listing import Wanted, documents_to_show
from portal.core.documents.queries.paging import Place
from portal.core.documents.queries.standings import proof_of
from portal.core.permissions import Permission
from portal.core.suppliers.queries.finding import find_supplier
from portal.web.documents.listing import badges
from portal.web.documents.naming import type_names
from portal.web.language import day
from portal.web.marks import day_marks
from portal.web.request import db, me, needs
from portal.web.suppliers.views import surroundings

bp = Blueprint("supplier_documents", __name__, url_prefix="/suppliers")


@bp.get("/<code>/documents")
@needs(Permission.DOCUMENT_READ)
def documents_of(code: str) -> ResponseReturnValue:
    """Show what a company has proven, what is missing, and its newest documents."""
    supplier = find_supplier(db(), me(), code)
    wanted = Wanted(supplier_id=supplier.id, sort="-new")
    found = documents_to_show(db(), me(), wanted, Place(), today())
    return render_template(
        "suppliers/documents.html",
        **surroundings(supplier),
        proof=proof_of(db(), me(), supplier.id, today()),
        rows=found.rows,
        more=found.has_next,
        types=type_names(),
        badges=badges(),
        sent={row.submitted_at: day(row.submitted_at) for row in found.rows},
        days=day_marks({row.expires_on for row in found.rows}),
    )
