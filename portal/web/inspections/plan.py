"""The plan of an inspection as people read it: one sentence per class, its table, its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.sampling.rules.vocabulary import Severity
from portal.core.i18n import N_, Message, say
from portal.core.notifications.rules import unpack
from portal.core.products.rules import DefectClass
from portal.web.language import gettext, number
from portal.web.request import locale

CLASSES: dict[DefectClass, Message] = {
    DefectClass.CRITICAL: N_("Critical"),
    DefectClass.MAJOR: N_("Major"),
    DefectClass.MINOR: N_("Minor"),
}
SEVERITIES: dict[Severity, Message] = {
    Severity.NORMAL: N_("normal"),
    Severity.TIGHTENED: N_("tightened"),
    Severity.REDUCED: N_("reduced"),
}


@dataclass(frozen=True)
class ClassPlan:
    """The plan of one defect class in words and figures."""

    name: str
    sentence: str
    aql: str
    severity: str
    reasons: list[str]
    path: list[str]
    stages: Sequence[Sequence[int | None]]


@dataclass(frozen=True)
class Plan:
    """The whole plan; no classes while it is not made."""

    reasons: list[str]
    classes: list[ClassPlan]


def plan_of(inspection: Inspection) -> Plan:
    """Return the plan as it was copied into the inspection."""
    classes = [_class_plan(inspection, planned) for planned in inspection.classes]
    return Plan(sentences(inspection.plan_reason), classes)


def sentences(kept: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return sentences that were kept with their values, in the person's language."""
    return [_told(one["text"], one["values"]) for one in kept]


def _told(text: str, values: dict[str, Any]) -> str:
    return say(locale(), text, **unpack(values))


def _class_plan(inspection: Inspection, planned: PlannedClass) -> ClassPlan:
    return ClassPlan(
        gettext(CLASSES[planned.defect_class]),
        _sentence(inspection, planned),
        planned.aql,
        gettext(SEVERITIES[planned.severity]),
        sentences(planned.severity_reason),
        sentences(planned.path),
        planned.stages,
    )


def _sentence(inspection: Inspection, planned: PlannedClass) -> str:
    """Say it as: lot 1,200, level II -> letter J, AQL 2.5 -> take 80, accept up to 5, from 6."""
    values: dict[str, object] = {
        "lot": number(inspection.quantity),
        "level": inspection.level,
        "letter": planned.letter,
        "aql": planned.aql,
    }
    if planned.full_inspection:
        return say(locale(), N_("Lot %(lot)s: every unit is inspected."), **values)
    first = planned.stages[0]
    values |= {"n": number(first[0]), "ac": first[2], "re": first[3], "stages": len(planned.stages)}
    if len(planned.stages) > 1:
        text = N_(
            "Lot %(lot)s, level %(level)s → letter %(letter)s, AQL %(aql)s → up to %(stages)s"
            " samples of %(n)s; the table says when it is decided."
        )
    else:
        text = N_(
            "Lot %(lot)s, level %(level)s → letter %(letter)s, AQL %(aql)s → take %(n)s, accept"
            " up to %(ac)s, reject from %(re)s."
        )
    return say(locale(), text, **values)
