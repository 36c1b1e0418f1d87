"""What people type about companies, their places, their people and their state."""

from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Email, InputRequired, Length, Optional

from portal.core.i18n import N_
from portal.core.suppliers.operations import ContactInput, SiteInput, StateInput, SupplierInput
from portal.core.suppliers.rules import Market, SupplierState
from portal.web.choices import countries, options
from portal.web.forms import PageForm, seen_revision
from portal.web.numbers import whole

MARKETS = {
    Market.CN: N_("China"),
    Market.EU: N_("European Union"),
    Market.UK: N_("United Kingdom"),
    Market.US: N_("United States"),
    Market.JP: N_("Japan"),
    Market.AU: N_("Australia"),
}


class SupplierForm(PageForm):
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])
    country = SelectField(N_("Country"), [InputRequired()], default="CN")
    registration_number = StringField(N_("Registration number"), [Length(max=40)])
    address = StringField(N_("Registered address"), [Length(max=400)])
    website = URLField(N_("Website"), [Length(max=200)])
    categories = SelectMultipleField(N_("Categories"), coerce=int)
    markets = SelectMultipleField(
        N_("Markets"), choices=options((m.value, w) for m, w in MARKETS.items())
    )
    code = StringField(N_("Code"), [Length(max=40)])
    is_twin = BooleanField(N_("This is another company, though its name is nearly the same"))
    revision = HiddenField()

    def offer(self, categories: list[tuple[int, str]]) -> None:
        """Fill the choices."""
        self.country.choices = countries()
        self.categories.choices = options(categories)

    def to_input(self) -> SupplierInput:
        """Return what the act takes."""
        return SupplierInput(
            name_en=self.name_en.data or "",
            name_zh=self.name_zh.data or "",
            country=self.country.data,
            registration_number=self.registration_number.data or "",
            address=self.address.data or "",
            website=self.website.data or "",
            categories=tuple(self.categories.data or ()),
            markets=frozenset(self.markets.data or ()),
            code=self.code.data or "",
            is_twin=bool(self.is_twin.data),
        )


class SiteForm(PageForm):
    name_en = StringField(N_("Name in English"), [Length(max=200)])
    name_zh = StringField(N_("Name in Chinese"), [Length(max=200)])
    country = SelectField(N_("Country"), [InputRequired()], default="CN")
    city = StringField(N_("City"), [Length(max=120)])
    address = StringField(N_("Address"), [Length(max=400)])
    is_active = BooleanField(N_("In use"), default=True)
    revision = HiddenField()

    def to_input(self) -> SiteInput:
        """Return what the act takes."""
        return SiteInput(
            self.name_en.data or "",
            self.name_zh.data or "",
            self.country.data,
            self.city.data or "",
            self.address.data or "",
            bool(self.is_active.data),
        )


class ContactForm(PageForm):
    name = StringField(N_("Full name"), [InputRequired(), Length(max=120)])
    position = StringField(N_("Position"), [Length(max=120)])
    email = StringField(N_("Email"), [Optional(), Email(), Length(max=254)])
    phone = StringField(N_("Phone"), [Length(max=60)])
    wechat = StringField(N_("WeChat"), [Length(max=60)])
    site_id = SelectField(N_("Site"), coerce=whole)
    revision = HiddenField()

    def to_input(self) -> ContactInput:
        """Return what the act takes."""
        return ContactInput(
            self.name.data or "",
            self.position.data or "",
            self.email.data or "",
            self.phone.data or "",
            self.wechat.data or "",
            self.site_id.data,
        )


class StateForm(PageForm):
    to = SelectField(N_("New state"), [InputRequired()])
    reason = TextAreaField(N_("Reason"), [InputRequired(), Length(max=2000)])
    on_day = DateField(N_("Decided on"), [Optional()])
    until = DateField(N_("Holds until"), [Optional()])
    conditions = TextAreaField(N_("Conditions"), [Length(max=2000)])
    revision = HiddenField()

    def to_input(self) -> StateInput:
        """Return what the act takes; an end and conditions only where they are shown."""
        to = SupplierState(self.to.data)
        ends = to is SupplierState.CONDITIONAL
        until: date | None = self.until.data
        return StateInput(
            to=to,
            reason=self.reason.data or "",
            revision=seen_revision(self.revision.data),
            until=until if ends else None,
            conditions=(self.conditions.data or "") if ends else "",
            on_day=self.on_day.data,
        )
