"""What the page of an inspection shows of its plan and of what was found."""

from collections.abc import Mapping, Sequence
from typing import Any

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.observing import photos_of
from inspections.lot_inspections.queries.planning import Resolved, preview_plan
from inspections.lot_inspections.queries.results import (
    concession_of,
    findings_of,
    may_record,
    planned_lines,
    repetition_of,
    results_of,
)
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.lot_inspections.rules.own_samples import planned_tests
from inspections.sampling.rules.sentences import Sentence
from portal.core.errors import DomainError, WrongState
from portal.core.permissions import Permission as P
from portal.core.products.rules import DefectClass
from portal.web.request import db, locale, me
from portal.web.sampling.telling import ToldPlan, told_copy, told_plan
from portal.web.verdicts.words import CLASS_WORDS, KIND_WORDS, OUTCOME_WORDS

BEFORE = frozenset({InspectionState.REQUESTED, InspectionState.SCHEDULED})


def said_in(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return kept sentences in the person's language."""
    return [Sentence.of(one).in_(locale()) for one in rows]


def verdict_context(inspection: Inspection) -> dict[str, object]:
    """Return what `inspections/_plan.html` and `inspections/_findings.html` need."""
    return {
        "inspection": inspection,
        "preview": _preview(inspection),
        "findings": findings_of(db(), me(), inspection),
        "results": results_of(db(), me(), inspection),
        "photos": photos_of(db(), inspection),
        "concession": concession_of(db(), me(), inspection),
        "repetition": repetition_of(db(), inspection),
        "sentences": said_in,
        "told": _told(inspection),
        "own_tests": planned_tests(inspection.own_samples),
        "class_words": CLASS_WORDS,
        "kind_words": KIND_WORDS,
        "outcome_words": {one.value: word for one, word in OUTCOME_WORDS.items()},
        "may": acts_on(inspection),
    }


def _preview(inspection: Inspection) -> dict[str, object] | None:
    """Return the plan that starting now would make, or the sentence why there is none."""
    if inspection.state not in BEFORE or inspection.planned_at is not None or me().is_supplier:
        return None
    found = preview_plan(db(), inspection)
    if isinstance(found, DomainError):
        return {"refusal": found.in_(locale())}
    level = found.scheme.level.value
    told = {name: told_plan(one, level) for name, one in found.plan.classes.items()}
    return {"plan": found.plan, "told": told, "reasons": _reasons(found)}


def _told(inspection: Inspection) -> dict[DefectClass, ToldPlan]:
    """Return the plan of each class as a sentence tells it; none before it is made."""
    if inspection.planned_at is None:
        return {}
    lines = planned_lines(db(), inspection)
    return {
        one.defect_class: told_copy(inspection, one, lines[one.defect_class].plan)
        for one in inspection.classes
    }


def _reasons(found: Resolved) -> dict[object, str]:
    return {name: " ".join(one.in_(locale()) for one in why) for name, why in found.reasons.items()}


def acts_on(inspection: Inspection) -> dict[str, bool]:
    """Return which acts are open to the person asking."""
    decided = inspection.state is InspectionState.DECIDED
    refused = decided and inspection.verdict is Verdict.NOT_ACCEPTED
    of = inspection.supplier_id
    return {
        "start": inspection.state is InspectionState.SCHEDULED and may_record(me(), inspection),
        "record": inspection.state is InspectionState.STARTED and may_record(me(), inspection),
        "revise": decided and not inspection.skipped and me().may(P.INSPECTION_RELEASE, of),
        "concede": refused and me().may(P.INSPECTION_CONCEDE, of),
        "repeat": refused and me().may(P.INSPECTION_BOOK, of) and _is_told(inspection),
    }


def _is_told(inspection: Inspection) -> bool:
    """Return whether the person asking may know the verdict."""
    return not me().is_supplier or inspection.released_at is not None


def demand(inspection: Inspection, act: str, refusal: WrongState) -> None:
    """Refuse a page whose act is not open."""
    if not acts_on(inspection)[act]:
        raise refusal
