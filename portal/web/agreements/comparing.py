"""Two versions beside each other: what was added, what was taken out, which values changed."""

from flask import render_template
from flask.typing import ResponseReturnValue

from agreements.clauses.redline import compare, compare_heads
from agreements.contracts.queries.finding import covers_of, versions_of
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.words import look_of
from portal.web.request import db, me, needs


@bp.get("/<agreement_number>/versions/<int:version>/compare/<int:other>")
@needs(P.AGREEMENT_READ)
def compared(agreement_number: str, version: int, other: int) -> ResponseReturnValue:
    """Show what is new in one version against another, per language and value by value."""
    after, before = the_version(agreement_number, version), the_version(agreement_number, other)
    changes = compare(
        [clause.wording for clause in before.clauses], [clause.wording for clause in after.clauses]
    )
    goods_before, goods_after = (
        [cover.code for cover in covers_of(db(), one.id)] for one in (before, after)
    )
    return render_template(
        "agreements/compared.html",
        head=compare_heads(before.title, goods_before, after.title, goods_after),
        before=before,
        after=after,
        base=page_of_version(after),
        changes=[change for change in changes if change.is_changed],
        same=sum(not change.is_changed for change in changes),
        versions=versions_of(db(), me(), after.agreement),
        look_of=look_of,
    )
