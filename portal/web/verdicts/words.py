"""What pages call classes, kinds of plans, severities, standings and decisions."""

from collections.abc import Mapping

from inspections.lot_inspections.rules.judging import CLASS_WORDS
from inspections.sampling.rules.deciding import Outcome
from inspections.sampling.rules.vocabulary import CriticalMode, Kind, Severity
from portal.core.i18n import N_, Message

__all__ = ["CLASS_WORDS", "KIND_WORDS", "MODE_WORDS", "OUTCOME_WORDS", "SEVERITY_NAMES"]

KIND_WORDS: Mapping[Kind, Message] = {
    Kind.SINGLE: N_("Single sampling"),
    Kind.DOUBLE: N_("Double sampling"),
    Kind.MULTIPLE: N_("Multiple sampling"),
}
MODE_WORDS: Mapping[CriticalMode, Message] = {
    CriticalMode.NONE_ACCEPTED: N_("None accepted on any unit drawn"),
    CriticalMode.FULL: N_("Every unit of the lot is looked at"),
    CriticalMode.C0: N_("C=0 plan"),
    CriticalMode.AQL: N_("An AQL of the standard"),
}
SEVERITY_NAMES: Mapping[Severity, Message] = {
    Severity.REDUCED: N_("Reduced"),
    Severity.NORMAL: N_("Normal"),
    Severity.TIGHTENED: N_("Tightened"),
}
OUTCOME_WORDS: Mapping[Outcome, Message] = {
    Outcome.ACCEPT: N_("Accepted"),
    Outcome.ACCEPT_AND_REVERT: N_("Accepted, back to normal inspection"),
    Outcome.REJECT: N_("Not accepted"),
    Outcome.CONTINUE: N_("Goes on"),
}
