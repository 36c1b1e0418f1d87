"""What people type about the sampling plan."""

from typing import Any

from wtforms import BooleanField, SelectField

from agreements.clauses.kinds import Terms
from agreements.clauses.sampling import MODE_WORDS, PLAN_WORDS, REGIME_WORDS, SamplingTerms
from portal.core.i18n import N_
from portal.core.products.rules import GRAVEST_FIRST, DefectClass
from portal.core.standards import AQLS, NO_AQL, CriticalMode, Edition, Kind, Level, Regime
from portal.web.agreements.clause_forms.base import ClauseForm, in_words
from portal.web.choices import options


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
    kind = SelectField(N_("Type of plan"), choices=lambda: in_words(PLAN_WORDS))
    regime = SelectField(N_("What is counted"), choices=lambda: in_words(REGIME_WORDS))
    critical_mode = SelectField(N_("Critical defects"), choices=lambda: in_words(MODE_WORDS))
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
