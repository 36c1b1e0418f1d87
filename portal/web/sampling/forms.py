"""What people ask the plan calculator; the answers stand in the address."""

from collections.abc import Callable
from typing import ClassVar

from wtforms import FloatField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from inspections.sampling.rules.printed import printed_aql
from inspections.sampling.rules.variables import LEVELS as MEASURED_LEVELS
from inspections.sampling.rules.variables import (
    METHOD_WORDS,
    Method,
    variables_aqls,
)
from inspections.sampling.rules.vocabulary import Severity
from inspections.sampling.rules.zero_acceptance import zero_aqls
from portal.core.i18n import N_
from portal.web.choices import options
from portal.web.forms import PageForm

LARGEST_LOT = 10_000_000

SEVERITIES = (
    (Severity.NORMAL.value, N_("Normal")),
    (Severity.TIGHTENED.value, N_("Tightened")),
    (Severity.REDUCED.value, N_("Reduced")),
)

_LOT = [InputRequired(), NumberRange(1, LARGEST_LOT)]


def _as_printed(aqls: Callable[[], tuple[str, ...]]) -> Callable[[str], str]:
    """Return how an AQL of the address is read: 4 is 4.0; what no table has stays as it is."""
    return lambda text: printed_aql(text, aqls()) or text


class AskingForm(PageForm):
    """A form whose state is the address."""

    ASKING: ClassVar[tuple[str, ...]] = ("lot_size",)


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
