"""What a device needs of an inspection so that no network is needed afterwards."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.csrf import generate_csrf

from inspections.defects.queries import defects_for
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.observing import Photo
from inspections.lot_inspections.queries.observing import characteristics_of, photos_of, taps_of
from inspections.lot_inspections.queries.results import planned_lines
from inspections.lot_inspections.rules.folding import Tap
from inspections.lot_inspections.rules.judging import ClassPlan
from inspections.lot_inspections.rules.own_samples import planned_tests
from inspections.sampling.rules.drawing import Packing, draw_order, draw_units
from inspections.sampling.rules.vocabulary import Regime
from portal.core.i18n import Bilingual
from portal.core.products.models import Characteristic
from portal.web.request import db, me


def brief_of(inspection: Inspection) -> dict[str, Any]:
    """Return an inspection as the device keeps it; identifiers are text there."""
    said = {
        "id": str(inspection.id),
        "number": inspection.number,
        "me": str(me().user_id),
        "token": generate_csrf(),
        "state": inspection.state.value,
        "verdict": inspection.verdict.value if inspection.verdict else None,
        "type": inspection.type.value,
        "product": _named(inspection.product.name),
        "supplier": _named(inspection.supplier.name),
        "lot": inspection.lot.number,
        "quantity": inspection.quantity,
        "cartons": inspection.cartons,
        "scheduled_on": inspection.due_on.isoformat(),
        "keeps_position": inspection.keeps_position,
    }
    return said | (_work(inspection) if inspection.started_at is not None else _NOTHING)


_NOTHING: dict[str, Any] = {
    "per_100": False, "classes": [], "units": [], "defects": [], "characteristics": [],
    "taps": [], "photos": [], "tests": [],
}  # fmt: skip


def _work(inspection: Inspection) -> dict[str, Any]:
    category = inspection.product.category_id
    return {
        "per_100": inspection.regime is Regime.PER_100,
        "classes": [_class(line.plan) for line in planned_lines(db(), inspection).values()],
        "units": _units(inspection),
        "defects": [
            {
                "id": str(one.id),
                "code": one.code,
                "name": _named(one.name),
                "class": one.defect_class.value,
                "picture": f"/defects/{one.id}/picture?v={one.picture_sha256[:8]}"
                if one.picture_sha256
                else None,
            }
            for one in defects_for(db(), category)
        ],
        "characteristics": [
            {
                "id": str(one.id),
                "code": one.code,
                "name": _named(one.name),
                "kind": _kind(one),
                "unit": one.unit,
                "lower": _text(one.limits.lower),
                "upper": _text(one.limits.upper),
                "class": one.defect_class.value,
                "method": _named(one.method),
            }
            for one in characteristics_of(db(), inspection)
        ],
        "tests": [
            {
                "characteristic": str(test.characteristic_id),
                "level": test.level,
                "n": test.n,
                "ac": test.ac,
                "re": test.re,
            }
            for test in planned_tests(inspection.own_samples)
        ],
        "taps": [_tap(tap) for tap in taps_of(db(), inspection)],
        "photos": _photos(inspection, photos_of(db(), inspection)),
    }


def _kind(one: Characteristic) -> str:
    """Return how a unit's entry is made: as a value, as passed or failed, or not at all."""
    if one.is_measured:
        return "measured"
    return "tested" if one.is_noted else "attribute"


def _class(plan: ClassPlan) -> dict[str, Any]:
    return {
        "class": plan.defect_class.value,
        "severity": plan.severity.value,
        "every_unit": plan.every_unit,
        "stages": [
            {"n": size, "cumulative_n": end, "ac": stage.ac, "re": stage.re}
            for stage, size, end in zip(plan.stages, plan.sizes, plan.ends, strict=True)
        ],
    }


def _units(inspection: Inspection) -> list[list[int]]:
    """Return [number, carton, position] of each drawn unit, in the order of drawing."""
    drawn, size = inspection.draw or 0, inspection.quantity
    if not inspection.cartons or inspection.cartons > size:
        order = draw_order(inspection.seed, drawn, size)
        return [[number, 0, number] for number in order]
    units = draw_units(inspection.seed, drawn, Packing(size, inspection.cartons)).units
    return [[unit.number, unit.carton, unit.position] for unit in units]


def _tap(tap: Tap) -> dict[str, Any]:
    return {
        "key": tap.key,
        "kind": tap.kind.value,
        "unit": tap.unit,
        "defect": str(tap.defect_id) if tap.defect_id else None,
        "characteristic": str(tap.characteristic_id) if tap.characteristic_id else None,
        "value": _text(tap.value),
        "carton": tap.carton,
        "words": tap.words,
        "undoes": tap.undoes,
    }


def _photos(inspection: Inspection, photos: Sequence[Photo]) -> list[dict[str, Any]]:
    return [
        {
            "key": photo.key,
            "at": photo.taken_at.isoformat(),
            "defect": str(photo.defect_id) if photo.defect_id else None,
            "address": f"/inspections/{inspection.id}/photos/{photo.id}.jpg",
        }
        for photo in photos
    ]


def _named(name: Bilingual) -> dict[str, str]:
    return {"en": name.en, "zh": name.zh}


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"
