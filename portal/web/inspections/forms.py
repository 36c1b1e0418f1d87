"""What is typed on inspection pages."""

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from inspections.lot_inspections.operations.booking import BookingInput, ChangeInput
from inspections.lot_inspections.operations.scheduling import ScheduleInput
from inspections.lot_inspections.operations.triggers import TriggerInput
from inspections.lot_inspections.rules import InspectionType, TriggerMoment
from inspections.lot_inspections.rules.booking import MOMENT_WORDS, TYPE_WORDS, Presented
from portal.core.clock import today
from portal.core.i18n import N_
from portal.core.traceability.operations import LotInput
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole

MOST = 10_000_000
COUNTED = {"inputmode": "numeric"}


class SeenForm(PageForm):
    """The revision that was shown to whoever decides."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1)])


class ConfirmForm(SeenForm):
    """When, and who comes."""

    on = DateField(N_("Day of the inspection"), validators=[InputRequired()])
    inspector_id = SelectField(N_("Inspector"), coerce=whole, validate_choice=False)

    def to_input(self) -> ScheduleInput:
        """Return the day and the inspector, on the revision that was shown."""
        on = self.on.data or today()
        return ScheduleInput(self.revision.data or 0, on, self.inspector_id.data)


class MoveForm(SeenForm):
    """Another day or another inspector."""

    on = DateField(N_("New day"), validators=[InputRequired()], id="move-on")
    inspector_id = SelectField(
        N_("Inspector"), coerce=whole, validate_choice=False, id="move-inspector"
    )
    reason = TextAreaField(
        N_("Why it is moved"), validators=[InputRequired(), Length(max=1000)], id="move-reason"
    )

    def to_input(self) -> ScheduleInput:
        """Return the day, the inspector and why, on the revision that was shown."""
        on = self.on.data or today()
        reason = self.reason.data or ""
        return ScheduleInput(self.revision.data or 0, on, self.inspector_id.data, reason)


class AssignForm(SeenForm):
    """Who comes."""

    inspector_id = SelectField(
        N_("Inspector"), coerce=whole, validate_choice=False, id="assign-inspector"
    )


class CloseForm(SeenForm):
    """Why there is no inspection."""

    reason = TextAreaField(
        N_("Reason"), validators=[InputRequired(), Length(max=1000)], id="closing-reason"
    )


class PresentedForm(PageForm):
    """What is put before the inspector, and when."""

    ready_on = DateField(N_("Ready date"), validators=[InputRequired()])
    quantity = IntegerField(
        N_("Presented quantity"),
        validators=[Optional(), NumberRange(0, MOST)],
        render_kw=COUNTED,
    )
    packed_quantity = IntegerField(
        N_("Packed quantity"), validators=[Optional(), NumberRange(0, MOST)], render_kw=COUNTED
    )
    cartons = IntegerField(
        N_("Cartons"), validators=[Optional(), NumberRange(0, MOST)], render_kw=COUNTED
    )
    order_lines = StringField(N_("Order lines"), validators=[Length(max=400)])
    note = TextAreaField(N_("Note for the inspector"), validators=[Length(max=2000)])


class ChangeForm(PresentedForm, SeenForm):
    """What is presented after all."""

    def to_input(self, lot_quantity: int) -> ChangeInput:
        """Return what is presented, on the revision that was shown."""
        quantity = self.quantity.data
        presented = Presented(
            self.ready_on.data or today(),
            lot_quantity if quantity is None else quantity,
            self.packed_quantity.data,
            self.cartons.data,
        )
        said = (self.order_lines.data or "", self.note.data or "")
        return ChangeInput(self.revision.data or 0, presented, *said)


class BookForm(PresentedForm):
    """A lot, known or new, and what is to be looked at."""

    lot_id = SelectField(N_("Lot"), coerce=whole, validate_choice=False)
    product_id = SelectField(N_("Product"), coerce=whole, validate_choice=False)
    number = StringField(N_("Lot number"), validators=[Length(max=60)])
    lot_quantity = IntegerField(
        N_("Lot quantity"), validators=[Optional(), NumberRange(1, MOST)], render_kw=COUNTED
    )
    site_id = SelectField(N_("Factory"), coerce=whole, validate_choice=False)
    type = SelectField(N_("Type of inspection"), validate_choice=False)

    @property
    def is_new_lot(self) -> bool:
        return self.lot_id.data is None

    def to_lot(self) -> LotInput:
        """Return the lot that is registered with the booking."""
        return LotInput(
            number=self.number.data or "",
            product_id=self.product_id.data or 0,
            quantity=self.lot_quantity.data or 0,
            site_id=self.site_id.data,
            order_lines=self.order_lines.data or "",
        )

    def to_input(self, supplier_id: int, lot_id: int, lot_quantity: int) -> BookingInput:
        """Return the booking of a lot; all of it unless a quantity is said."""
        quantity = self.quantity.data
        return BookingInput(
            supplier_id,
            lot_id,
            InspectionType(self.type.data),
            self.ready_on.data or today(),
            lot_quantity if quantity is None else quantity,
            packed_quantity=self.packed_quantity.data,
            cartons=self.cartons.data,
            order_lines=self.order_lines.data or "",
            note=self.note.data or "",
        )


class TriggerForm(PageForm):
    """When a type of inspection is due, and who books it."""

    type = SelectField(
        N_("Type of inspection"),
        choices=options((kind.value, word) for kind, word in TYPE_WORDS.items()),
    )
    category_id = SelectField(N_("Category"), coerce=whole, validate_choice=False)
    moment = SelectField(
        N_("When it is due"),
        choices=options((kind.value, word) for kind, word in MOMENT_WORDS.items()),
    )
    first_lots = IntegerField(
        N_("How many lots count as the first"), validators=[Optional()], render_kw=COUNTED
    )
    suppliers_book = BooleanField(N_("Suppliers may book it themselves"))

    def to_input(self) -> TriggerInput:
        """Return the rule."""
        return TriggerInput(
            InspectionType(self.type.data),
            TriggerMoment(self.moment.data),
            self.category_id.data,
            self.first_lots.data,
            bool(self.suppliers_book.data),
        )
