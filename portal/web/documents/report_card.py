"""A third party's report beside the plan: a form for what it says, and what the plan says of it."""

from dataclasses import dataclass

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from inspections.lot_inspections.models.results import ReportCheck
from inspections.lot_inspections.operations.checking import CheckInput
from inspections.lot_inspections.queries.checking import checks_of, lot_named
from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.judging import CLASS_WORDS
from inspections.sampling.rules.sentences import Sentence
from inspections.sampling.rules.vocabulary import SEVERITY_WORDS, Severity
from portal.core.documents.models import DocumentVersion
from portal.core.documents.rules import OPEN
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.core.products.queries import products_to_choose
from portal.core.products.rules import GRAVEST_FIRST, DefectClass
from portal.core.traceability.queries import lots_to_choose
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole
from portal.web.request import db, locale, me

NONE = ("", "–")


class CheckForm(PageForm):
    """What the report says."""

    lot_id = SelectField(N_("Lot"), coerce=whole, validate_choice=False)
    product_id = SelectField(N_("Product"), coerce=whole, validate_choice=False)
    lot_size = IntegerField(N_("Lot size in the report"), [InputRequired()])
    sample_size = IntegerField(N_("Units that were looked at"), [InputRequired()])
    critical = IntegerField(N_("Units with critical defects"), [InputRequired()])
    major = IntegerField(N_("Units with major defects"), [InputRequired()])
    minor = IntegerField(N_("Units with minor defects"), [InputRequired()])
    stated = SelectField(
        N_("The report says"),
        choices=lambda: options(
            [
                ("", N_("Choose")),
                (Verdict.ACCEPTED.value, N_("The lot is accepted")),
                (Verdict.NOT_ACCEPTED.value, N_("The lot is not accepted")),
            ]
        ),
        validators=[InputRequired()],
    )

    def to_input(self) -> CheckInput:
        """Return what the act takes."""
        counts = {name: getattr(self, name.value).data for name in DefectClass}
        return CheckInput(
            self.lot_id.data,
            self.product_id.data,
            self.lot_size.data or 0,
            self.sample_size.data or 0,
            counts,
            Verdict(self.stated.data),
        )


@dataclass(frozen=True)
class Line:
    """One class of a check as the page shows it."""

    name: str
    plan: str
    severity: str
    counted: int


@dataclass(frozen=True)
class ReportCard:
    """What the page of a report shows beside the file; no form for whoever may not check."""

    form: CheckForm | None
    newest: ReportCheck | None
    older: int
    reason: str
    lines: list[Line]
    findings: list[str]


def report_card(version: DocumentVersion, form: PageForm | None = None) -> ReportCard | None:
    """Return the card of an inspection report; None for other documents, and for suppliers."""
    if not version.document.type.is_report or me().is_supplier:
        return None
    checks = checks_of(db(), me(), version)
    newest = checks[0] if checks else None
    may = me().may(Permission.DOCUMENT_REVIEW) and version.submitted_by_id != me().user_id
    form = form if isinstance(form, CheckForm) else _form(version, newest)
    return ReportCard(
        form=_offered(form, version) if may and version.state in OPEN else None,
        newest=newest,
        older=max(len(checks) - 1, 0),
        reason=Sentence.of(newest.plan["reason"]).in_(locale()) if newest else "",
        lines=_lines(newest) if newest else [],
        findings=[Sentence.of(one).in_(locale()) for one in newest.findings] if newest else [],
    )


def _form(version: DocumentVersion, newest: ReportCheck | None) -> CheckForm:
    """Return a form that holds what was typed last, else what is known of the lot."""
    if newest is not None:
        counts = {name.value: newest.counts.get(name.value) for name in DefectClass}
        typed = {"lot_id": newest.lot_id, "lot_size": newest.lot_size, "stated": newest.stated}
        return CheckForm(formdata=None, data=typed | counts | {"sample_size": newest.sample_size})
    lot = lot_named(db(), version)
    known = {"lot_id": lot.id, "lot_size": lot.quantity} if lot else {}
    return CheckForm(formdata=None, data=known)


def _offered(form: CheckForm, version: DocumentVersion) -> CheckForm:
    lots = lots_to_choose(db(), me(), version.supplier_id)
    named = ((lot.id, f"{lot.number} · {lot.sku}") for lot in lots)
    form.lot_id.choices = options([NONE, *named])
    products = products_to_choose(db(), me(), version.supplier_id)
    made = ((id, f"{sku} · {name.in_(locale())}") for id, sku, name in products)
    form.product_id.choices = options([NONE, *made])
    return form


def _lines(check: ReportCheck) -> list[Line]:
    planned = {one["class"]: one for one in check.plan["classes"]}
    return [
        Line(
            name=say(locale(), CLASS_WORDS[name]),
            plan=" → ".join(_stage(stage, one["units"]) for stage in one["stages"]),
            severity=say(locale(), SEVERITY_WORDS[Severity(one["severity"])]),
            counted=check.counts.get(name.value, 0),
        )
        for name in GRAVEST_FIRST
        if (one := planned.get(name.value))
    ]


def _stage(stage: list[int], units: int) -> str:
    """Return one sample as the trade writes it: n, Ac, Re."""
    _, end, accept, refuse = stage
    return f"n {min(end, units)}, Ac {accept if accept >= 0 else '–'}, Re {refuse}"
