"""What people change of their own account."""

from wtforms import (
    EmailField,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.accounts.operations import ProfileInput, TokenInput
from portal.core.accounts.rules import TOKEN_DAYS_MAX
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.web.choices import languages, options, time_zones
from portal.web.forms import PageForm

SCOPE_WORDS = {
    Permission.AGREEMENT_READ: N_("Read agreements"),
    Permission.NONCONFORMITY_EDIT: N_("Open and change nonconformities"),
    Permission.NONCONFORMITY_READ: N_("Read nonconformities"),
    Permission.TRACE_READ: N_("Trace lots to orders and back"),
    Permission.DOCUMENT_READ: N_("Read documents"),
    Permission.DOCUMENT_REVIEW: N_("Review documents"),
    Permission.DOCUMENT_UPLOAD: N_("Upload documents"),
    Permission.IMPORT_RUN: N_("Run imports"),
    Permission.INSPECTION_BOOK: N_("Book inspections"),
    Permission.INSPECTION_PERFORM: N_("Send inspection results"),
    Permission.INSPECTION_READ: N_("Read inspections"),
    Permission.LOT_EDIT: N_("Register lots"),
    Permission.LOT_READ: N_("Read lots"),
    Permission.PRODUCT_READ: N_("Read products"),
    Permission.SAMPLING_READ: N_("Look up sampling plans"),
    Permission.SCORECARD_READ: N_("Read scorecards"),
    Permission.SUPPLIER_EDIT: N_("Change suppliers"),
    Permission.SUPPLIER_INVITE: N_("Invite suppliers"),
    Permission.SUPPLIER_READ: N_("Read suppliers"),
}


class ProfileForm(PageForm):
    name = StringField(N_("Your name"), [InputRequired(), Length(max=120)])
    locale = SelectField(N_("Language"), choices=languages)
    time_zone = SelectField(N_("Time zone"), choices=time_zones)

    def to_input(self) -> ProfileInput:
        """Return how the person wants to be known."""
        return ProfileInput(self.name.data or "", self.locale.data, self.time_zone.data)


class AddressForm(PageForm):
    email = EmailField(N_("New mail address"), [InputRequired(), Length(max=254)])


class PasswordForm(PageForm):
    password = PasswordField(N_("Present password"), [InputRequired()])
    new_password = PasswordField(N_("New password"), [InputRequired()])


class CodeForm(PageForm):
    code = StringField(N_("Security code"), [InputRequired(), Length(max=40)])


class RemoveForm(PageForm):
    password = PasswordField(N_("Password"), [InputRequired()])


class TokenForm(PageForm):
    name = StringField(N_("What is it for?"), [InputRequired(), Length(max=120)])
    scopes = SelectMultipleField(N_("What it may do"), [InputRequired()])
    days = IntegerField(N_("Days until it expires"), [InputRequired(), NumberRange(1)], default=90)

    def offer(self, scopes: frozenset[Permission]) -> None:
        """Offer what the person may give away."""
        self.scopes.choices = options((scope.value, SCOPE_WORDS[scope]) for scope in sorted(scopes))
        self.days.validators = [InputRequired(), NumberRange(1, TOKEN_DAYS_MAX)]

    def to_input(self) -> TokenInput:
        """Return the key that is asked for."""
        scopes = frozenset(Permission(scope) for scope in self.scopes.data or ())
        return TokenInput(self.name.data or "", scopes, self.days.data or 0)
