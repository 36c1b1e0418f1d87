"""What every form shares: stripped text, a token, and errors from the rooms below."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from portal.core.errors import Invalid
from portal.core.i18n import N_, say, translate, translate_plural
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
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
