"""What an inspector's page needs to know, and what it has reported so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.observing import Observation, Photo
from inspections.lot_inspections.queries.results import may_read_findings, may_record
from inspections.lot_inspections.rules import InspectionState
from inspections.lot_inspections.rules.folding import Asked, Tap, Terms
from inspections.lot_inspections.rules.judging import ClassPlan
from inspections.sampling.rules.vocabulary import Regime
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.files.models import StoredFile
from portal.core.permissions import Permission
from portal.core.products.models import Characteristic
from portal.core.products.rules import DefectClass


@dataclass(frozen=True)
class Known:
    """What an observation may refer to."""

    defects: Mapping[int, DefectClass]
    measured: Mapping[int, Asked]
    photos: Mapping[str, int]
    """Key -> id of the pictures that are here."""

    @staticmethod
    def has_file(session: Session, supplier_id: int, sha256: str) -> bool:
        """Return whether these bytes are known as the supplier's."""
        found = select(StoredFile.id).where(
            StoredFile.supplier_id == supplier_id, StoredFile.sha256 == sha256
        )
        return session.execute(found).first() is not None


def known_things(session: Session, inspection: Inspection) -> Known:
    """Return the defects, measured characteristics and pictures of an inspection."""
    defects = session.execute(select(Defect.id, Defect.defect_class))
    photos = session.execute(
        select(Photo.key, Photo.id).where(Photo.inspection_id == inspection.id)
    )
    return Known(
        defects={row.id: row.defect_class for row in defects},
        measured={
            one.id: Asked(one.limits, one.defect_class)
            for one in characteristics_of(session, inspection)
            if one.is_noted
        },
        photos={row.key: row.id for row in photos},
    )


def characteristics_of(session: Session, inspection: Inspection) -> Sequence[Characteristic]:
    """Return what the specification asks for, in its order."""
    return session.scalars(
        select(Characteristic)
        .where(Characteristic.version_id == inspection.specification_id)
        .order_by(Characteristic.position)
    ).all()


def terms_of(session: Session, inspection: Inspection, plans: Sequence[ClassPlan]) -> Terms:
    """Return by what the plan of an inspection counts."""
    known = known_things(session, inspection)
    return Terms(
        ends={plan.defect_class: plan.ends for plan in plans},
        per_100=inspection.regime is Regime.PER_100,
        defects=known.defects,
        measured=known.measured,
    )


def taps_of(session: Session, inspection: Inspection) -> list[Tap]:
    """Return everything that was observed."""
    rows = session.execute(
        select(
            Observation.key, Observation.kind, Observation.unit, Observation.defect_id,
            Observation.characteristic_id, Observation.value, Observation.carton,
            Observation.words, Observation.undoes,
        )
        .where(Observation.inspection_id == inspection.id)
        .order_by(Observation.id)
    )  # fmt: skip
    return [Tap(**row._mapping) for row in rows]


def photos_of(session: Session, inspection: Inspection) -> Sequence[Photo]:
    """Return the pictures, oldest first."""
    return session.scalars(
        select(Photo).where(Photo.inspection_id == inspection.id).order_by(Photo.taken_at, Photo.id)
    ).all()


def inspections_to_do(session: Session, actor: Actor) -> Sequence[Inspection]:
    """Return what somebody has to inspect, the nearest day first."""
    actor.must(Permission.INSPECTION_PERFORM)
    waiting = Inspection.state.in_((InspectionState.SCHEDULED, InspectionState.STARTED))
    return session.scalars(
        select(Inspection)
        .where(Inspection.inspector_id == actor.user_id, waiting)
        .options(
            joinedload(Inspection.supplier),
            joinedload(Inspection.product),
            joinedload(Inspection.lot),
        )
        .order_by(Inspection.scheduled_on, Inspection.id)
        .limit(MOST_TO_DO)
    ).all()


MOST_TO_DO = 50


def find_photo(session: Session, actor: Actor, inspection: Inspection, photo_id: int) -> Photo:
    """Return a picture of an inspection; a supplier sees none before the report is released."""
    photo = session.get(Photo, photo_id)
    mine = may_read_findings(actor, inspection) or may_record(actor, inspection)
    if photo is None or photo.inspection_id != inspection.id or not mine:
        raise NotFound
    return photo
