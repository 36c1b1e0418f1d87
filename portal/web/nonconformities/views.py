"""The list of nonconformities, the page of one, and opening a new one by hand."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.adapters.pictures import MEDIA_TYPE, keep_received
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.documents.queries.finding import find_document
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.nonconformities.models import Nonconformity
from portal.core.nonconformities.operations.evidence import PhotoInput, add_photo
from portal.core.nonconformities.operations.opening import edit_nonconformity, open_nonconformity
from portal.core.nonconformities.queries.finding import find_nonconformity
from portal.core.nonconformities.queries.listing import (
    NonconformityFilter,
    count_nonconformities,
    list_nonconformities,
)
from portal.core.nonconformities.queries.record import (
    complaint_of,
    costs_of,
    find_photo,
    photos_of,
    proposals_of,
)
from portal.core.nonconformities.rules import (
    COSTS,
    DISPOSITIONS,
    REQUIRED,
    SOURCES,
    UNDECIDED,
    NonconformityState,
    missing_roles,
    role_to_speak_for,
)
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.finding import find_supplier, names_of
from portal.core.traceability.models import Lot
from portal.core.traceability.queries import find_lot
from portal.core.traceability.queries.holding import holds_of
from portal.web.choices import options
from portal.web.conflicts import differences
from portal.web.files.body import received_files
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.nonconformities.blueprint import bp
from portal.web.nonconformities.forms import (
    SEVERITIES,
    CostForm,
    DispositionForm,
    NonconformityForm,
)
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.people.words import ROLE_WORDS
from portal.web.request import State, db, locale, me, needs
from scoring.feedback.queries import Said, SaidIn, find_feedback

NAMES = ("severity", "quantity", "description")
STATES = {
    NonconformityState.OPEN: N_("Open"),
    NonconformityState.PROPOSED: N_("Disposition proposed"),
    NonconformityState.DECIDED: N_("Disposition decided"),
    NonconformityState.CLOSED: N_("Closed"),
}


@bp.get("")
@needs(P.NONCONFORMITY_READ)
def nonconformities() -> ResponseReturnValue:
    """List the nonconformities."""
    wanted = _asked()
    page = page_of(count_nonconformities(db(), me(), wanted))
    brand = not me().is_supplier
    return render_template(
        "nonconformities/list.html",
        lines=list_nonconformities(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS),
        page=page,
        wanted=wanted,
        address=address,
        sources=SOURCES,
        states=[(state.value, gettext(word)) for state, word in STATES.items()],
        severities=[(name.value, gettext(word)) for name, word in SEVERITIES.items()],
        source_words=[(kind.value, gettext(word)) for kind, word in SOURCES.items()],
        suppliers=[
            (each.code, each.name.in_(locale()))
            for each in (suppliers_to_choose(db(), me()) if brand else [])
        ],
    )


def _asked() -> NonconformityFilter:
    given = request.args
    supplier = given.get("supplier", "")
    return NonconformityFilter(
        text=given.get("q", "").strip()[:100],
        state=_one_of(given.get("state", ""), STATES),
        severity=_one_of(given.get("severity", ""), SEVERITIES),
        source=_one_of(given.get("source", ""), SOURCES),
        supplier_id=find_supplier(db(), me(), supplier).id if supplier else None,
        sort=given.get("sort", "-opened")[:20],
    )


def _one_of(given: str, known: Any) -> str:
    return given if given in [each.value for each in known] else ""


@bp.get("/new")
@needs(P.NONCONFORMITY_EDIT)
def new() -> ResponseReturnValue:
    """Ask what was found; a customer's words and order come along from where they were said."""
    said = _said()
    form = NonconformityForm(
        formdata=None,
        source=request.args.get("source"),
        complaint=said.whole if said else "",
        order_number=said.order if said else "",
    )
    return _new_page(form)


def _said() -> Said | None:
    kind, _, said_id = request.args.get("said", "").partition("-")
    number = whole(said_id)
    if kind not in list(SaidIn) or number is None:
        return None
    return find_feedback(db(), me(), SaidIn(kind), number)


@bp.post("/new")
@needs(P.NONCONFORMITY_EDIT)
def add() -> ResponseReturnValue:
    """Open a nonconformity."""
    form, lot = NonconformityForm(), _lot()
    document = whole(request.form.get("document"))
    supplier = request.form.get("supplier", "")
    if form.validate() and (lot is not None or supplier):
        of = lot.supplier_id if lot is not None else find_supplier(db(), me(), supplier).id
        about = None if document is None else find_document(db(), me(), document).id
        try:
            given = form.to_input(of, lot.id if lot else None, about)
            opened = open_nonconformity(db(), me(), given)
            _keep_photos(opened)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The nonconformity is open."))
            return redirect(f"/nonconformities/{opened.id}", 303)
    elif lot is None and not supplier:
        form.form_errors.append(gettext("Name the lot, or the supplier."))
    return _new_page(form), 422


def _new_page(form: NonconformityForm) -> str:
    return render_template(
        "nonconformities/new.html",
        form=form,
        lot=_lot(),
        document=request.values.get("document", ""),
        supplier=request.values.get("supplier", ""),
        suppliers=[
            (each.code, each.name.in_(locale())) for each in suppliers_to_choose(db(), me())
        ],
    )


def _lot() -> Lot | None:
    given = whole(request.values.get("lot"))
    return None if given is None else find_lot(db(), me(), given)


@bp.get("/<int:nonconformity_id>")
@needs(P.NONCONFORMITY_READ)
def show(nonconformity_id: int) -> ResponseReturnValue:
    """Show a nonconformity, what is kept back, and what people decided."""
    return show_page(find_nonconformity(db(), me(), nonconformity_id))


def show_page(one: Nonconformity, **forms: Any) -> str:
    """Return the page of one, with forms as they were typed."""
    proposals = proposals_of(db(), me(), one)
    waiting = next((each for each in proposals if each.disposition.decided_at is None), None)
    given = frozenset(voice.role for voice in waiting.voices) if waiting else frozenset()
    missing = missing_roles(waiting.disposition.kind, given) if waiting else ()
    has_said = waiting is not None and any(voice.by_id == me().user_id for voice in waiting.voices)
    speaks = role_to_speak_for(waiting.disposition.kind, me().roles, given) if waiting else None
    shown: dict[str, Any] = {
        "form": DispositionForm(formdata=None, revision=one.revision),
        "cost_form": CostForm(formdata=None),
    }
    return render_template(
        "nonconformities/show.html",
        one=one,
        lot=find_lot(db(), me(), one.lot_id) if one.lot_id else None,
        supplier=names_of(db(), me(), {one.supplier_id}).get(one.supplier_id),
        holds=holds_of(db(), me(), one.id),
        photos=photos_of(db(), me(), one),
        proposals=proposals,
        waiting=waiting,
        missing=missing,
        speaks=speaks if me().may(P.DISPOSITION_DECIDE) and not has_said else None,
        costs=costs_of(db(), me(), one),
        complaint=complaint_of(db(), me(), one),
        sources=SOURCES,
        dispositions=DISPOSITIONS,
        required=REQUIRED,
        cost_words=COSTS,
        roles=ROLE_WORDS,
        is_undecided=one.state in UNDECIDED,
        **(shown | forms),
    )


@bp.get("/<int:nonconformity_id>/edit")
@needs(P.NONCONFORMITY_EDIT)
def edit(nonconformity_id: int) -> ResponseReturnValue:
    """Ask what is to change."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    told = {name: getattr(one, name) for name in NAMES}
    form = NonconformityForm(formdata=None, data={**told, "revision": one.revision})
    return render_template("nonconformities/edit.html", form=form, one=one, compared=None)


@bp.post("/<int:nonconformity_id>/edit")
@needs(P.NONCONFORMITY_EDIT)
def change(nonconformity_id: int) -> ResponseReturnValue:
    """Change what was found, while nothing is decided."""
    one, form = find_nonconformity(db(), me(), nonconformity_id), NonconformityForm()
    form.source.choices = options([(one.source.value, SOURCES[one.source])])
    form.source.data = one.source.value
    form.spread.data = ""
    compared, status = None, 422
    if form.validate():
        try:
            given = form.to_input(one.supplier_id, one.lot_id)
            edit_nonconformity(db(), me(), one, given, seen_revision(form.revision.data))
        except Invalid as error:
            form.blame(error)
        except Outpaced:
            compared = differences(form, {name: getattr(one, name) for name in NAMES})
            form.revision.data, status = str(one.revision), 409
        else:
            flash(gettext("Saved."))
            return redirect(f"/nonconformities/{one.id}", 303)
    page = render_template("nonconformities/edit.html", form=form, one=one, compared=compared)
    return page, status


@bp.post("/<int:nonconformity_id>/photos")
@needs(P.NONCONFORMITY_EDIT)
def photograph(nonconformity_id: int) -> ResponseReturnValue:
    """Add pictures of what was found."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    try:
        count = _keep_photos(one)
    except Invalid as error:
        flash(error.in_(locale()), "bad")
        return show_page(one), 422
    if not count:
        flash(gettext("Choose a file."), "bad")
        return show_page(one), 422
    flash(gettext("The pictures are there."))
    return redirect(f"/nonconformities/{one.id}", 303)


@bp.get("/<int:nonconformity_id>/photos/<int:photo_id>.jpg")
@needs(P.NONCONFORMITY_READ)
def photo(nonconformity_id: int, photo_id: int) -> ResponseReturnValue:
    """Show a picture of what was found."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    found = find_photo(db(), me(), one, photo_id)
    with State.here().files.open(f"{found.supplier_id}/{found.sha256}") as file:
        return Response(file.read(), mimetype=MEDIA_TYPE)


def _keep_photos(one: Nonconformity) -> int:
    """Keep the pictures that came with the form, and return how many."""
    received = received_files("photo")
    for file in received:
        kept = keep_received(State.here().files, str(one.supplier_id), file)
        given = PhotoInput(kept.sha256, kept.size, MEDIA_TYPE, file.name)
        add_photo(db(), me(), one, given)
    return len(received)
