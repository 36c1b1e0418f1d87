"""What people type about clauses: title and text in both languages, and the values of a kind."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from agreements.clauses.kinds import ClauseKind, FreeTerms, Terms
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
from agreements.clauses.quality import (
    BASIS_WORDS,
    CHANGE_WORDS,
    PLACE_WORDS,
    Basis,
    Change,
    ChangeTerms,
    DocumentTerms,
    Place,
    SpecificationTerms,
    StandardTerms,
)
from agreements.clauses.sampling import (
    MODE_WORDS,
    PLAN_WORDS,
    REGIME_WORDS,
    SamplingTerms,
)
from agreements.clauses.wording import LONGEST_TEXT, LONGEST_TITLE, Wording
from portal.core.i18n import N_, Bilingual
from portal.core.products.rules import GRAVEST_FIRST, DefectClass
from portal.core.standards import AQLS, NO_AQL, CriticalMode, Edition, Kind, Level, Regime
from portal.web.choices import options
from portal.web.forms import PageForm


class ClauseForm(PageForm):
    """A clause as it is typed; its values are fields of the classes below."""

    title_zh = StringField(N_("Title in Chinese"), [InputRequired(), Length(max=LONGEST_TITLE)])
    title_en = StringField(N_("Title in English"), [InputRequired(), Length(max=LONGEST_TITLE)])
    text_zh = TextAreaField(N_("Text in Chinese"), [InputRequired(), Length(max=LONGEST_TEXT)])
    text_en = TextAreaField(N_("Text in English"), [InputRequired(), Length(max=LONGEST_TEXT)])
    note = TextAreaField(N_("Why, for the other side"), [Length(max=2000)])
    revision = HiddenField()

    VALUES: tuple[str, ...] = ()
    """The fields of the values, in their order."""

    @classmethod
    def told(cls, said: Wording, revision: int) -> dict[str, Any]:
        """Return what a clause says, as its form holds it."""
        return {
            "title_zh": said.title.zh,
            "title_en": said.title.en,
            "text_zh": said.text.zh,
            "text_en": said.text.en,
            "revision": revision,
            **cls.values_of(said.terms),
        }

    @classmethod
    def values_of(cls, terms: Any) -> dict[str, Any]:
        """Return the values as their fields hold them."""
        return {name: getattr(terms, name) for name in cls.VALUES}

    def to_wording(self, kind: ClauseKind) -> Wording:
        """Return what the act takes."""
        return Wording(
            kind,
            Bilingual(self.title_en.data or "", self.title_zh.data or ""),
            Bilingual(self.text_en.data or "", self.text_zh.data or ""),
            self.to_terms(),
        )

    def to_terms(self) -> Terms:
        """Return the values."""
        return FreeTerms()

    def value_fields(self) -> list[Any]:
        """Return the fields of the values."""
        return [self[name] for name in self.VALUES]


def _in_words(found: Mapping[Any, str]) -> list[Any]:
    return options((key.value, word) for key, word in found.items())


def _aqls(*, none: bool) -> list[tuple[str, str]]:
    return [(NO_AQL, "—")] * none + [(aql, aql) for aql in AQLS]


class SamplingForm(ClauseForm):
    VALUES = (
        "edition", "level", "kind", "regime", "critical_mode", "critical_aql", "major_aql",
        "minor_aql", "switching", "reduced_approved", "skip_lot",
    )  # fmt: skip
    edition = SelectField(
        N_("Standard and edition"),
        choices=lambda: options((one.value, one.value) for one in Edition),
    )
    level = SelectField(
        N_("Inspection level"), choices=lambda: options((one.value, one.value) for one in Level)
    )
    kind = SelectField(N_("Type of plan"), choices=lambda: _in_words(PLAN_WORDS))
    regime = SelectField(N_("What is counted"), choices=lambda: _in_words(REGIME_WORDS))
    critical_mode = SelectField(N_("Critical defects"), choices=lambda: _in_words(MODE_WORDS))
    critical_aql = SelectField(N_("AQL critical"), choices=lambda: _aqls(none=True))
    major_aql = SelectField(N_("AQL major"), choices=lambda: _aqls(none=False))
    minor_aql = SelectField(N_("AQL minor"), choices=lambda: _aqls(none=False))
    switching = BooleanField(N_("Switching rules apply"))
    reduced_approved = BooleanField(N_("Reduced inspection approved"))
    skip_lot = BooleanField(N_("Skip-lot allowed"))

    @classmethod
    def values_of(cls, terms: SamplingTerms) -> dict[str, Any]:
        aqls = {f"{name.value}_aql": terms.aqls[name] for name in GRAVEST_FIRST}
        words = ("edition", "level", "kind", "regime", "critical_mode")
        marks = ("switching", "reduced_approved", "skip_lot")
        return (
            {name: getattr(terms, name).value for name in words}
            | {name: getattr(terms, name) for name in marks}
            | aqls
        )

    def to_terms(self) -> Terms:
        return SamplingTerms(
            Edition(self.edition.data),
            Level(self.level.data),
            Kind(self.kind.data),
            Regime(self.regime.data),
            {
                DefectClass.CRITICAL: self.critical_aql.data,
                DefectClass.MAJOR: self.major_aql.data,
                DefectClass.MINOR: self.minor_aql.data,
            },
            CriticalMode(self.critical_mode.data),
            bool(self.switching.data),
            bool(self.reduced_approved.data),
            bool(self.skip_lot.data),
        )


class SpecificationForm(ClauseForm):
    VALUES = ("basis", "reference", "sealed_sample")
    basis = SelectField(N_("Goods are held against"), choices=lambda: _in_words(BASIS_WORDS))
    reference = StringField(N_("Reference"), [Length(max=200)])
    sealed_sample = BooleanField(N_("Sealed sample kept"))

    @classmethod
    def values_of(cls, terms: SpecificationTerms) -> dict[str, Any]:
        return super().values_of(terms) | {"basis": terms.basis.value}

    def to_terms(self) -> Terms:
        return SpecificationTerms(
            Basis(self.basis.data), self.reference.data or "", bool(self.sealed_sample.data)
        )


class StandardForm(ClauseForm):
    VALUES = ("standards", "place", "booking_days")
    standards = StringField(N_("Standards, separated by commas"), [Length(max=1000)])
    place = SelectField(N_("Place of inspection"), choices=lambda: _in_words(PLACE_WORDS))
    booking_days = IntegerField(N_("Booked before, in days"), [InputRequired()])

    @classmethod
    def values_of(cls, terms: StandardTerms) -> dict[str, Any]:
        return {
            "standards": ", ".join(terms.standards),
            "place": terms.place.value,
            "booking_days": terms.booking_days,
        }

    def to_terms(self) -> Terms:
        named = _parts(self.standards.data)
        return StandardTerms(named, Place(self.place.data), self.booking_days.data or 0)


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


class DocumentsForm(ClauseForm):
    VALUES = ("codes",)
    codes = StringField(
        N_("Codes of the types of documents, separated by commas"), [Length(max=1000)]
    )

    @classmethod
    def values_of(cls, terms: DocumentTerms) -> dict[str, Any]:
        return {"codes": ", ".join(terms.codes)}

    def to_terms(self) -> Terms:
        return DocumentTerms(_parts(self.codes.data))


class ChangesForm(ClauseForm):
    VALUES = ("days", "changes")
    days = IntegerField(N_("Told before, in days"), [InputRequired()])
    changes = SelectMultipleField(N_("Which changes"), choices=lambda: _in_words(CHANGE_WORDS))

    @classmethod
    def values_of(cls, terms: ChangeTerms) -> dict[str, Any]:
        return {"days": terms.days, "changes": [one.value for one in terms.changes]}

    def to_terms(self) -> Terms:
        return ChangeTerms(
            self.days.data or 0, tuple(Change(one) for one in self.changes.data or ())
        )


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
    prevailing = SelectField(N_("Prevails"), choices=lambda: _in_words(PREVAILING_WORDS))

    @classmethod
    def values_of(cls, terms: LanguageTerms) -> dict[str, Any]:
        return {"prevailing": terms.prevailing.value}

    def to_terms(self) -> Terms:
        return LanguageTerms(Prevailing(self.prevailing.data))


K = ClauseKind
FORMS: Mapping[ClauseKind, type[ClauseForm]] = {
    K.SPECIFICATION: SpecificationForm,
    K.STANDARD: StandardForm,
    K.SAMPLING: SamplingForm,
    K.NONCONFORMITY: NonconformityForm,
    K.LIABILITY: LiabilityForm,
    K.DOCUMENTS: DocumentsForm,
    K.CHANGES: ChangesForm,
    K.CONFIDENTIALITY: ConfidentialityForm,
    K.TERM: TermForm,
    K.LANGUAGE: LanguageForm,
    K.FREE: ClauseForm,
}


def _parts(text: str | None) -> tuple[str, ...]:
    plain = (text or "").replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",")
    return tuple(plain.split(","))
