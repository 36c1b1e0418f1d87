"""The list of agreements."""

from collections.abc import Callable
from itertools import chain

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agreements.contracts.models import AgreementSignature
from agreements.contracts.operations.papers import export_agreements
from agreements.contracts.queries.listing import (
    AgreementFilter,
    count_agreements,
    list_agreements,
    signatures_of,
)
from agreements.contracts.rules import STATE_WORDS, Side, VersionState, by_the_clocks
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.categories import all_categories
from portal.web.agreements.blueprint import bp
from portal.web.agreements.words import look_of, state_choices
from portal.web.downloads import table_file
from portal.web.language import day, gettext
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import acts, db, locale, me, needs
from portal.web.suppliers.views import category_choices


@bp.get("")
@needs(P.AGREEMENT_READ)
def agreements() -> ResponseReturnValue:
    """List the agreements; a supplier sees its own, once they were sent."""
    wanted = asked()
    page = page_of(count_agreements(db(), me(), wanted))
    lines = list_agreements(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS)
    return render_template(
        "agreements/list.html",
        lines=lines,
        page=page,
        wanted=wanted,
        address=address,
        look_of=look_of,
        states=state_choices(),
        suppliers=_suppliers(),
        categories=category_choices(),
        covered=_naming(),
        query=request.query_string.decode(),
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(P.AGREEMENT_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    lines = export_agreements(db(), me(), asked(), kind)
    signatures = signatures_of(db(), me(), lines)
    heads = (
        N_("Number"), N_("Version"), N_("Title in English"), N_("Title in Chinese"),
        N_("Supplier"), N_("Supplier code"), N_("State"), N_("In force from"), N_("Last day"),
        N_("Covers"), N_("Signed for the supplier"), N_("Signed for the brand"),
    )  # fmt: skip
    body = (
        (
            line.number, line.version, line.title.en, line.title.zh, line.supplier.in_(locale()),
            line.supplier_code, gettext(STATE_WORDS[line.state]), day(line.holds_from),
            day(line.holds_until), line.covers,
            *(_signed(signatures.get((line.id, side))) for side in (Side.SUPPLIER, Side.BRAND)),
        )
        for line in lines
    )  # fmt: skip
    return table_file("agreements", kind, chain([[gettext(head) for head in heads]], body))


def _naming() -> Callable[[str], str]:
    """Return how codes of goods are read: categories by their name, products by their number."""
    names = {one.code: one.name.in_(locale()) for one in all_categories(db(), me())}
    between = "、" if locale() == "zh" else ", "
    return lambda codes: between.join(names.get(code, code) for code in codes.split(", "))


def _signed(one: AgreementSignature | None) -> str:
    """Return who signed, meaning what, and when (R-SIG-1)."""
    if one is None:
        return ""
    times = " / ".join(by_the_clocks(one.at, one.time_zone))
    return f"{one.name}; {gettext(Message(one.meaning))}; {times}; SHA-256 {one.sha256}"


def asked() -> AgreementFilter:
    """Return the filter that the address says; what is unknown filters nothing."""
    given = request.args
    state = given.get("state", "")
    return AgreementFilter(
        text=given.get("q", "").strip()[:100],
        state=VersionState(state) if state in set(VersionState) else None,
        supplier_id=whole(given.get("supplier", "")),
        category_id=whole(given.get("category", "")),
        ending=bool(given.get("ending")),
        sort=given.get("sort", "-changed")[:20],
    )


def _suppliers() -> list[tuple[int, str]]:
    if me().is_supplier:
        return []
    return [(one.id, one.name.in_(locale())) for one in suppliers_to_choose(db(), me())]
