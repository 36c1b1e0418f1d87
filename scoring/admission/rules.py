"""What an approval asks for, and what is said where something of it is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from agreements.contracts.rules import GateLevel
from inspections.sampling.rules.sentences import Sentence, sentence
from portal.core.i18n import N_, Bilingual, Message
from portal.core.suppliers.rules import SupplierState


class GateKind(StrEnum):
    """One thing that an approval can ask for."""

    DOCUMENTS = "documents"
    SELF_ASSESSMENT = "self_assessment"
    ASSESSMENT = "assessment"
    KNOCK_OUTS = "knock_outs"
    FINDINGS = "findings"
    CONDITIONS = "conditions"


GATE_KIND_WORDS: Mapping[GateKind, Message] = {
    GateKind.DOCUMENTS: N_("Every required document is approved and valid"),
    GateKind.SELF_ASSESSMENT: N_("The supplier has handed in a self-assessment"),
    GateKind.ASSESSMENT: N_("An assessment by our auditors is closed"),
    GateKind.KNOCK_OUTS: N_("No knock-out question failed in the last assessment"),
    GateKind.FINDINGS: N_("No critical finding is open"),
    GateKind.CONDITIONS: N_("Every condition of a conditional approval is fulfilled"),
}
UNSET = GateLevel.WARN
"""What holds for a gate that nobody has set."""

ADMITTING = frozenset({SupplierState.APPROVED, SupplierState.CONDITIONAL})
DECIDED = ADMITTING | {SupplierState.REJECTED}
"""What the decision at the end of the way can be."""

LONGEST_EXCEPTION_DAYS = 365
REMINDED_DAYS = 14
"""So many days before its end an exception or a conditional approval is announced."""
CONDITION_REMINDED_DAYS = 7


class ConditionState(StrEnum):
    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Facts:
    """What is known of a company that asks to be let in."""

    unmet_documents: Sequence[Bilingual] = ()
    has_self_assessment: bool = False
    audit: str | None = None
    """Number of the last closed assessment by our auditors."""
    knock_outs: Sequence[str] = ()
    critical_findings: int = 0
    open_conditions: int = 0


NO_DOCUMENTS = N_("documents missing or not valid: %(names)s")
NO_SELF_ASSESSMENT = N_("no self-assessment was handed in")
NO_ASSESSMENT = N_("no assessment by our auditors is closed")
KNOCKED_OUT = N_("knock-out questions failed in assessment %(number)s: %(codes)s")
CRITICAL_OPEN = N_("critical findings still open: %(count)s")
CONDITIONS_OPEN = N_("conditions not yet fulfilled: %(count)s")


def lacking(kind: GateKind, facts: Facts) -> Sentence | None:
    """Return what is missing behind one gate, or None where nothing is."""
    said: Mapping[GateKind, tuple[object, Sentence]] = {
        GateKind.DOCUMENTS: (
            facts.unmet_documents,
            sentence(NO_DOCUMENTS, names=listed(facts.unmet_documents)),
        ),
        GateKind.SELF_ASSESSMENT: (not facts.has_self_assessment, sentence(NO_SELF_ASSESSMENT)),
        GateKind.ASSESSMENT: (facts.audit is None, sentence(NO_ASSESSMENT)),
        GateKind.KNOCK_OUTS: (
            facts.knock_outs,
            sentence(KNOCKED_OUT, number=facts.audit or "", codes=", ".join(facts.knock_outs)),
        ),
        GateKind.FINDINGS: (
            facts.critical_findings,
            sentence(CRITICAL_OPEN, count=facts.critical_findings),
        ),
        GateKind.CONDITIONS: (
            facts.open_conditions,
            sentence(CONDITIONS_OPEN, count=facts.open_conditions),
        ),
    }
    is_missing, told = said[kind]
    return told if is_missing else None


@dataclass(frozen=True)
class GateLine:
    """One gate as it stands for one company."""

    kind: GateKind
    level: GateLevel
    missing: Sentence | None
    excepted_until: date | None = None
    """Last day of an exception that somebody signed."""

    @property
    def refuses(self) -> bool:
        return self._counts and self.level is GateLevel.BLOCK

    @property
    def warns(self) -> bool:
        return self._counts and self.level is GateLevel.WARN

    @property
    def _counts(self) -> bool:
        return self.missing is not None and self.excepted_until is None


def gate_lines(
    facts: Facts,
    levels: Mapping[GateKind, GateLevel],
    exceptions: Mapping[GateKind, date],
    to: SupplierState = SupplierState.APPROVED,
) -> list[GateLine]:
    """Return every gate that is asked about before a step; open conditions stop a full approval."""
    return [
        GateLine(kind, levels.get(kind, UNSET), lacking(kind, facts), exceptions.get(kind))
        for kind in GateKind
        if levels.get(kind, UNSET) is not GateLevel.OFF
        and not (kind is GateKind.CONDITIONS and to is SupplierState.CONDITIONAL)
    ]


def summed_up(missing: Iterable[Sentence]) -> Bilingual:
    """Return what is missing one after the other, in both languages."""
    told = list(missing)
    return Bilingual(
        "; ".join(one.in_("en") for one in told), "；".join(one.in_("zh") for one in told)
    )


def listed(names: Sequence[Bilingual]) -> Bilingual:
    """Return names one after the other, in each language with its own comma."""
    return Bilingual(
        ", ".join(name.in_("en") for name in names), "、".join(name.in_("zh") for name in names)
    )
