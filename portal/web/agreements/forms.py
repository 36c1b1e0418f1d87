"""What people type about agreements: what they cover, and what a signer gives."""

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.core.i18n import N_
from portal.web.forms import PageForm


def _ids(value: object) -> int:
    return int(str(value))


class DraftForm(PageForm):
    supplier = SelectField(N_("Supplier"), [InputRequired()])
    template = SelectField(N_("Template"), [InputRequired()])
    categories = SelectMultipleField(N_("Categories"), coerce=_ids)
    begins_on = DateField(N_("In force from"), [InputRequired()])
    ends_on = DateField(N_("Last day"), [InputRequired()])


class CoverForm(PageForm):
    title_en = StringField(N_("Title in English"), [InputRequired(), Length(max=200)])
    title_zh = StringField(N_("Title in Chinese"), [InputRequired(), Length(max=200)])
    categories = SelectMultipleField(N_("Categories"), coerce=_ids)
    products = SelectMultipleField(N_("Single products"), coerce=_ids)
    revision = HiddenField()


class TemplateForm(PageForm):
    name_zh = StringField(N_("Name in Chinese"), [InputRequired(), Length(max=120)])
    name_en = StringField(N_("Name in English"), [InputRequired(), Length(max=120)])
    about_zh = TextAreaField(N_("What for, in Chinese"), [Length(max=1000)])
    about_en = TextAreaField(N_("What for, in English"), [Length(max=1000)])


class HandForm(PageForm):
    """What everybody types who signs something."""

    name = StringField(N_("Your name"), [InputRequired(), Length(max=120)])
    password = PasswordField(N_("Password"), [InputRequired(), Length(max=200)])
    code = StringField(N_("Code of your second factor"), [Length(max=40)])
    intends = BooleanField(N_("I mean to sign"))


class SigningForm(HandForm):
    sha256 = HiddenField()


class EndingForm(HandForm):
    last_day = DateField(N_("Last day"), [Optional()])
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=2000)])
    revision = HiddenField()
