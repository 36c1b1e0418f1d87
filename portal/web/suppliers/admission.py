"""A company's way in: the steps, the decision, its conditions and exceptions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.clock import today
from portal.core.errors import DomainError, Invalid
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import StateInput
from portal.core.suppliers.queries.finding import find_supplier, own_supplier
from portal.core.suppliers.rules import LIFE, SupplierState
from portal.web.choices import options
from portal.web.forms import PageForm, seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from portal.web.suppliers.views import bp, surroundings
from scoring.admission.operations import (
    ConditionInput,
    ExceptionInput,
    add_condition,
    decide_admission,
    end_exception,
    fulfil_condition,
    sign_exception,
)
from scoring.admission.queries.board import (
    on_the_way,
    open_conditions,
    running_exceptions,
    waiting_for_decision,
)
from scoring.admission.queries.gates import (
    conditions_of,
    exceptions_of,
    find_condition,
    find_exception,
    gates_of,
)
from scoring.admission.queries.path import DOER_WORDS, STEP_WORDS, current_step, path_of
from scoring.admission.rules import GATE_KIND_WORDS, ConditionState, GateKind, GateLine, summed_up

ROWS = 4
"""So many conditions can be typed with a decision; more are added afterwards."""

OUTCOMES: dict[SupplierState, Message] = {
    SupplierState.APPROVED: N_("Approve: orders and bookings go on"),
    SupplierState.CONDITIONAL: N_("Approve under conditions, until a day"),
    SupplierState.REJECTED: N_("Reject: no orders and no bookings"),
}


class _DecisionForm(PageForm):
    to = RadioField(N_("Decision"), [InputRequired()])
    until = DateField(N_("Holds until"), [Optional()])
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=2000)])
    revision = HiddenField()

    def rows(self) -> list[int]:
        """Return which rows of conditions somebody has typed into."""
        if self.to.data != SupplierState.CONDITIONAL:
            return []
        return [n for n in range(ROWS) if _cell(self, n, "text") or _cell(self, n, "due_on")]

    def conditions(self) -> list[ConditionInput]:
        """Return the conditions as they were typed."""
        return [
            ConditionInput(_cell(self, n, "text") or "", _cell(self, n, "due_on"))
            for n in self.rows()
        ]

    def to_input(self) -> StateInput:
        """Return what the act takes."""
        to = SupplierState(self.to.data)
        until: date | None = self.until.data if to is SupplierState.CONDITIONAL else None
        seen = seen_revision(self.revision.data)
        return StateInput(to=to, reason=self.reason.data or "", revision=seen, until=until)


def _cell(form: PageForm, row: int, name: str) -> Any:
    return form[f"conditions-{row}-{name}"].data


def _rows() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for row in range(ROWS):
        text = StringField(N_("Condition"), [Length(max=1000)])
        fields[f"conditions-{row}-text"] = text
        fields[f"conditions-{row}-due_on"] = DateField(N_("Due on"), [Optional()])
    return fields


DecisionForm = type("DecisionForm", (_DecisionForm,), _rows())


class ConditionForm(PageForm):
    text = TextAreaField(N_("Condition"), [InputRequired(), Length(max=1000)])
    due_on = DateField(N_("Due on"), [Optional()])

    def to_input(self) -> ConditionInput:
        """Return what the act takes."""
        return ConditionInput(self.text.data or "", self.due_on.data)


class FulfilForm(PageForm):
    how = TextAreaField(N_("How one knows that it is fulfilled"), [Length(max=1000)])
    revision = HiddenField()


class ExceptionForm(PageForm):
    kind = SelectField(
        N_("Not asked for"),
        choices=lambda: options((k.value, w) for k, w in GATE_KIND_WORDS.items()),
    )
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=2000)])
    holds_until = DateField(N_("Holds until"), [InputRequired()])
    signature = StringField(N_("Your full name, as signature"), [InputRequired(), Length(max=120)])

    def to_input(self) -> ExceptionInput:
        """Return what the act takes."""
        assert self.holds_until.data is not None  # noqa: S101 - InputRequired
        return ExceptionInput(
            GateKind(self.kind.data), self.reason.data or "", self.holds_until.data,
            self.signature.data or "",
        )  # fmt: skip


class EndForm(PageForm):
    end_reason = TextAreaField(N_("Why it ends early"), [InputRequired(), Length(max=2000)])
    revision = HiddenField()


@bp.get("/admission")
@needs(P.SUPPLIER_READ)
def admissions() -> ResponseReturnValue:
    """List who is on the way in, open conditions and exceptions; a supplier sees its own way."""
    if me().is_supplier:
        return redirect(f"/suppliers/{own_supplier(db(), me()).code}/admission")
    return render_template(
        "suppliers/admissions.html",
        waiting=waiting_for_decision(db(), me()),
        coming=on_the_way(db(), me()),
        conditions=open_conditions(db(), me()),
        exceptions=running_exceptions(db(), me(), today()),
        gate_words=GATE_KIND_WORDS,
        today=today(),
    )


@bp.get("/<code>/admission")
@needs(P.SUPPLIER_READ)
def admission(code: str) -> ResponseReturnValue:
    """Show how far a company is on its way in, and whose turn it is."""
    return _page(find_supplier(db(), me(), code))


@bp.post("/<code>/admission/decision")
@needs(P.SUPPLIER_DECIDE)
def decide(code: str) -> ResponseReturnValue:
    """Approve, approve conditionally, or reject."""
    supplier, form = find_supplier(db(), me(), code), DecisionForm()
    form.to.choices = _outcomes(supplier)
    if not form.validate():
        return _page(supplier, deciding=form), 422
    try:
        warned = decide_admission(db(), me(), supplier, form.to_input(), form.conditions())
    except Invalid as error:
        form.blame(_in_row(error, form.rows()))
        return _page(supplier, deciding=form), 422
    except DomainError as error:
        form.form_errors.append(error.in_(locale()))
        return _page(supplier, deciding=form), 409
    flash(decided_words(warned))
    return redirect(f"/suppliers/{supplier.code}/admission", 303)


def decided_words(warned: Sequence[GateLine]) -> str:
    """Return what to say after a decision; what was missing is said once more."""
    if not warned:
        return gettext("The decision is taken, and the supplier is told.")
    missing = summed_up(one.missing for one in warned if one.missing).in_(locale())
    said = gettext("The decision is taken, and the supplier is told. Still missing: %(missing)s.")
    return said % {"missing": missing}


def _in_row(error: Invalid, rows: Sequence[int]) -> Invalid:
    """Return the refusal under the row it was typed in; rows left empty are not sent."""
    head, _, tail = (error.field or "").partition("-")
    if head != "conditions":
        return error
    if not tail:
        return Invalid(error.message, field="conditions-0-text", **error.values)
    place, _, name = tail.partition("-")
    return Invalid(error.message, field=f"conditions-{rows[int(place)]}-{name}", **error.values)


@bp.post("/<code>/admission/conditions")
@needs(P.SUPPLIER_DECIDE)
def ask_more(code: str) -> ResponseReturnValue:
    """Add a condition."""
    supplier, form = find_supplier(db(), me(), code), ConditionForm()
    if not form.validate():
        return _page(supplier, adding=form), 422
    try:
        add_condition(db(), me(), supplier, form.to_input())
    except Invalid as error:
        form.blame(error)
        return _page(supplier, adding=form), 422
    flash(gettext("The condition is set, and the supplier is told."))
    return redirect(f"/suppliers/{supplier.code}/admission#conditions", 303)


@bp.post("/<code>/admission/conditions/<int:condition_id>")
@needs(P.ASSESSMENT_PERFORM)
def fulfil(code: str, condition_id: int) -> ResponseReturnValue:
    """Put on record that a condition is fulfilled."""
    supplier, form = find_supplier(db(), me(), code), FulfilForm()
    condition = find_condition(db(), me(), supplier, condition_id)
    try:
        seen = seen_revision(form.revision.data)
        fulfil_condition(db(), me(), condition, form.how.data or "", seen)
    except Invalid as error:
        form.blame(error)
        return _page(supplier, fulfilling=(condition_id, form)), 422
    flash(gettext("It is on record that the condition is fulfilled."))
    return redirect(f"/suppliers/{supplier.code}/admission#conditions", 303)


@bp.post("/<code>/admission/exceptions")
@needs(P.SUPPLIER_DECIDE)
def sign(code: str) -> ResponseReturnValue:
    """Open a gate for this company under one's own name."""
    supplier, form = find_supplier(db(), me(), code), ExceptionForm()
    if not form.validate():
        return _page(supplier, signing=form), 422
    try:
        sign_exception(db(), me(), supplier, form.to_input())
    except Invalid as error:
        form.blame(error)
        return _page(supplier, signing=form), 422
    flash(gettext("The exception is signed."))
    return redirect(f"/suppliers/{supplier.code}/admission#exceptions", 303)


@bp.post("/<code>/admission/exceptions/<int:exception_id>/end")
@needs(P.SUPPLIER_DECIDE)
def end(code: str, exception_id: int) -> ResponseReturnValue:
    """Close a gate again before its day."""
    supplier, form = find_supplier(db(), me(), code), EndForm()
    exception = find_exception(db(), me(), supplier, exception_id)
    try:
        seen = seen_revision(form.revision.data)
        end_exception(db(), me(), exception, form.end_reason.data or "", seen)
    except Invalid as error:
        form.blame(error)
        return _page(supplier, ending=(exception_id, form)), 422
    flash(gettext("The exception has ended."))
    return redirect(f"/suppliers/{supplier.code}/admission#exceptions", 303)


def _outcomes(supplier: Supplier) -> Any:
    return options(
        (state.value, word)
        for state, word in OUTCOMES.items()
        if LIFE.may_move(supplier.state, state)
    )


def _page(supplier: Supplier, **forms: Any) -> str:
    steps = path_of(db(), me(), supplier, today())
    decides = me().may(P.SUPPLIER_DECIDE)
    outcomes = _outcomes(supplier)
    shown = {"deciding": None, "adding": None, "fulfilling": None, "signing": None, "ending": None}
    shown |= forms
    deciding = shown["deciding"] or DecisionForm(formdata=None)
    deciding.to.choices = outcomes
    deciding.revision.data = str(supplier.revision)
    is_brand = not me().is_supplier
    return render_template(
        "suppliers/admission.html",
        **surroundings(supplier),
        **{**shown, "deciding": deciding},
        steps=steps,
        step_words=STEP_WORDS,
        current=current_step(steps, supplier),
        doers=DOER_WORDS,
        decides=decides and bool(outcomes),
        rows=range(ROWS),
        gates=gates_of(db(), supplier, today()) if is_brand else [],
        gate_words=GATE_KIND_WORDS,
        conditions=conditions_of(db(), me(), supplier),
        states=ConditionState,
        exceptions=exceptions_of(db(), me(), supplier) if is_brand else [],
        may_fulfil=me().may(P.ASSESSMENT_PERFORM, supplier.id),
        may_sign=decides,
        new_condition=shown["adding"] or ConditionForm(formdata=None),
        new_exception=shown["signing"] or ExceptionForm(formdata=None),
        fulfil_form=FulfilForm,
        end_form=EndForm,
    )
