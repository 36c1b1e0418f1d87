"""Deciding the tier of a supplier, with what the policy proposes beside it."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspections.sampling.rules.sentences import Sentence
from portal.core.errors import DomainError, Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations.tiers import RATED
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.suppliers.queries.tiers import tiers_of
from portal.core.suppliers.rules import TIER_WORDS, Tier
from portal.web.choices import options
from portal.web.forms import PageForm, seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from portal.web.suppliers.views import bp, surroundings
from scoring.tiers.operations import TierDecision, decide_tier
from scoring.tiers.queries import policy_in_force, proposal_for


class TierForm(PageForm):
    tier = RadioField(N_("Tier"), [InputRequired()], choices=lambda: options(TIER_WORDS.items()))
    reason = TextAreaField(N_("Reason"), [Length(max=2000)])
    revision = HiddenField()

    def to_input(self) -> TierDecision:
        """Return what the act takes."""
        seen = seen_revision(self.revision.data)
        return TierDecision(Tier(self.tier.data), self.reason.data or "", seen)


@bp.get("/<code>/tier")
@needs(P.SUPPLIER_READ)
def tier(code: str) -> ResponseReturnValue:
    """Show the tiers that a supplier had; who decides, decides here."""
    supplier = find_supplier(db(), me(), code)
    return _page(supplier, None)


@bp.post("/<code>/tier")
@needs(P.SUPPLIER_DECIDE)
def put_into(code: str) -> ResponseReturnValue:
    """Put the supplier into a tier."""
    supplier, form = find_supplier(db(), me(), code), TierForm()
    if not form.validate():
        return _page(supplier, form), 422
    try:
        decide_tier(db(), me(), supplier, form.to_input())
    except Invalid as error:
        form.blame(error)
        return _page(supplier, form), 422
    except DomainError as error:
        form.form_errors.append(error.in_(locale()))
        return _page(supplier, form), 409
    flash(gettext("The tier is decided, and the supplier is told."))
    return redirect(f"/suppliers/{supplier.code}/tier", 303)


def _page(supplier: Supplier, form: TierForm | None) -> str:
    decides = me().may(P.SUPPLIER_DECIDE)
    proposal = proposal_for(db(), me(), supplier) if decides else None
    proposed = (proposal.tier if proposal else None) or supplier.tier
    at_hand = {"tier": proposed.value if proposed else None, "revision": supplier.revision}
    form = form or TierForm(formdata=None, data=at_hand)
    form.revision.data = str(supplier.revision)
    return render_template(
        "suppliers/tier.html",
        **surroundings(supplier),
        form=form,
        decides=decides and supplier.state in RATED,
        proposal=proposal,
        reasons=[one.in_(locale()) for one in proposal.reasons] if proposal else [],
        policy=policy_in_force(db()),
        history=tiers_of(db(), me(), supplier),
        tiers=TIER_WORDS,
        sentences=lambda rows: [Sentence.of(one).in_(locale()) for one in rows],
    )
