"""What suppliers are measured against: targets, floors, weights and bands, by category and day."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import is_countable, today
from portal.core.errors import OUT_OF_TIME, Invalid, Outpaced
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Category
from portal.core.suppliers.queries.categories import all_categories, find_category
from portal.web.forms import seen_revision, strip
from portal.web.language import gettext
from portal.web.numbers import LARGEST_COUNT, whole
from portal.web.request import db, locale, me, needs
from portal.web.scorecards.words import metric_names
from scoring.metrics.operations import set_scoring
from scoring.metrics.queries.settings import newest_setting, setting_lines
from scoring.metrics.rules.definitions import DEFINITIONS, WEIGHABLE, Metric
from scoring.metrics.rules.rating import (
    Band,
    Direction,
    Goal,
    ScoringRules,
    written,
)
from scoring.metrics.rules.writing import SIGNS

bp = Blueprint("scoring", __name__, url_prefix="/settings/scoring")

GRADES = 6
"""Rows for bands in the form; empty ones are left out."""
DIRECTIONS: Mapping[Direction, Message] = {
    Direction.HIGHER: N_("Higher is better"),
    Direction.LOWER: N_("Lower is better"),
}
NUMBER = N_("This is not a number such as 99.5.")


@bp.get("")
@needs(P.SCORING_SET)
def scoring() -> ResponseReturnValue:
    """List the rules that hold and those before them."""
    lines = setting_lines(db(), me())
    brand = newest_setting(db(), me(), "")
    return render_template(
        "scorecards/settings.html",
        lines=lines,
        brand=brand,
        categories=[(each.id, each.name.in_(locale())) for each in all_categories(db(), me())],
        scopes={each.code: each for each in all_categories(db(), me())},
        names=metric_names(),
        metrics=WEIGHABLE,
        written=written,
        signs=SIGNS,
        definitions=DEFINITIONS,
    )


@bp.get("/edit")
@needs(P.SCORING_SET)
def edit() -> ResponseReturnValue:
    """Ask for the rules of the brand or of a category."""
    category = _category()
    held = newest_setting(db(), me(), category.code if category else "")
    if category and not held.number:
        held = newest_setting(db(), me(), "")
        return _page(category, typed_from(held.rules), 0)
    return _page(category, typed_from(held.rules), held.number)


@bp.post("/edit")
@needs(P.SCORING_SET)
def save() -> ResponseReturnValue:
    """Set the rules from a day on."""
    category = _category()
    typed = {key: str(strip(text)) for key, text in request.form.items()}
    seen = seen_revision(typed.get("seen"))
    try:
        rules = rules_from(typed)
        day = _day(typed.get("valid_from", ""))
        set_scoring(db(), me(), category, rules, day, seen)
    except Invalid as error:
        return _page(category, typed, seen, {error.field or "": error.in_(locale())}), 422
    except Outpaced as error:
        held = newest_setting(db(), me(), category.code if category else "")
        return _page(category, typed, held.number, {"": error.in_(locale())}), 409
    flash(gettext("Saved."))
    return redirect("/settings/scoring", 303)


def _category() -> Category | None:
    given = request.values.get("category", "")
    if not given:
        return None
    return find_category(db(), me(), whole(given) or 0)


def typed_from(rules: ScoringRules) -> dict[str, str]:
    """Return rules as the form shows them."""
    typed = {"valid_from": today().isoformat(), "late_days": str(rules.late_days)}
    typed["early_days"] = "" if rules.early_days is None else str(rules.early_days)
    for metric in WEIGHABLE:
        goal = rules.goals[metric]
        for name in ("floor", "target", "weight"):
            typed[f"{metric}_{name}"] = written(getattr(goal, name))
        typed[f"{metric}_direction"] = goal.direction.value
    for place, band in enumerate(sorted(rules.bands, key=lambda band: -band.low)):
        typed |= {
            f"band_{place}_grade": band.grade,
            f"band_{place}_low": written(band.low),
            f"band_{place}_high": written(band.high),
        }
    return typed


def rules_from(typed: Mapping[str, str]) -> ScoringRules:
    """Return the rules that somebody typed; raises Invalid for what is no number."""
    early = typed.get("early_days", "")
    return ScoringRules(
        goals={metric: _goal(metric, typed) for metric in WEIGHABLE},
        bands=_bands(typed),
        early_days=_whole(early, "early_days") if early else None,
        late_days=_whole(typed.get("late_days", ""), "late_days"),
    )


def _goal(metric: Metric, typed: Mapping[str, str]) -> Goal:
    names = ("floor", "target", "weight")
    floor, target, weight = (_number(typed, f"{metric}_{name}") for name in names)
    said = typed.get(f"{metric}_direction", "")
    higher = said == Direction.HIGHER.value
    return Goal(Direction.HIGHER if higher else Direction.LOWER, floor, target, weight)


def _bands(typed: Mapping[str, str]) -> tuple[Band, ...]:
    places = [place for place in range(GRADES) if typed.get(f"band_{place}_grade")]
    for place in places:
        if len(typed[f"band_{place}_grade"]) > 4:
            raise Invalid(N_("A grade has at most four characters."), field="bands")
    return tuple(
        Band(
            typed[f"band_{place}_grade"],
            _number(typed, f"band_{place}_low"),
            _number(typed, f"band_{place}_high"),
        )
        for place in places
    )


def _number(typed: Mapping[str, str], field: str) -> Fraction:
    text = typed.get(field, "").replace(",", ".")
    whole, _, part = text.partition(".")
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(text) > 16 or not whole:
        raise Invalid(NUMBER, field=field)
    return Fraction(text)


def _whole(text: str, field: str) -> int:
    number = whole(text, LARGEST_COUNT)
    if number is None:
        raise Invalid(N_("This is not a whole number such as 1200."), field=field)
    return number


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid(N_("Not a valid date value."), field="valid_from") from None
    if not is_countable(day):
        raise Invalid(OUT_OF_TIME, field="valid_from")
    return day


def _page(
    category: Category | None,
    typed: Mapping[str, str],
    seen: int,
    wrong: Mapping[str, Any] | None = None,
) -> str:
    return render_template(
        "scorecards/edit_rules.html",
        category=category,
        typed=typed,
        seen=seen,
        wrong=wrong or {},
        metrics=WEIGHABLE,
        names=metric_names(),
        definitions=DEFINITIONS,
        signs=SIGNS,
        directions=[(key.value, gettext(word)) for key, word in DIRECTIONS.items()],
        grades=range(GRADES),
    )
