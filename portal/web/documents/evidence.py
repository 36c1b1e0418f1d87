"""Evidence packs: asked for here, made in the background, fetched here."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.core.documents.operations.evidence import ask_for_pack, note_pack_fetched
from portal.core.documents.queries.choosing import supplier_name
from portal.core.documents.queries.evidence import find_pack
from portal.core.permissions import Permission
from portal.core.suppliers.queries.finding import find_supplier
from portal.web.documents.blueprint import bp
from portal.web.files.download import send_made
from portal.web.limits import costly
from portal.web.request import acts, db, me, needs


@bp.post("/packs/<code>")
@costly
@needs(Permission.EVIDENCE_EXPORT)
def ask(code: str) -> ResponseReturnValue:
    """Have a supplier's evidence packed; a supplier's people only get their own."""
    job = ask_for_pack(db(), me(), find_supplier(db(), me(), code).id)
    return redirect(f"/jobs/{job.id}", 303)


@bp.get("/packs/<int:job_id>")
@needs(Permission.EVIDENCE_EXPORT)
@acts
def fetch(job_id: int) -> ResponseReturnValue:
    """Hand a finished pack out."""
    job = find_pack(db(), me(), job_id)
    made, supplier_id = job.result or {}, int(job.args["supplier_id"])
    name = supplier_name(db(), me(), supplier_id).in_("en") or str(supplier_id)
    if request.method == "GET":
        note_pack_fetched(db(), me(), supplier_id, made["sha256"])
    return send_made(made, f"{name} evidence {job.id}.zip", "application/zip")
