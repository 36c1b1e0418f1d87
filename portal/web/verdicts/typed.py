"""The result form: what was typed, field by field, whether it is right or not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import PlannedClass
from inspections.lot_inspections.operations.weighing import FoundInput, MeasuredInput, ResultInput
from inspections.lot_inspections.queries.results import Findings
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message, say
from portal.core.numbering import new_secret
from portal.core.products.models import Characteristic
from portal.core.products.rules import DefectClass
from portal.web.numbers import whole
from portal.web.request import locale

WHOLE = N_("Write a whole number.")
DECIMAL = N_("Write a number.")
FEWEST_ROWS, MOST_ROWS = 5, 500
MOST_COUNTED = 99_999_999


@dataclass(frozen=True)
class Asked:
    """What the form asks for."""

    classes: Sequence[PlannedClass]
    defects: Sequence[Defect]
    measured: Sequence[Characteristic]


@dataclass
class TypedResult:
    """A result as somebody types it; nothing typed is ever lost."""

    asked: Asked
    values: Mapping[str, str]
    rows: int
    """Units that have a line in the grid of measurements."""
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.values.get(name, "").strip()

    def blame(self, error: Invalid) -> None:
        """Show a refusal beside the field it is about, or above the form."""
        self.errors[FIELDS.get(error.field or "", error.field or "")] = error.in_(locale())

    def to_input(self) -> ResultInput | None:
        """Return what the act takes; None if a field holds no number."""
        given = ResultInput(
            key=self.text("key") or new_secret(),
            counts=dict(self._counts()),
            defects=list(self._defects()),
            measured=list(self._measured()),
            cartons_opened=self._whole("cartons_opened"),
            remarks=self.text("remarks")[:4000],
            reason=self.text("reason")[:2000],
        )
        return None if self.errors else given

    def _counts(self) -> Iterator[tuple[DefectClass, tuple[int, ...]]]:
        for line in self.asked.classes:
            name = line.defect_class.value
            typed = [self._whole(f"counts.{name}.{place}") for place in places(line)]
            while typed and typed[-1] is None:
                typed.pop()
            yield line.defect_class, tuple(count or 0 for count in typed)

    def _defects(self) -> Iterator[FoundInput]:
        for one in self.asked.defects:
            count = self._whole(f"defect.{one.id}")
            if count:
                comment = self.text(f"comment.{one.id}")
                yield FoundInput(one.id, count, comment=comment)

    def _measured(self) -> Iterator[MeasuredInput]:
        for one in self.asked.measured:
            for unit in range(1, self.rows + 1):
                value = self._decimal(f"measured.{one.id}.{unit}")
                if value is not None:
                    yield MeasuredInput(one.id, unit, value)

    def _whole(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        number = whole(text, MOST_COUNTED)
        if number is None:
            self._refuse(name, WHOLE)
        return number

    def _decimal(self, name: str) -> Decimal | None:
        text = self.text(name).replace(",", ".")
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_finite() and len(text) < 24:
            return value
        self._refuse(name, DECIMAL)
        return None

    def _refuse(self, name: str, sentence: Message) -> None:
        self.errors[name] = say(locale(), sentence)


FIELDS = {
    **{f"counts.{name.value}": f"counts.{name.value}.1" for name in DefectClass},
    "defects": "defects",
    "measured": "measured",
}
"""Field of a refusal -> name of the field that shows it."""


def places(line: PlannedClass) -> range:
    """Return the samples of a class, from 1."""
    return range(1, len(line.stages) + 1)


def rows_of(text: str, draw: int) -> int:
    """Return how many units the grid of measurements has lines for."""
    wanted = whole(text, MOST_COUNTED)
    return max(1, min(FEWEST_ROWS if wanted is None else wanted, draw or 1, MOST_ROWS))


def empty(asked: Asked, rows: int) -> TypedResult:
    """Return the form before anything was typed."""
    return TypedResult(asked, {"key": new_secret()}, rows)


def sent(asked: Asked, form: MultiDict[str, str], draw: int) -> TypedResult:
    """Return what was sent."""
    return TypedResult(asked, form, rows_of(form.get("rows", ""), draw))


def earlier(asked: Asked, findings: Findings, rows: int) -> TypedResult:
    """Return the form with what the newest result says, to be corrected."""
    values = {"key": new_secret(), "remarks": findings.result.remarks}
    if findings.result.cartons_opened is not None:
        values["cartons_opened"] = str(findings.result.cartons_opened)
    for name, one in findings.classes.items():
        for place, count in enumerate(one.counts, 1):
            values[f"counts.{name.value}.{place}"] = str(count)
    for found in findings.defects:
        values[f"defect.{found.defect_id}"] = str(found.count)
        values[f"comment.{found.defect_id}"] = found.comment
    for one_value in findings.measured:
        name_of_cell = f"measured.{one_value.characteristic_id}.{one_value.unit}"
        values[name_of_cell] = f"{one_value.value.normalize():f}"
    most = max((one.unit for one in findings.measured), default=0)
    return TypedResult(asked, values, max(rows, most))
