"""What people type about time limits, liability, secrecy, term and language."""

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from agreements.clauses.kinds import Terms
from agreements.clauses.law import (
    CAUSE_WORDS,
    CURRENCIES,
    PREVAILING_WORDS,
    Cause,
    ConfidentialityTerms,
    LanguageTerms,
    LiabilityTerms,
    Limit,
    NonconformityTerms,
    Prevailing,
    TermTerms,
)
from portal.core.i18n import N_
from portal.core.products.rules import GRAVEST_FIRST
from portal.web.agreements.clause_forms.base import ClauseForm, in_words
from portal.web.choices import options


class NonconformityForm(ClauseForm):
    VALUES = tuple(
        f"{name.value}_{place}"
        for name in GRAVEST_FIRST
        for place in ("response_hours", "correction_days")
    )
    critical_response_hours = IntegerField(N_("Critical: response in hours"), [InputRequired()])
    critical_correction_days = IntegerField(N_("Critical: correction in days"), [InputRequired()])
    major_response_hours = IntegerField(N_("Major: response in hours"), [InputRequired()])
    major_correction_days = IntegerField(N_("Major: correction in days"), [InputRequired()])
    minor_response_hours = IntegerField(N_("Minor: response in hours"), [InputRequired()])
    minor_correction_days = IntegerField(N_("Minor: correction in days"), [InputRequired()])

    @classmethod
    def values_of(cls, terms: NonconformityTerms) -> dict[str, Any]:
        return {
            f"{name.value}_{place}": value
            for name, limit in terms.limits.items()
            for place, value in vars(limit).items()
        }

    def to_terms(self) -> Terms:
        return NonconformityTerms(
            {
                name: Limit(
                    self[f"{name.value}_response_hours"].data,
                    self[f"{name.value}_correction_days"].data,
                )
                for name in GRAVEST_FIRST
            }
        )


PERCENT = (InputRequired(), NumberRange(0, 100))


class LiabilityForm(ClauseForm):
    VALUES = (*(f"{cause.value}_percent" for cause in Cause), "cap", "currency")
    material_percent = IntegerField(CAUSE_WORDS[Cause.MATERIAL], PERCENT)
    workmanship_percent = IntegerField(CAUSE_WORDS[Cause.WORKMANSHIP], PERCENT)
    packaging_percent = IntegerField(CAUSE_WORDS[Cause.PACKAGING], PERCENT)
    concealed_change_percent = IntegerField(CAUSE_WORDS[Cause.CONCEALED_CHANGE], PERCENT)
    specification_percent = IntegerField(CAUSE_WORDS[Cause.SPECIFICATION], PERCENT)
    transport_percent = IntegerField(CAUSE_WORDS[Cause.TRANSPORT], PERCENT)
    cap = StringField(N_("Cap per calendar year"), [Length(max=20)])
    currency = SelectField(
        N_("Currency"), choices=lambda: options((one, one) for one in CURRENCIES)
    )

    @classmethod
    def values_of(cls, terms: LiabilityTerms) -> dict[str, Any]:
        shares = {f"{cause.value}_percent": share for cause, share in terms.shares.items()}
        return shares | {"cap": terms.cap, "currency": terms.currency}

    def to_terms(self) -> Terms:
        shares = {cause: self[f"{cause.value}_percent"].data for cause in Cause}
        return LiabilityTerms(shares, self.cap.data or "", self.currency.data)


class ConfidentialityForm(ClauseForm):
    VALUES = ("years",)
    years = IntegerField(N_("Secret after the end, in years"), [InputRequired()])

    def to_terms(self) -> Terms:
        return ConfidentialityTerms(self.years.data or 0)


class TermForm(ClauseForm):
    VALUES = ("begins_on", "ends_on", "notice_days")
    begins_on = DateField(N_("In force from"), [InputRequired()])
    ends_on = DateField(N_("Last day"), [InputRequired()])
    notice_days = IntegerField(N_("Renewal announced before, in days"), [InputRequired()])

    def to_terms(self) -> Terms:
        return TermTerms(
            self.begins_on.data or date.min,
            self.ends_on.data or date.min,
            0 if self.notice_days.data is None else self.notice_days.data,
        )


class LanguageForm(ClauseForm):
    VALUES = ("prevailing",)
    prevailing = SelectField(N_("Prevails"), choices=lambda: in_words(PREVAILING_WORDS))

    @classmethod
    def values_of(cls, terms: LanguageTerms) -> dict[str, Any]:
        return {"prevailing": terms.prevailing.value}

    def to_terms(self) -> Terms:
        return LanguageTerms(Prevailing(self.prevailing.data))
