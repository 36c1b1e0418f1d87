"""What people type about nonconformities."""

from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from portal.core.i18n import N_
from portal.core.nonconformities.operations.evidence import CostInput
from portal.core.nonconformities.operations.opening import NonconformityInput
from portal.core.nonconformities.rules import (
    COSTS,
    CURRENCIES,
    DISPOSITIONS,
    SOURCES,
    CostKind,
    DispositionKind,
    FoundBy,
)
from portal.core.products.rules import DefectClass
from portal.core.traceability.rules import Direction
from portal.web.choices import options
from portal.web.forms import PageForm

SEVERITIES = {
    DefectClass.CRITICAL: N_("Critical"),
    DefectClass.MAJOR: N_("Major"),
    DefectClass.MINOR: N_("Minor"),
}
SPREADS = {
    "": N_("This lot alone"),
    Direction.FORWARD.value: N_("This lot and all it went into"),
    Direction.BOTH.value: N_("Everything concerned: its components and all made of them"),
}
BY_HAND = (FoundBy.INCOMING, FoundBy.COMPLAINT, FoundBy.DOCUMENT)


class NonconformityForm(PageForm):
    source = SelectField(
        N_("Found by"), choices=options((kind.value, SOURCES[kind]) for kind in BY_HAND)
    )
    severity = SelectField(
        N_("How grave"),
        choices=options((kind.value, word) for kind, word in SEVERITIES.items()),
        default=DefectClass.MAJOR.value,
    )
    quantity = IntegerField(N_("Nonconforming quantity"), [InputRequired()])
    description = TextAreaField(N_("What is not as it should be"), [Length(max=5000)])
    complaint = TextAreaField(N_("The customer's words"), [Length(max=5000)])
    order_number = StringField(N_("Customer order"), [Length(max=80)])
    holds = BooleanField(N_("Keep the goods back"), default=True)
    spread = SelectField(N_("Keep back"), choices=options(SPREADS.items()))
    revision = HiddenField()

    def to_input(
        self, supplier_id: int, lot_id: int | None, document_id: int | None = None
    ) -> NonconformityInput:
        """Return what the act takes."""
        return NonconformityInput(
            supplier_id=supplier_id,
            source=FoundBy(self.source.data),
            severity=DefectClass(self.severity.data),
            quantity=self.quantity.data or 0,
            description=self.description.data or "",
            lot_id=lot_id,
            document_id=document_id,
            complaint=self.complaint.data or "",
            order_number=self.order_number.data or "",
            holds=bool(self.holds.data),
            spread=Direction(self.spread.data) if self.spread.data else None,
        )


class DispositionForm(PageForm):
    kind = SelectField(
        N_("What becomes of the goods"),
        choices=options((kind.value, word) for kind, word in DISPOSITIONS.items()),
    )
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=5000)])
    revision = HiddenField()

    @property
    def disposition(self) -> DispositionKind:
        return DispositionKind(self.kind.data)


class CostForm(PageForm):
    cost_kind = SelectField(
        N_("For"), choices=options((kind.value, word) for kind, word in COSTS.items())
    )
    amount = DecimalField(N_("Amount"), [InputRequired()], places=None)
    currency = SelectField(N_("Currency"), choices=options((code, code) for code in CURRENCIES))
    note = StringField(N_("Note"), [Length(max=300)])

    def to_input(self) -> CostInput:
        """Return what the act takes."""
        amount = self.amount.data
        if amount is None:
            raise ValueError("validated first")
        kind = CostKind(self.cost_kind.data)
        return CostInput(kind, amount, self.currency.data, self.note.data or "")
