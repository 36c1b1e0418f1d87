"""What is asked of lots by brand and category, with what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from inspections.sampling.operations.schemes import (
    remove_scheme,
    set_scheme,
)
from inspections.sampling.queries.schemes import (
    SchemeLine,
    find_scheme,
    scheme_lines,
    tier_policies,
)
from inspections.sampling.rules.classes import InspectionPlan
from inspections.sampling.rules.schemes import (
    EXAMPLE_LOT,
    Scheme,
    offered,
)
from inspections.sampling.rules.vocabulary import (
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
)
from portal.core.errors import Invalid, NotFound, Outpaced
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from portal.core.suppliers.queries.categories import all_categories, find_category
from portal.core.suppliers.rules import TIER_WORDS
from portal.web.choices import options
from portal.web.forms import PageForm, seen_revision
from portal.web.language import gettext
from portal.web.numbers import whole
from portal.web.request import db, locale, me, needs
from portal.web.settings.views import bp
from portal.web.verdicts.words import CLASS_WORDS, KIND_WORDS, MODE_WORDS, SEVERITY_NAMES

LOTS = (500, EXAMPLE_LOT, 20_000)
REGIME_WORDS: Mapping[Regime, Message] = {
    Regime.PERCENT: N_("Nonconforming units (percent)"),
    Regime.PER_100: N_("Nonconformities per 100 units"),
}
AQL_HELP = N_("A preferred value such as 0.65, 1.0, 1.5, 2.5, 4.0, 6.5.")


def _offer(words: Mapping[object, str]) -> list[object]:
    return options((getattr(key, "value", key), word) for key, word in words.items())


SKIP_RATES = (
    ("2", N_("one lot in 2 is inspected")),
    ("3", N_("one lot in 3 is inspected")),
    ("4", N_("one lot in 4 is inspected")),
    ("5", N_("one lot in 5 is inspected")),
)


class SchemeForm(PageForm):
    edition = SelectField(
        N_("Standard"), choices=options((one.value, one.value) for one in Edition)
    )
    level = SelectField(
        N_("Inspection level"), choices=options((one.value, one.value) for one in Level)
    )
    kind = SelectField(N_("Kind of plan"), choices=_offer(KIND_WORDS))  # type: ignore[arg-type]
    regime = SelectField(N_("What is counted"), choices=_offer(REGIME_WORDS))  # type: ignore[arg-type]
    critical_mode = SelectField(N_("Critical defects"), choices=_offer(MODE_WORDS))  # type: ignore[arg-type]
    critical_aql = StringField(N_("AQL, critical"), [Length(max=8)])
    major_aql = StringField(N_("AQL, major"), [InputRequired(), Length(max=8)])
    minor_aql = StringField(N_("AQL, minor"), [InputRequired(), Length(max=8)])
    largest_letter = BooleanField(N_("One sample size for all classes: the largest letter"))
    switching = BooleanField(N_("Severity switches with the results of lots"))
    reduced_approved = BooleanField(N_("Reduced inspection is approved once it is earned"))
    skip_one_in = SelectField(
        N_("Skip-lot"),
        choices=options([("", N_("every lot is inspected")), *SKIP_RATES]),
        coerce=whole,
    )
    revision = HiddenField()

    def to_scheme(self) -> Scheme:
        """Return what the act takes."""
        return Scheme(
            edition=Edition(self.edition.data),
            level=Level(self.level.data),
            kind=Kind(self.kind.data),
            regime=Regime(self.regime.data),
            aqls={
                DefectClass.CRITICAL: self.critical_aql.data or "0",
                DefectClass.MAJOR: self.major_aql.data or "",
                DefectClass.MINOR: self.minor_aql.data or "",
            },
            critical_mode=CriticalMode(self.critical_mode.data),
            largest_letter=bool(self.largest_letter.data),
            switching=bool(self.switching.data),
            reduced_approved=bool(self.reduced_approved.data),
            skip_one_in=self.skip_one_in.data,
        )


@dataclass(frozen=True)
class Example:
    """What a scheme comes to for one lot, severity by severity."""

    lot_size: int
    plans: Mapping[Severity, InspectionPlan | None]


def _examples(scheme: Scheme) -> list[Example]:
    return [Example(size, {one: offered(scheme, one, size) for one in Severity}) for size in LOTS]


@bp.get("/sampling")
@needs(P.SAMPLING_SET)
def sampling() -> ResponseReturnValue:
    """Show what is asked of lots, and what each tier makes of it."""
    lines = scheme_lines(db(), me())
    taken = {line.category.id for line in lines if line.category}
    brand = lines[0].scheme
    return render_template(
        "settings/sampling.html",
        lines=lines,
        plan_of=lambda scheme: offered(scheme, Severity.NORMAL, EXAMPLE_LOT),
        plan_at=lambda severity: offered(brand, severity, EXAMPLE_LOT),
        lot_size=EXAMPLE_LOT,
        policies=tier_policies(db(), me()),
        free_choices=[
            (one.id, one.name.in_(locale()))
            for one in all_categories(db(), me())
            if one.id not in taken
        ],
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "classes": CLASS_WORDS,
        "kinds": KIND_WORDS,
        "modes": MODE_WORDS,
        "severities": SEVERITY_NAMES,
        "tiers": TIER_WORDS,
    }


@bp.get("/sampling/new")
@needs(P.SAMPLING_SET)
def choose_category() -> ResponseReturnValue:
    """Go on to the scheme of the category that was chosen."""
    asked = whole(request.args.get("category"))
    return redirect(f"/settings/sampling/categories/{asked}" if asked else "/settings/sampling")


@bp.get("/sampling/brand")
@needs(P.SAMPLING_SET)
def brand_scheme() -> ResponseReturnValue:
    """Ask what is to hold where nothing else does."""
    return _scheme_page(_scheme_form(find_scheme(db(), me(), None)), None)


@bp.post("/sampling/brand")
@needs(P.SAMPLING_SET)
def set_brand_scheme() -> ResponseReturnValue:
    """Set what holds where nothing else does."""
    return _set(None)


@bp.get("/sampling/categories/<int:category_id>")
@needs(P.SAMPLING_SET)
def category_scheme(category_id: int) -> ResponseReturnValue:
    """Ask what is to hold for a category; begins with the brand's default."""
    category = find_category(db(), me(), category_id)
    return _scheme_page(_scheme_form(_line_of(category)), category)


@bp.post("/sampling/categories/<int:category_id>")
@needs(P.SAMPLING_SET)
def set_category_scheme(category_id: int) -> ResponseReturnValue:
    """Set what holds for a category."""
    return _set(find_category(db(), me(), category_id))


@bp.post("/sampling/categories/<int:category_id>/remove")
@needs(P.SAMPLING_SET)
def remove_category_scheme(category_id: int) -> ResponseReturnValue:
    """Let the brand's default hold again."""
    remove_scheme(db(), me(), find_category(db(), me(), category_id))
    flash(gettext("The brand’s default holds for this category again."))
    return redirect("/settings/sampling", 303)


def _line_of(category: Category) -> SchemeLine:
    try:
        return find_scheme(db(), me(), category)
    except NotFound:
        return SchemeLine(find_scheme(db(), me(), None).scheme, category, 0)


def _scheme_form(line: SchemeLine) -> SchemeForm:
    scheme = line.scheme
    said = {
        name: getattr(value, "value", value)
        for name, value in vars(scheme).items()
        if name != "aqls"
    }
    said |= {f"{name.value}_aql": aql for name, aql in scheme.aqls.items()}
    return SchemeForm(formdata=None, data=said | {"revision": line.revision})


def _set(category: Category | None) -> ResponseReturnValue:
    form = SchemeForm()
    if not form.validate():
        return _scheme_page(form, category), 422
    try:
        set_scheme(db(), me(), category, form.to_scheme(), seen_revision(form.revision.data))
    except Invalid as error:
        form.blame(error)
        return _scheme_page(form, category), 422
    except Outpaced as error:
        form.form_errors.append(error.in_(locale()))
        found = find_scheme(db(), me(), None) if category is None else _line_of(category)
        form.revision.data = str(found.revision)
        return _scheme_page(form, category), 409
    flash(gettext("The scheme holds from the next plan on."))
    return redirect("/settings/sampling", 303)


def _scheme_page(form: SchemeForm, category: Category | None) -> str:
    line = find_scheme(db(), me(), None) if category is None else _line_of(category)
    return render_template(
        "settings/scheme.html",
        form=form,
        category=category,
        line=line,
        examples=_examples(line.scheme),
        help=AQL_HELP,
        **_words(),
    )
