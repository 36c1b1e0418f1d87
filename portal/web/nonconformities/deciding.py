"""What people decide about nonconforming goods: holds, disposition, costs, closing."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.core.i18n import N_, translate_plural
from portal.core.nonconformities.operations.deciding import (
    close_nonconformity,
    propose_disposition,
    say_to_disposition,
)
from portal.core.nonconformities.operations.evidence import note_cost
from portal.core.nonconformities.operations.opening import let_lots_go, spread_holds
from portal.core.nonconformities.queries.finding import find_nonconformity
from portal.core.nonconformities.queries.record import find_proposal
from portal.core.permissions import Permission as P
from portal.core.traceability.queries.holding import find_hold
from portal.core.traceability.rules import Direction
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.nonconformities.blueprint import bp
from portal.web.nonconformities.forms import CostForm, DispositionForm
from portal.web.nonconformities.views import show_page
from portal.web.numbers import whole
from portal.web.request import db, locale, me, needs

RELEASED = (N_("%(num)d lot may go on."), N_("%(num)d lots may go on."))


@bp.post("/<int:nonconformity_id>/disposition")
@needs(P.NONCONFORMITY_EDIT)
def propose(nonconformity_id: int) -> ResponseReturnValue:
    """Propose what becomes of the goods."""
    one, form = find_nonconformity(db(), me(), nonconformity_id), DispositionForm()
    if form.validate():
        try:
            propose_disposition(
                db(),
                me(),
                one,
                form.disposition,
                form.reason.data or "",
                seen_revision(form.revision.data),
            )
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The proposal waits for those who decide."))
            return redirect(f"/nonconformities/{one.id}", 303)
    return show_page(one, form=form), 422


@bp.post("/<int:nonconformity_id>/disposition/say")
@needs(P.DISPOSITION_DECIDE)
def say(nonconformity_id: int) -> ResponseReturnValue:
    """Agree to the proposal, or refuse it."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    proposed = find_proposal(db(), me(), one)
    agrees = request.form.get("answer") == "agree"
    comment = request.form.get("comment", "").strip()[:5000]
    try:
        say_to_disposition(db(), me(), one, proposed, agrees, comment)
    except Invalid as error:
        flash(error.in_(locale()), "bad")
        return show_page(one), 422
    flash(gettext("Said."))
    return redirect(f"/nonconformities/{one.id}", 303)


@bp.post("/<int:nonconformity_id>/holds")
@needs(P.NONCONFORMITY_EDIT)
def spread(nonconformity_id: int) -> ResponseReturnValue:
    """Keep back what the genealogy leads to as well."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    given = request.form.get("direction", "")
    direction = Direction(given) if given in list(Direction) else Direction.FORWARD
    count = spread_holds(db(), me(), one, direction)
    flash(gettext("%(count)s more lots are on hold.") % {"count": count})
    return redirect(f"/nonconformities/{one.id}", 303)


@bp.post("/<int:nonconformity_id>/holds/release")
@needs(P.HOLD_RELEASE)
def release(nonconformity_id: int) -> ResponseReturnValue:
    """Let the ticked lots go."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    ticked = [whole(each) for each in request.form.getlist("hold")]
    holds = [find_hold(db(), me(), each or 0) for each in ticked]
    try:
        let_lots_go(db(), me(), one, holds, request.form.get("reason", "").strip()[:2000])
    except Invalid as error:
        flash(error.in_(locale()), "bad")
        return show_page(one), 422
    flash(translate_plural(locale(), *RELEASED, len(holds)) % {"num": len(holds)})
    return redirect(f"/nonconformities/{one.id}#holds", 303)


@bp.post("/<int:nonconformity_id>/costs")
@needs(P.NONCONFORMITY_EDIT)
def cost(nonconformity_id: int) -> ResponseReturnValue:
    """Write a bill down."""
    one, form = find_nonconformity(db(), me(), nonconformity_id), CostForm()
    if form.validate():
        try:
            note_cost(db(), me(), one, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(f"/nonconformities/{one.id}#costs", 303)
    return show_page(one, cost_form=form), 422


@bp.post("/<int:nonconformity_id>/close")
@needs(P.DISPOSITION_DECIDE)
def close(nonconformity_id: int) -> ResponseReturnValue:
    """Close the record."""
    one = find_nonconformity(db(), me(), nonconformity_id)
    close_nonconformity(db(), me(), one, seen_revision(request.form.get("revision")))
    flash(gettext("The nonconformity is closed."))
    return redirect(f"/nonconformities/{one.id}", 303)
