"""What is typed about people."""

from wtforms import EmailField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.accounts.operations import PersonInput
from portal.core.i18n import N_, Bilingual
from portal.core.permissions import BRAND_ROLES, SUPPLIER_ROLES, Role
from portal.web.choices import languages, options
from portal.web.forms import PageForm
from portal.web.language import gettext
from portal.web.people.words import ROLE_WORDS
from portal.web.request import locale


def role_choices(roles: frozenset[Role]) -> list[tuple[str, str]]:
    """Return the roles in the order of the house, with their words."""
    return [(role.value, ROLE_WORDS[role]) for role in Role if role in roles]


class RolesForm(PageForm):
    roles = SelectMultipleField(N_("Roles"), [InputRequired()])

    def offer(self, supplier_id: int | None) -> None:
        """Offer the roles that fit the person's side."""
        self.roles.choices = options(role_choices(SUPPLIER_ROLES if supplier_id else BRAND_ROLES))

    def chosen(self) -> frozenset[Role]:
        """Return the roles ticked."""
        return frozenset(Role(name) for name in self.roles.data or ())


class InviteForm(RolesForm):
    name = StringField(N_("Full name"), [InputRequired(), Length(max=120)])
    email = EmailField(N_("Email"), [InputRequired(), Length(max=254)])
    company = SelectField(N_("Company"), [InputRequired()])
    locale = SelectField(N_("Language of the mail"), choices=languages)

    def offer_companies(
        self, companies: list[tuple[int, Bilingual, str]], own: str, *, with_own: bool
    ) -> None:
        """Offer the companies that the inviting person may bring people into."""
        ours = [("brand", gettext("%(brand)s (our own people)") % {"brand": own})]
        named = [(str(key), f"{name.in_(locale())} · {code}") for key, name, code in companies]
        self.company.choices = options((ours if with_own else []) + named)

    def offer_roles(self, *, with_brand: bool) -> None:
        """Offer the roles that the inviting person may give."""
        allowed = SUPPLIER_ROLES | BRAND_ROLES if with_brand else SUPPLIER_ROLES
        self.roles.choices = options(role_choices(allowed))

    def to_input(self) -> PersonInput:
        """Return the person to invite."""
        company = self.company.data
        return PersonInput(
            email=self.email.data or "",
            name=self.name.data or "",
            roles=self.chosen(),
            supplier_id=None if company == "brand" else int(company),
            locale=self.locale.data,
        )


class RefuseForm(PageForm):
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=1000)])
