"""The plan of one lot by attributes: all defect classes, in words and as a curve."""

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from inspections.sampling.rules.classes import (
    ClassPlan,
    InspectionPlan,
    Terms,
    plan_inspection,
)
from inspections.sampling.rules.curves import curve_of
from inspections.sampling.rules.sentences import Sentence, sentence
from inspections.sampling.rules.vocabulary import SEVERITY_WORDS, Level, Regime
from portal.adapters.charts import Chart, Judged, chart_of
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.language import gettext
from portal.web.request import needs
from portal.web.sampling.answers import (
    CLASS_WORDS,
    Answer,
    ClassAnswer,
)
from portal.web.sampling.blueprint import asked, bp
from portal.web.sampling.forms import KIND_WORDS, PlanForm
from portal.web.sampling.telling import told_plan
from portal.web.sampling.words import said_in

EXAMPLE = MultiDict(
    {"lot_size": "1200", "level": "II", "critical": "0", "major": "2.5", "minor": "4.0"}
)
"""What is answered before anything is asked, so that one sees what an answer says."""


@bp.get("")
@needs(P.SAMPLING_READ)
def planned() -> ResponseReturnValue:
    """Answer with the plan of each class, one drawing for all, and what the plans let through."""
    form, is_asked = asked(PlanForm)
    answer = None
    said = form if is_asked else PlanForm(EXAMPLE, meta={"csrf": False})
    if said.validate():
        try:
            terms = said.terms()
            answer = answer_of(terms, plan_inspection(terms))
        except Invalid as error:
            said.blame(error)
    return render_template(
        "sampling/plan.html", form=form, answer=answer, is_asked=is_asked
    ), 422 if is_asked and form.errors else 200


def answer_of(terms: Terms, plan: InspectionPlan) -> Answer:
    """Return an inspection's plan as the page tells it."""
    notes = [note for one in plan.classes.values() for note in one.notes]
    return Answer(
        terms.edition.value,
        KIND_WORDS[terms.kind],
        terms.lot_size,
        tuple(_class_answer(one, terms.level) for one in plan.classes.values()),
        plan.draw,
        {name.value: n for name, n in plan.subsets.items()},
        tuple(
            dict.fromkeys(said_in(told) for told in (*plan.warnings, *_of_samples(plan), *notes))
        ),
        _chart(terms, plan),
    )


def _class_answer(one: ClassPlan, level: Level) -> ClassAnswer:
    told = told_plan(one, level.value)
    return ClassAnswer(
        one.name.value,
        one.aql,
        told.letters,
        told.line,
        told.stages,
        told.is_full,
        one.detectable,
        tuple(said_in(step) for step in one.path),
        SEVERITY_WORDS[one.severity] if one.found else None,
    )


def _of_samples(plan: InspectionPlan) -> Iterator[Sentence]:
    """Yield what one should know of classes that are judged on whatever is drawn."""
    if any(one.every_unit and len(one.stages) > 1 for one in plan.classes.values()):
        told = N_(
            "Critical is judged on every unit that is drawn. When the other classes ask for a"
            " further sample, it counts there as well; the curve is that of the first sample alone."
        )
        yield sentence(told)


def _chart(terms: Terms, plan: InspectionPlan) -> Chart | None:
    """Return the curves of the classes that are sampled; a lot inspected whole has none."""
    drawn = [one for one in plan.classes.values() if not one.full_inspection]
    judged = [
        Judged(
            gettext(CLASS_WORDS[one.name.value]),
            curve_of(
                [(stage.n, stage.ac, stage.re) for stage in one.stages],
                lot_size=one.lot_size,
                is_per_100=terms.regime is Regime.PER_100,
            ),
            one.aql if one.aql != "0" else None,
        )
        for one in drawn
    ]
    return chart_of(judged) if judged else None
