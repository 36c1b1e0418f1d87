"""Plans for measured characteristics, and lots judged by their measurements."""

import re

from flask import render_template
from flask.typing import ResponseReturnValue

from inspections.sampling.rules.measuring import Form, Judgement, judge_measurements
from inspections.sampling.rules.variables import (
    Limits,
    Method,
    VariablesPlan,
    variables_plan,
)
from inspections.sampling.rules.vocabulary import Severity
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.web.request import needs
from portal.web.sampling.blueprint import asked, bp
from portal.web.sampling.forms import MeasuredForm


@bp.get("/variables")
@needs(P.SAMPLING_READ)
def measured() -> ResponseReturnValue:
    """Answer with the plan, and with the judgement where measurements are given."""
    form, is_asked = asked(MeasuredForm)
    plan, judged = None, None
    if is_asked and form.validate():
        try:
            plan = _plan(form)
            judged = _judgement(form, plan)
        except Invalid as error:
            form.blame(error)
    return render_template(
        "sampling/variables.html", form=form, plan=plan, judged=judged, is_asked=is_asked
    ), 422 if is_asked and form.errors else 200


def _plan(form: MeasuredForm) -> VariablesPlan:
    return variables_plan(
        form.lot_size.data or 0,
        form.aql.data,
        form.level.data,
        Severity(form.severity.data),
        Method(form.method.data),
    )


def _judgement(form: MeasuredForm, plan: VariablesPlan) -> Judgement | None:
    values = _numbers(form.values.data or "")
    if not values:
        return None
    limits = Limits(form.lower.data, form.upper.data)
    kind = Form(form.form.data) if limits.both else Form.K
    return judge_measurements(plan, values, limits, form.sigma.data, kind)


def _numbers(text: str) -> list[float]:
    """Return the numbers of a text: one a line, or with blanks, commas or semicolons between."""
    found = []
    for word in re.split(r"[\s,;，；、]+", text.strip()):
        if word:
            try:
                found.append(float(word))
            except ValueError:
                sentence = N_("“%(word)s” is not a number. Write 12.5, not 12,5.")
                raise Invalid(sentence, field="values", word=word[:20]) from None
    return found
