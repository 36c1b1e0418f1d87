"""What people type about lots."""

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.i18n import N_
from portal.core.traceability.operations import LotInput
from portal.web.forms import PageForm
from portal.web.numbers import whole


class LotForm(PageForm):
    supplier = SelectField(N_("Supplier"), [InputRequired()])
    product_id = SelectField(N_("Product"), coerce=whole)
    number = StringField(N_("Lot number"), [InputRequired(), Length(max=60)])
    quantity = IntegerField(N_("Quantity"), [InputRequired()])
    site_id = SelectField(N_("Factory"), coerce=whole)
    produced_on = DateField(N_("Made on"), [Optional()])
    order_lines = StringField(N_("Order lines"), [Length(max=400)])
    revision = HiddenField()

    def to_input(self) -> LotInput:
        """Return what the act takes."""
        return LotInput(
            number=self.number.data or "",
            product_id=self.product_id.data or 0,
            quantity=self.quantity.data or 0,
            site_id=self.site_id.data,
            produced_on=self.produced_on.data,
            order_lines=self.order_lines.data or "",
        )
