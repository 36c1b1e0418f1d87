"""What people ask the plan calculator; the answers stand in the address."""

from collections.abc import Callable
from typing import Any, ClassVar

from wtforms import BooleanField, FloatField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from inspections.sampling.rules.classes import Terms
from inspections.sampling.rules.printed import printed_aql
from inspections.sampling.rules.variables import LEVELS as MEASURED_LEVELS
from inspections.sampling.rules.variables import (
    METHOD_WORDS,
    Method,
    variables_aqls,
)
from inspections.sampling.rules.vocabulary import (
    AQLS,
    NO_AQL,
    CriticalMode,
    Edition,
    Kind,
    Level,
    Regime,
    Severity,
)
from inspections.sampling.rules.zero_acceptance import zero_aqls
from portal.core.i18n import N_
from portal.core.products.rules import DefectClass
from portal.web.choices import options
from portal.web.forms import PageForm

LARGEST_LOT = 10_000_000

SEVERITIES = (
    (Severity.NORMAL.value, N_("Normal")),
    (Severity.TIGHTENED.value, N_("Tightened")),
    (Severity.REDUCED.value, N_("Reduced")),
)

AS_ALL = ""
CLASS_SEVERITIES = ((AS_ALL, N_("as for all")), *SEVERITIES)

_LOT = [InputRequired(), NumberRange(1, LARGEST_LOT)]


def _as_printed(aqls: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    """Return how an AQL of the address is read: 4 is 4.0; what no table has stays as it is."""
    return lambda text: printed_aql(text, aqls()) or text


class AskingForm(PageForm):
    """A form whose state is the address."""

    ASKING: ClassVar[tuple[str, ...]] = ("lot_size",)


NOT_ASKED = ""
CRITICAL_MODES = (
    ("", N_("what its AQL says")),
    (CriticalMode.NONE_ACCEPTED.value, N_("none on any unit drawn")),
    (CriticalMode.FULL.value, N_("every unit of the lot inspected")),
    (CriticalMode.C0.value, N_("a C=0 plan with its AQL")),
)
EDITIONS = (
    (Edition.ISO_2859_1.value, "ISO 2859-1:1999 = GB/T 2828.1-2012"),
    (Edition.Z1_4.value, "ANSI/ASQ Z1.4-2003 (R2018)"),
)
KIND_WORDS = {
    Kind.SINGLE: N_("Single sampling"),
    Kind.DOUBLE: N_("Double sampling"),
    Kind.MULTIPLE: N_("Multiple sampling"),
}
KINDS = (
    (Kind.SINGLE.value, N_("Single")),
    (Kind.DOUBLE.value, N_("Double")),
    (Kind.MULTIPLE.value, N_("Multiple")),
)
REGIMES = (
    (Regime.PERCENT.value, N_("Nonconforming items, percent")),
    (Regime.PER_100.value, N_("Nonconformities per 100 items")),
)


def _aqls(*, zero: bool) -> list[Any]:
    first = [(NO_AQL, "0")] if zero else []
    return options([*first, *((aql, aql) for aql in AQLS), (NOT_ASKED, N_("not judged"))])


def _aql(text: str) -> str:
    """Return the AQL of an address as it is printed; what is none stays, and is refused."""
    return text if text in (NO_AQL, NOT_ASKED) else printed_aql(text, AQLS) or text


class PlanForm(AskingForm):
    lot_size = IntegerField(N_("Lot size"), _LOT)
    level = SelectField(
        N_("Inspection level"), choices=options((one.value, one.value) for one in Level),
        default="II",
    )  # fmt: skip
    critical = SelectField(
        N_("Critical"), choices=lambda: _aqls(zero=True), coerce=_aql, default=NO_AQL
    )
    major = SelectField(N_("Major"), choices=lambda: _aqls(zero=False), coerce=_aql, default="2.5")
    minor = SelectField(N_("Minor"), choices=lambda: _aqls(zero=False), coerce=_aql, default="4.0")
    critical_mode = SelectField(N_("Critical means"), choices=options(CRITICAL_MODES), default="")
    edition = SelectField(
        N_("Standard"), choices=options(EDITIONS), default=Edition.ISO_2859_1.value
    )
    severity = SelectField(N_("Severity"), choices=options(SEVERITIES), default="normal")
    critical_severity = SelectField(
        N_("Critical, severity"), choices=options(CLASS_SEVERITIES), default=AS_ALL
    )
    major_severity = SelectField(
        N_("Major, severity"), choices=options(CLASS_SEVERITIES), default=AS_ALL
    )
    minor_severity = SelectField(
        N_("Minor, severity"), choices=options(CLASS_SEVERITIES), default=AS_ALL
    )
    kind = SelectField(
        N_("Samples"),
        choices=options(KINDS),
        default="single",
    )
    regime = SelectField(N_("What is counted"), choices=options(REGIMES), default="percent")
    largest_letter = BooleanField(N_("Letter of the largest sample for all classes"))

    def terms(self) -> Terms:
        """Return what the rules take."""
        given = {name: self[name.value].data for name in DefectClass}
        mode = self.critical_mode.data
        return Terms(
            self.lot_size.data or 0,
            {name: aql for name, aql in given.items() if aql != NOT_ASKED},
            Level(self.level.data),
            Edition(self.edition.data),
            Kind(self.kind.data),
            Regime(self.regime.data),
            {name: self._severity(name) for name in DefectClass},
            CriticalMode(mode) if mode else None,
            bool(self.largest_letter.data),
        )

    def _severity(self, name: DefectClass) -> Severity:
        """Return the severity of a class: its own, else that of all."""
        return Severity(self[f"{name.value}_severity"].data or self.severity.data)


class MeasuredForm(AskingForm):
    lot_size = IntegerField(N_("Lot size"), _LOT)
    level = SelectField(
        N_("Inspection level"), choices=options((one, one) for one in MEASURED_LEVELS), default="II"
    )
    aql = SelectField(
        N_("AQL, percent"),
        choices=options((one, one) for one in variables_aqls()),
        coerce=_as_printed(variables_aqls),
        default="1.0",
    )
    severity = SelectField(
        N_("Severity"),
        choices=options(SEVERITIES),
        default="normal",
    )
    method = SelectField(
        N_("Spread"), choices=options((one.value, METHOD_WORDS[one]) for one in Method), default="s"
    )
    lower = FloatField(N_("Lower limit"), [Optional()])
    upper = FloatField(N_("Upper limit"), [Optional()])
    sigma = FloatField(N_("Known sigma"), [Optional()])
    form = SelectField(
        N_("Two limits"),
        choices=options(
            [("M", N_("one AQL for both (form M)")), ("k", N_("an AQL for each (form k)"))]
        ),
        default="M",
    )
    values = TextAreaField(N_("Measurements"), [Length(max=8000)])


class ZeroForm(AskingForm):
    lot_size = IntegerField(N_("Lot size"), _LOT)
    aql = SelectField(
        N_("Associated AQL"),
        choices=options((one, one) for one in zero_aqls()),
        coerce=_as_printed(zero_aqls),
        default="1.0",
    )


class DrawingForm(AskingForm):
    lot_size = IntegerField(N_("Lot size"), _LOT)
    critical = IntegerField(N_("Units for critical"), [Optional(), NumberRange(0, 2000)])
    major = IntegerField(N_("Units for major"), [Optional(), NumberRange(0, 2000)])
    minor = IntegerField(N_("Units for minor"), [Optional(), NumberRange(0, 2000)])
    cartons = IntegerField(N_("Cartons"), [Optional(), NumberRange(1, LARGEST_LOT)])
    per_carton = IntegerField(N_("Units per carton"), [Optional(), NumberRange(1, LARGEST_LOT)])
    opened = IntegerField(N_("Cartons to open"), [Optional(), NumberRange(1, 100_000)])
    seed = StringField(N_("Seed"), [InputRequired(), Length(max=64)])

    def sizes(self) -> dict[str, int]:
        """Return the sample of each class that has one."""
        given = {name: self[name].data for name in ("critical", "major", "minor")}
        return {name: n for name, n in given.items() if n}
