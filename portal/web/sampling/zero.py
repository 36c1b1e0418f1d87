"""Plans that accept on no nonconforming unit only."""

from flask import render_template
from flask.typing import ResponseReturnValue

from inspections.sampling.rules.curves import curve_of
from inspections.sampling.rules.zero_acceptance import ZeroPlan, zero_plan
from portal.adapters.charts import Chart, Judged, chart_of
from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.web.language import gettext
from portal.web.request import needs
from portal.web.sampling.blueprint import asked, bp
from portal.web.sampling.forms import ZeroForm


@bp.get("/zero-acceptance")
@needs(P.SAMPLING_READ)
def zero() -> ResponseReturnValue:
    """Answer with the number of units, of which none may be nonconforming."""
    form, is_asked = asked(ZeroForm)
    plan, chart = None, None
    if is_asked and form.validate():
        try:
            plan = zero_plan(form.lot_size.data or 0, form.aql.data)
            chart = None if plan.is_full else _chart(plan)
        except Invalid as error:
            form.blame(error)
    return render_template(
        "sampling/zero.html", form=form, plan=plan, chart=chart, is_asked=is_asked
    ), 422 if is_asked and form.errors else 200


def _chart(plan: ZeroPlan) -> Chart:
    curve = curve_of([(plan.n, 0, 1)], lot_size=plan.lot_size)
    return chart_of([Judged(gettext("C=0"), curve, plan.aql)])
