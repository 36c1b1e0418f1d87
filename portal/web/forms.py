"""What every form shares: stripped text, a token, and errors from the rooms below."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, Field, FloatField, IntegerField

from portal.core.clock import is_countable
from portal.core.errors import OUT_OF_TIME, Invalid
from portal.core.i18n import N_, say, translate, translate_plural
from portal.web.numbers import LARGEST_COUNT, LARGEST_MEASURE, whole
from portal.web.request import locale

MESSAGES = (
    N_("This field is required."),
    N_("Invalid email address."),
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Not a valid integer value."),
    N_("Not a valid decimal value."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Field must be at least %(min)d characters long."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Number must be between %(min)s and %(max)s."),
)
"""WTForms' own sentences, so that our catalogue has them."""


class _Sentences:
    """WTForms' messages in the person's language, from our catalogue."""

    @staticmethod
    def gettext(text: str) -> str:
        return translate(locale(), text)

    @staticmethod
    def ngettext(one: str, many: str, count: int) -> str:
        return translate_plural(locale(), one, many, count)


def strip(value: Any) -> Any:
    """Return text without blanks at its ends, and without NUL, which PostgreSQL cannot keep."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def countable(value: int | None) -> int | None:
    """Return a count that a column can hold; raises ValueError."""
    if value is not None and abs(value) > LARGEST_COUNT:
        raise ValueError(say(locale(), N_("This number is too large.")))
    return value


def measurable(value: Any) -> Any:
    """Return a number that a column can hold; raises ValueError for NaN and the endless as well."""
    if value is not None and not (isfinite(value) and abs(value) <= LARGEST_MEASURE):
        raise ValueError(say(locale(), N_("This number is too large.")))
    return value


def thinkable(value: date | None) -> date | None:
    """Return a day that leaves room to count on from; raises ValueError."""
    if value is not None and not is_countable(value):
        raise ValueError(say(locale(), OUT_OF_TIME))
    return value


BOUNDS: tuple[tuple[type[Field], Callable[[Any], Any]], ...] = (
    (IntegerField, countable),
    (DecimalField, measurable),
    (FloatField, measurable),
    (DateField, thinkable),
)
"""What no form takes, whatever it asks for: a column could not hold it, nor a calendar go on."""


class PageForm(FlaskForm):
    """A form that checks shape; meaning is checked in the act."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)  # type: ignore[no-untyped-call]

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _Sentences:
            return _Sentences()

        def bind_field(self, form: Any, unbound: Any, options: Mapping[str, Any]) -> Any:
            filters = [*unbound.kwargs.get("filters", ())]
            if "Password" not in unbound.field_class.__name__ and "File" not in (
                unbound.field_class.__name__
            ):
                filters.append(strip)
            filters += [bound for kind, bound in BOUNDS if issubclass(unbound.field_class, kind)]
            return unbound.bind(form=form, filters=filters, **options)

    def blame(self, error: Invalid) -> None:
        """Show the refusal under the field it is about, or above the form."""
        sentence = error.in_(locale())
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors.append(sentence)

    def label_for(self, field: Field) -> str:
        """Return a field's label in the person's language."""
        return say(locale(), str(field.label.text))


def seen_revision(text: str | None) -> int:
    """Return the revision that a form was shown with; nonsense is one that nothing has."""
    seen = whole(text, LARGEST_COUNT)
    return -1 if seen is None else seen
