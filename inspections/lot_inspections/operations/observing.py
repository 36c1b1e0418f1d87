"""Taking in what an inspector's page reports: each tap and picture once, sent however often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inspections.lot_inspections.events import ObservationsTaken, PhotoTaken
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.observing import Observation, Photo
from inspections.lot_inspections.models.results import InspectionResult
from inspections.lot_inspections.operations.results import record_result
from inspections.lot_inspections.operations.weighing import FoundInput, MeasuredInput, ResultInput
from inspections.lot_inspections.queries.observing import (
    Known,
    known_things,
    taps_of,
    terms_of,
)
from inspections.lot_inspections.queries.results import may_record, planned_lines, result_by_key
from inspections.lot_inspections.rules import InspectionState, ObservationKind
from inspections.lot_inspections.rules.folding import counts_to_judge, fold
from inspections.lot_inspections.rules.own_samples import planned_tests
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, WrongState
from portal.core.files.models import StoredFile
from portal.core.i18n import N_
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from portal.core.products.rules import is_entry

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A UUID, as devices make them."""

MOST_AT_ONCE = 1000
LONGEST_REMARK = 2000


@dataclass(frozen=True)
class ObservationInput:
    """One tap as the device tells it."""

    key: str
    kind: ObservationKind
    at: datetime
    unit: int | None = None
    defect_id: int | None = None
    characteristic_id: int | None = None
    value: Decimal | None = None
    carton: int | None = None
    words: str = ""
    undoes: str | None = None


@dataclass(frozen=True)
class PhotoInput:
    """One picture: its bytes are stored already, without what they told beside the picture."""

    key: str
    sha256: str
    size: int
    original_sha256: str
    taken_at: datetime
    defect_id: int | None = None
    unit: int | None = None
    position: tuple[Decimal, Decimal] | None = None
    """Latitude and longitude, degrees."""


def observe(
    session: Session,
    actor: Actor,
    inspection: Inspection,
    given: Sequence[ObservationInput],
    device: str = "",
) -> None:
    """Keep what was seen; what is known already is left as it is.

    Raises Invalid for what cannot be, WrongState once the inspection is over: then nothing of it
    is kept.
    """
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    demand_performer(actor, inspection)
    if len(given) > MOST_AT_ONCE:
        raise Invalid(N_("At most %(most)s observations at once."), most=MOST_AT_ONCE)
    known = known_things(session, inspection)
    for one in given:
        _check(one, inspection, known)
    if not given:
        return
    rows = [
        vars(one)
        | {
            "id": new_id(),
            "supplier_id": inspection.supplier_id,
            "inspection_id": inspection.id,
            "device": device[:36],
            "received_at": now(),
            "by_id": actor.user_id,
        }
        for one in given
    ]
    taken = len(session.execute(_unless_known(session).returning(Observation.id), rows).all())
    if taken:
        record(
            session,
            actor,
            ObservationsTaken(inspection.supplier_id, inspection.id, taken, device[:36]),
        )


def add_photo(session: Session, actor: Actor, inspection: Inspection, given: PhotoInput) -> Photo:
    """Keep a picture of the goods; sent again it is the same one."""
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    demand_performer(actor, inspection)
    _check_key(given.key)
    known = known_things(session, inspection)
    if given.defect_id is not None and given.defect_id not in known.defects:
        raise Invalid(N_("This defect is not in the catalogue."), field="defect")
    before = known.photos.get(given.key)
    if before is not None:
        return session.get_one(Photo, before)
    if not known.has_file(session, inspection.supplier_id, given.sha256):
        session.add(
            StoredFile(
                supplier_id=inspection.supplier_id,
                sha256=given.sha256,
                size=given.size,
                media_type="image/jpeg",
                pages=1,
            )
        )
        session.flush()
    place = given.position if inspection.keeps_position else None
    photo = Photo(
        supplier_id=inspection.supplier_id,
        inspection_id=inspection.id,
        key=given.key,
        sha256=given.sha256,
        original_sha256=given.original_sha256,
        defect_id=given.defect_id,
        unit=given.unit,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        taken_at=given.taken_at,
        by_id=actor.user_id,
    )
    session.add(photo)
    record(
        session,
        actor,
        PhotoTaken(inspection.supplier_id, inspection.id, photo.id, given.sha256),
    )
    return photo


def demand_performer(actor: Actor, inspection: Inspection) -> None:
    """Refuse whoever neither inspects this lot nor plans inspections, and what is not going on."""
    if not may_record(actor, inspection):
        raise NotAllowed(N_("This inspection is somebody else's."))
    if inspection.state is not InspectionState.STARTED:
        raise WrongState(OVER.get(inspection.state, N_("This inspection has not been started.")))


def finish_inspection(
    session: Session, actor: Actor, inspection: Inspection, key: str, remarks: str = ""
) -> InspectionResult:
    """Decide a lot by everything that was observed; the same key again is the same result.

    Raises Invalid while units of a needed sample were not looked at, or values are at odds.
    """
    actor.must(Permission.INSPECTION_PERFORM, inspection.supplier_id)
    _check_key(key)
    same = result_by_key(session, inspection, key)
    if same is not None:
        return same
    demand_performer(actor, inspection)
    plans = [line.plan for line in planned_lines(session, inspection).values()]
    tally = fold(taps_of(session, inspection), terms_of(session, inspection, plans))
    counts = counts_to_judge(plans, tally)
    drawn = max(
        *(plan.ends[len(counts[plan.defect_class]) - 1] for plan in plans),
        *(test.n for test in planned_tests(inspection.own_samples)),
        0,
    )
    given = ResultInput(
        key=key,
        counts=counts,
        defects=[FoundInput(defect, count) for defect, count in sorted(tally.defects.items())],
        measured=[
            MeasuredInput(characteristic, unit, value)
            for (characteristic, unit), value in sorted(tally.measured.items())
            if unit <= drawn
        ],
        cartons_opened=len(tally.cartons) or None,
        remarks="\n".join([*tally.remarks, remarks]).strip()[:LONGEST_REMARK],
    )
    return record_result(session, actor, inspection, given)


OVER = {
    InspectionState.DECIDED: N_("This inspection has been decided already; nothing can be added."),
    InspectionState.CANCELLED: N_("This inspection was cancelled; nothing can be added."),
    InspectionState.WAIVED: N_("This inspection was waived; nothing can be added."),
    InspectionState.DECLINED: N_("This inspection was declined; nothing can be added."),
}


def _check(one: ObservationInput, inspection: Inspection, known: Known) -> None:
    _check_key(one.key)
    if one.undoes is not None:
        _check_key(one.undoes)
    if one.unit is not None and not 1 <= one.unit <= (inspection.draw or 0):
        raise Invalid(
            N_("Unit %(unit)s is not one of the %(draw)s drawn units."),
            field="unit",
            unit=one.unit,
            draw=inspection.draw or 0,
        )
    if one.kind is ObservationKind.DEFECT and one.defect_id not in known.defects:
        raise Invalid(N_("This defect is not in the catalogue."), field="defect")
    if one.kind is ObservationKind.MEASUREMENT:
        asked = known.measured.get(one.characteristic_id or 0)
        if asked is None:
            sentence = N_("This is not a measured characteristic of the specification.")
            raise Invalid(sentence, field="characteristic")
        if one.value is None or not one.value.is_finite() or abs(one.value) >= 10**12:
            raise Invalid(N_("A measured value is a number."), field="value")
        if not is_entry(asked.limits, one.value):
            raise Invalid(N_("This test is passed or failed: note 1 or 0."), field="value")
    if one.kind in NEEDS_UNIT and one.unit is None:
        raise Invalid(N_("It is not said which unit was looked at."), field="unit")
    if one.carton is not None and not 1 <= one.carton <= (inspection.cartons or 0):
        raise Invalid(N_("There is no carton %(carton)s."), field="carton", carton=one.carton)
    if len(one.words) > LONGEST_REMARK:
        sentence = N_("The remark is longer than %(most)s characters.")
        raise Invalid(sentence, field="words", most=LONGEST_REMARK)


NEEDS_UNIT = frozenset(
    {ObservationKind.UNIT_DONE, ObservationKind.DEFECT, ObservationKind.MEASUREMENT}
)


def _check_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise Invalid(N_("An observation needs a key of its own (UUID)."), field="key")


def _unless_known(session: Session) -> Insert:
    """Return an INSERT that leaves rows alone whose key is there already."""
    postgres = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if postgres else sqlite.insert
    statement: Insert = insert(Observation).on_conflict_do_nothing(
        index_elements=["inspection_id", "key"]
    )
    return statement
