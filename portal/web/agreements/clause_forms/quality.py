"""What people type about specification, standard, documents and changes."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from agreements.clauses.kinds import Terms
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
from portal.core.i18n import N_, Bilingual
from portal.web.agreements.clause_forms.base import ClauseForm, in_words, parts
from portal.web.choices import options
from portal.web.language import local


class SpecificationForm(ClauseForm):
    VALUES = ("basis", "reference", "sealed_sample")
    basis = SelectField(N_("Goods are held against"), choices=lambda: in_words(BASIS_WORDS))
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
    place = SelectField(N_("Place of inspection"), choices=lambda: in_words(PLACE_WORDS))
    booking_days = IntegerField(N_("Booked before, in days"), [InputRequired()])

    @classmethod
    def values_of(cls, terms: StandardTerms) -> dict[str, Any]:
        return {
            "standards": ", ".join(terms.standards),
            "place": terms.place.value,
            "booking_days": terms.booking_days,
        }

    def to_terms(self) -> Terms:
        named = parts(self.standards.data)
        return StandardTerms(named, Place(self.place.data), self.booking_days.data or 0)


class DocumentsForm(ClauseForm):
    VALUES = ("codes",)
    codes = SelectMultipleField(N_("Types of documents"), choices=())

    def offer(self, types: Mapping[str, Bilingual], kept: Terms | None) -> None:
        """Let types in use be chosen, and those that the clause names already."""
        named = dict[str, Bilingual]()
        if isinstance(kept, DocumentTerms):
            named = {code: kept.names.get(code, Bilingual(code)) for code in kept.codes}
        self.codes.choices = options(
            (code, local(name)) for code, name in {**named, **types}.items()
        )

    @classmethod
    def values_of(cls, terms: DocumentTerms) -> dict[str, Any]:
        return {"codes": list(terms.codes)}

    def to_terms(self) -> Terms:
        return DocumentTerms(tuple(self.codes.data or ()))


class ChangesForm(ClauseForm):
    VALUES = ("days", "changes")
    days = IntegerField(N_("Told before, in days"), [InputRequired()])
    changes = SelectMultipleField(N_("Which changes"), choices=lambda: in_words(CHANGE_WORDS))

    @classmethod
    def values_of(cls, terms: ChangeTerms) -> dict[str, Any]:
        return {"days": terms.days, "changes": [one.value for one in terms.changes]}

    def to_terms(self) -> Terms:
        return ChangeTerms(
            self.days.data or 0, tuple(Change(one) for one in self.changes.data or ())
        )
