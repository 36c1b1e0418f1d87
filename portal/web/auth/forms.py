"""What people type at the door."""

from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.accounts.operations import AcceptInput
from portal.core.i18n import N_
from portal.core.suppliers.registration import RegistrationInput
from portal.web.choices import countries, languages, time_zones
from portal.web.forms import PageForm


class LoginForm(PageForm):
    email = EmailField(N_("Email"), [InputRequired(), Length(max=254)])
    password = PasswordField(N_("Password"), [InputRequired()])


class CodeForm(PageForm):
    code = StringField(N_("Security code"), [InputRequired(), Length(max=40)])


class ConfirmForm(PageForm):
    """The password once more; the names must not meet those of the form that waits."""

    confirm_password = PasswordField(N_("Password"), [InputRequired()])
    confirm_code = StringField(N_("Code of your second factor"), [Length(max=40)])


class AddressForm(PageForm):
    email = EmailField(N_("Email"), [InputRequired(), Length(max=254)])


class NewPasswordForm(PageForm):
    password = PasswordField(N_("New password"), [InputRequired()])


class AcceptForm(PageForm):
    name = StringField(N_("Your name"), [InputRequired(), Length(max=120)])
    password = PasswordField(N_("Choose a password"), [InputRequired()])
    locale = SelectField(N_("Language"), choices=languages)
    time_zone = SelectField(N_("Time zone"), choices=time_zones)

    def to_input(self) -> AcceptInput:
        """Return what was chosen."""
        return AcceptInput(
            self.name.data or "", self.password.data or "", self.locale.data, self.time_zone.data
        )


class RegistrationForm(PageForm):
    company_zh = StringField(N_("Company name in Chinese"), [Length(max=200)])
    company_en = StringField(N_("Company name in English"), [Length(max=200)])
    country = SelectField(N_("Country or region"), choices=countries)
    registration_number = StringField(N_("Registration number"), [Length(max=40)])
    contact_name = StringField(N_("Your name"), [InputRequired(), Length(max=120)])
    email = EmailField(N_("Email"), [InputRequired(), Length(max=254)])
    locale = SelectField(N_("Language of our mails"), choices=languages)

    def to_input(self) -> RegistrationInput:
        """Return what the company says of itself."""
        return RegistrationInput(
            company_en=self.company_en.data or "",
            company_zh=self.company_zh.data or "",
            country=self.country.data,
            registration_number=self.registration_number.data or "",
            contact_name=self.contact_name.data or "",
            email=self.email.data or "",
            locale=self.locale.data,
        )
