"""What people type at the door."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from portal.core.i18n import N_
from portal.web.forms import PageForm


class LoginForm(PageForm):
    email = EmailField(N_("Email"), [InputRequired(), Length(max=254)])
    password = PasswordField(N_("Password"), [InputRequired()])
