"""The list of inspections, its copies, one inspection, and confirming several at once."""

from datetime import date, timedelta
from itertools import chain

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.operations.export import export_inspections
from inspections.lot_inspections.operations.scheduling import ScheduleInput, confirm_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.queries.listing import inspections_to_show, workload
from portal.core.clock import today
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.web.documents.listing import place_from, start_from
from portal.web.documents.review import Refused
from portal.web.documents.views import supplier_choices
from portal.web.downloads import table_file
from portal.web.inspections.blueprint import bp
from portal.web.inspections.listing import (
    address_of,
    filters_set,
    inspector_choices,
    lines_of,
    page_of,
    product_choices,
    product_of,
    shown_state,
    sorter,
    state_choices,
    supplier_of,
    type_names,
    wanted_from,
)
from portal.web.inspections.showing import show_inspection
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.numbers import LARGEST_COUNT, whole
from portal.web.request import acts, db, locale, me, needs
from portal.web.shell import look

LIST = "/inspections"
TICKED_MOST = 200


@bp.get("")
@needs(Permission.INSPECTION_SEE)
def inspections() -> ResponseReturnValue:
    """List the inspections in sight, the open ones by day unless asked otherwise."""
    wanted, place = wanted_from(request.args), place_from(request.args)
    found = inspections_to_show(db(), me(), wanted, place)
    plans = me().may(Permission.INSPECTION_SCHEDULE)
    return render_template(
        "inspections/list.html",
        lines=lines_of(found.rows),
        wanted=wanted,
        plans=plans,
        load=workload(db(), me(), today()),
        states=state_choices(),
        types=type_names().items(),
        suppliers=supplier_choices() if me().may(Permission.SUPPLIER_READ) else [],
        products=product_choices(),
        inspectors=inspector_choices(),
        filters_set=filters_set(wanted),
        query=address_of(wanted),
        page=page_of(found, wanted, place, LIST, start_from(request.args, place)),
        sorter=sorter(wanted, LIST),
        today=today(),
        yesterday=today() - timedelta(days=1),
    )


HEADS = (
    N_("Number"), N_("Type of inspection"), N_("Supplier"), N_("SKU"), N_("Product"), N_("Lot"),
    N_("Lot quantity"), N_("Presented quantity"), N_("Packed quantity"), N_("Cartons"),
    N_("Order lines"), N_("Ready date"), N_("Day of the inspection"), N_("Inspector"),
    N_("State"), N_("Asked for by"),
)  # fmt: skip


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(Permission.INSPECTION_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    types = type_names()
    rows = export_inspections(db(), me(), wanted_from(request.args), kind)
    body = (
        (
            row.number, types[row.type], supplier_of(row), row.sku, product_of(row), row.lot,
            row.lot_quantity, row.quantity, _given(row.packed_quantity), _given(row.cartons),
            row.order_lines, row.ready_on, row.scheduled_on or "", row.inspector,
            gettext(look(shown_state(row.state, row.verdict)).word), row.requested_by,
        )
        for row in rows
    )  # fmt: skip
    return table_file("inspections", kind, chain([[gettext(head) for head in HEADS]], body))


def _given(value: int | None) -> int | str:
    return "" if value is None else value


@bp.get("/<int:inspection_id>")
@needs(Permission.INSPECTION_SEE)
def inspection(inspection_id: int) -> ResponseReturnValue:
    """Show an inspection: what is looked at, how, what was found, and what may be done."""
    return show_inspection(find_inspection(db(), me(), inspection_id))


@bp.post("/confirm")
@needs(Permission.INSPECTION_SCHEDULE)
def confirm_many() -> ResponseReturnValue:
    """Set the same day and inspector for the ticked rows; each has its own outcome."""
    picked = [_picked(word) for word in request.form.getlist("pick")[:TICKED_MOST]]
    if not picked:
        raise Invalid(N_("Tick the inspections first."))
    on, inspector_id = _bulk_day(), whole(request.form.get("inspector_id"))
    done, refused = 0, list[Refused]()
    for inspection_id, revision in picked:
        try:
            found = find_inspection(db(), me(), inspection_id)
        except NotFound as error:
            refused.append(Refused("", error.in_(locale())))
            continue
        given = ScheduleInput(revision, on, inspector_id)
        try:
            confirm_inspection(db(), me(), found, given)
            done += 1
        except DomainError as error:
            refused.append(Refused(found.number, error.in_(locale())))
    if done:
        flash(say(locale(), N_("%(done)s confirmed. The suppliers are told."), done=done))
    query = request.query_string.decode()
    if not refused:
        return redirect(f"{LIST}?{query}".rstrip("?"), 303)
    return render_template("inspections/outcome.html", done=done, refused=refused, query=query)


def _bulk_day() -> date:
    try:
        return date.fromisoformat(request.form.get("on", ""))
    except ValueError as error:
        raise Invalid(N_("Choose the day of the inspections.")) from error


def _picked(word: str) -> tuple[int, int]:
    inspection_id, _, revision = word.partition("-")
    key, seen = whole(inspection_id), whole(revision, LARGEST_COUNT)
    if key is None or seen is None:
        raise NotFound
    return key, seen
