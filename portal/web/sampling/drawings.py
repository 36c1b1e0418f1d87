"""Lists of drawn units, to print and to take along."""

from flask import render_template
from flask.typing import ResponseReturnValue

from inspections.sampling.rules.drawing import Drawing, Packing, draw_units
from portal.core.clock import today
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.numbering import new_secret
from portal.core.permissions import Permission as P
from portal.web.request import needs
from portal.web.sampling.blueprint import asked, bp
from portal.web.sampling.forms import DrawingForm


@bp.get("/drawing")
@needs(P.SAMPLING_READ)
def drawing() -> ResponseReturnValue:
    """Answer with the units to take, carton by carton."""
    form, is_asked = asked(DrawingForm)
    if not form.seed.data:
        form.seed.data = f"{today():%Y-%m-%d}-{new_secret()[:6]}"
        form.seed.raw_data = [form.seed.data]
    drawn = None
    if is_asked and form.validate():
        try:
            drawn = _draw(form)
        except Invalid as error:
            form.blame(error)
    return render_template(
        "sampling/drawing.html", form=form, drawn=drawn, sizes=form.sizes(), is_asked=is_asked
    ), 422 if is_asked and form.errors else 200


def _draw(form: DrawingForm) -> Drawing:
    lot_size, per_carton = form.lot_size.data or 0, form.per_carton.data
    if not form.sizes():
        raise Invalid(N_("Say how many units to take for at least one class."), field="major")
    cartons = form.cartons.data or (-(-lot_size // per_carton) if per_carton else 1)
    packing = Packing(lot_size, cartons, per_carton)
    return draw_units(form.seed.data or "", max(form.sizes().values()), packing, form.opened.data)
