"""The tier policy: bands, sampling, cadence; one form, published as a version."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms import TextAreaField as Text
from wtforms.validators import InputRequired, Length

from inspections.sampling.rules.schemes import TierPolicy
from inspections.sampling.rules.vocabulary import Severity
from portal.core.documents.queries.types import types_in_use
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_, say
from portal.core.permissions import Permission as P
from portal.core.suppliers.rules import TIER_WORDS, Tier
from portal.web.choices import options
from portal.web.forms import PageForm, seen_revision
from portal.web.request import db, locale, me, needs
from portal.web.settings.views import bp
from portal.web.verdicts.words import SEVERITY_NAMES
from scoring.tiers.operations import publish_policy
from scoring.tiers.queries import policy_in_force, policy_versions
from scoring.tiers.rules import TierRule

STARTS = (Severity.NORMAL, Severity.TIGHTENED)


def _severities(offered: tuple[Severity, ...]) -> Any:
    return options((one.value, SEVERITY_NAMES[one]) for one in offered)


def _document_types() -> list[tuple[str, str]]:
    return [(kind.code, kind.name.in_(locale())) for kind in types_in_use(db())]


def _fields(tier: Tier) -> Mapping[str, Any]:
    """Return the fields of one tier, named `<tier>-<what>`."""
    fields = {
        "band_from": DecimalField(N_("From so many points"), [InputRequired()]),
        "floor": SelectField(
            N_("Never less severe than"), choices=lambda: _severities(tuple(Severity))
        ),
        "start": SelectField(N_("A new product begins at"), choices=lambda: _severities(STARTS)),
        "cadence_months": IntegerField(N_("Decided anew after months"), [InputRequired()]),
        "rises_after": IntegerField(N_("Rated periods before a rise to it"), [InputRequired()]),
        "reduced_allowed": BooleanField(N_("Reduced inspection is allowed")),
        "skip_lot_allowed": BooleanField(N_("Skip-lot is allowed")),
        "extra_documents": SelectMultipleField(N_("Extra documents"), choices=_document_types),
    }
    return {f"{tier.value}-{name}": field for name, field in fields.items()}


class _PolicyForm(PageForm):
    note = Text(N_("What changes, and why"), [InputRequired(), Length(max=2000)])
    number = HiddenField()

    def rule(self, tier: Tier) -> TierRule:
        """Return one tier as it was typed."""

        def said(name: str) -> Any:
            return self[f"{tier.value}-{name}"].data

        return TierRule(
            Decimal(said("band_from")),
            TierPolicy(
                Severity(said("floor")),
                Severity(said("start")),
                bool(said("reduced_allowed")),
                bool(said("skip_lot_allowed")),
            ),
            said("cadence_months"),
            said("rises_after"),
            tuple(said("extra_documents") or ()),
        )


PolicyForm = type(
    "PolicyForm",
    (_PolicyForm,),
    {name: field for tier in Tier for name, field in _fields(tier).items()},
)
"""A form with the fields of every tier."""


@bp.get("/tiers")
@needs(P.SAMPLING_SET)
def tiers() -> ResponseReturnValue:
    """Show the policy that holds, ready to be changed."""
    policy = policy_in_force(db())
    held = {
        f"{tier.value}-{name}": value
        for tier, rule in policy.rules.items()
        for name, value in _told(rule).items()
    }
    return _page(PolicyForm(formdata=None, data=held | {"number": policy.number}))


@bp.post("/tiers")
@needs(P.SAMPLING_SET)
def publish() -> ResponseReturnValue:
    """Publish the next version."""
    form = PolicyForm()
    if not form.validate():
        return _page(form), 422
    rules = {tier: form.rule(tier) for tier in Tier}
    seen = seen_revision(form.number.data)
    try:
        version = publish_policy(db(), me(), rules, form.note.data or "", seen)
    except Invalid as error:
        form.blame(error)
        return _page(form), 422
    except Outpaced as error:
        form.form_errors.append(error.in_(locale()))
        form.number.data = str(policy_in_force(db()).number)
        return _page(form), 409
    said = N_("Version %(number)s of the policy holds from now on.")
    flash(say(locale(), said, number=version.number))
    return redirect("/settings/tiers", 303)


def _told(rule: TierRule) -> Mapping[str, object]:
    return {
        "band_from": rule.band_from,
        "floor": rule.sampling.floor.value,
        "start": rule.sampling.start.value,
        "reduced_allowed": rule.sampling.reduced_allowed,
        "skip_lot_allowed": rule.sampling.skip_lot_allowed,
        "cadence_months": rule.cadence_months,
        "rises_after": rule.rises_after,
        "extra_documents": list(rule.extra_documents),
    }


def _page(form: Any) -> str:
    return render_template(
        "settings/tiers.html",
        form=form,
        tiers=TIER_WORDS,
        policy=policy_in_force(db()),
        versions=policy_versions(db(), me()),
    )
