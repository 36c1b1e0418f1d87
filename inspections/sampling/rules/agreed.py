"""A sampling clause of an agreement as the scheme it asks for."""

from agreements.clauses.sampling import SamplingTerms
from inspections.sampling.rules.schemes import Basis, Scheme, checked
from inspections.sampling.rules.sentences import Sentence, sentence
from portal.core.i18n import N_


def scheme_agreed(terms: SamplingTerms, skip_one_in: int | None = None) -> Scheme:
    """Return the scheme that both sides signed.

    Whether lots may be skipped is agreed; how often one is inspected all the same, `skip_one_in`,
    is what holds for these goods without an agreement.
    """
    return Scheme(
        edition=terms.edition,
        level=terms.level,
        kind=terms.kind,
        regime=terms.regime,
        aqls=dict(terms.aqls),
        critical_mode=terms.critical_mode,
        switching=terms.switching,
        reduced_approved=terms.reduced_approved,
        skip_one_in=skip_one_in if terms.skip_lot else None,
    )


def demand_plan(terms: SamplingTerms) -> Scheme:
    """Return the scheme; raises Invalid where no table has a plan for what is to be agreed."""
    return checked(scheme_agreed(terms))


def agreed_reason(basis: Basis) -> Sentence:
    """Return why the sampling clause of an agreement holds."""
    return sentence(
        N_("The sampling clause of agreement %(number)s, version %(version)s, holds"
           " (SHA-256 %(hash)s…)."),
        number=basis.number, version=basis.version, hash=basis.sha256[:12],
    )  # fmt: skip
