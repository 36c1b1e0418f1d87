"""What is typed about document types and requirements."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.core.documents.operations.types import RequirementInput, TypeInput
from portal.core.documents.rules import RequirementLevel, SubjectKind, Validity
from portal.core.i18n import N_, Message
from portal.core.suppliers.rules import Market, Tier
from portal.web.choices import options
from portal.web.forms import PageForm
from portal.web.numbers import whole

ABOUT: dict[SubjectKind, Message] = {
    SubjectKind.SUPPLIER: N_("The company"),
    SubjectKind.SITE: N_("One factory"),
    SubjectKind.PRODUCT: N_("A product"),
    SubjectKind.LOT: N_("A lot"),
}
VALIDITY: dict[Validity, Message] = {
    Validity.NONE: N_("Without end"),
    Validity.DATED: N_("Until the day it names"),
    Validity.PERIODIC: N_("For a period after its issue"),
    Validity.PER_ORDER: N_("New for every order"),
}
LEVELS: dict[RequirementLevel, Message] = {
    RequirementLevel.BLOCK: N_("Blocks"),
    RequirementLevel.REQUIRED: N_("Required"),
    RequirementLevel.WARN: N_("Warns"),
}
TIERS: dict[Tier, Message] = {
    Tier.STRATEGIC: N_("Strategic"),
    Tier.EXCELLENT: N_("Excellent"),
    Tier.QUALIFIED: N_("Qualified"),
    Tier.PROBATION: N_("Probation"),
}


def offer(words: Mapping[Any, Message]) -> list[tuple[str, str]]:
    """Return what a list offers: the stored word and how people say it."""
    return [(kind.value, word) for kind, word in words.items()]


class TypeForm(PageForm):
    """A document type."""

    code = StringField(
        N_("Code"),
        validators=[
            InputRequired(),
            Length(max=40),
            Regexp(r"^[A-Z0-9_]+$", message=N_("Capitals, digits and _ only.")),
        ],
    )
    name_en = StringField(N_("Name in English"), validators=[InputRequired(), Length(max=120)])
    name_zh = StringField(N_("Name in Chinese"), validators=[InputRequired(), Length(max=120)])
    subject_kind = SelectField(N_("It is about"), choices=options(offer(ABOUT)))
    validity = SelectField(
        N_("It is valid"),
        choices=options(offer(VALIDITY)),
    )
    period_months = IntegerField(
        N_("Period in months"), validators=[Optional(), NumberRange(1, 240)]
    )
    reminder_days = StringField(
        N_("Reminders, days before the end"), validators=[InputRequired(), Length(max=60)]
    )
    review_days = IntegerField(
        N_("Days to review it"), validators=[InputRequired(), NumberRange(1, 90)]
    )
    retention_years = IntegerField(
        N_("Years to keep it"), validators=[InputRequired(), NumberRange(1, 100)]
    )
    needs_number = BooleanField(N_("It must have a number"))
    is_report = BooleanField(N_("It is an inspection report by a third party"))
    guidance_en = TextAreaField(N_("Guidance in English"), validators=[Length(max=2000)])
    guidance_zh = TextAreaField(N_("Guidance in Chinese"), validators=[Length(max=2000)])
    is_active = BooleanField(N_("In use"), default=True)
    revision = HiddenField()

    def to_input(self) -> TypeInput:
        """Return what was said about the type."""
        return TypeInput(
            code=self.code.data or "",
            name_en=self.name_en.data or "",
            name_zh=self.name_zh.data or "",
            subject_kind=SubjectKind(self.subject_kind.data),
            validity=Validity(self.validity.data),
            period_months=self.period_months.data,
            reminder_days=frozenset((self.reminder_days.data or "").replace(",", " ").split()),
            review_days=self.review_days.data or 1,
            retention_years=self.retention_years.data or 1,
            needs_number=bool(self.needs_number.data),
            is_report=bool(self.is_report.data),
            guidance_en=self.guidance_en.data or "",
            guidance_zh=self.guidance_zh.data or "",
            is_active=bool(self.is_active.data),
        )


class RequirementForm(PageForm):
    """One cell of the matrix."""

    type_id = SelectField(N_("Type of document"), coerce=whole, validate_choice=False)
    category_id = SelectField(N_("Category"), coerce=whole, validate_choice=False)
    tier = SelectField(
        N_("Tier"),
        choices=options([("", N_("Any tier")), *offer(TIERS)]),
    )
    market = SelectField(
        N_("Market"),
        choices=options([("", N_("Any market")), *((each.value, each.value) for each in Market)]),
    )
    level = SelectField(
        N_("If it is missing"),
        choices=options(offer(LEVELS)),
    )

    def to_input(self) -> RequirementInput:
        """Return the cell."""
        return RequirementInput(
            type_id=self.type_id.data or 0,
            level=RequirementLevel(self.level.data),
            category_id=self.category_id.data,
            tier=Tier(self.tier.data) if self.tier.data else None,
            market=self.market.data or None,
        )
