"""What waits for a person among the inspections, for the page everybody begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from inspections.lot_inspections.queries.listing import (
    ALL,
    ME,
    NOBODY,
    Wanted,
    Workload,
    inspections_to_show,
    workload,
)
from portal.core.clock import today
from portal.core.documents.queries.paging import AnyRow, Place
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission
from portal.web.inspections.listing import (
    badge_of,
    day_of,
    product_of,
    supplier_of,
    type_names,
)
from portal.web.request import db, me

TOP = 8


@dataclass(frozen=True)
class Line:
    """One inspection that waits for the reader."""

    href: str
    title: str
    about: str
    day: Markup
    badge: Markup


@dataclass(frozen=True)
class AtHome:
    """The figures, and the lists by what is to be done."""

    load: Workload
    lists: list[tuple[Message, str, list[Line]]]
    """Title, address of the whole list, its first lines."""


def inspection_work() -> AtHome | None:
    """Return what waits; None for who has nothing to do with inspections."""
    actor = me()
    if not actor.may(Permission.INSPECTION_SEE, actor.supplier_id):
        return None
    load = workload(db(), actor, today())
    found = [(title, address, _lines(wanted)) for title, address, wanted in _wanted()]
    return AtHome(load, [one for one in _own() + found if one[2]])


def _own() -> list[tuple[Message, str, list[Line]]]:
    """Return what one inspects oneself, today and then; a line leads straight to the work."""
    if not me().may(Permission.INSPECTION_PERFORM):
        return []
    day = today()
    parts = (
        (N_("Your inspections today"), Wanted(inspector=ME, until=day)),
        (N_("Your next inspections"), Wanted(inspector=ME, since=day + timedelta(days=1))),
    )
    whole = "/inspections?inspector=me"
    return [(title, whole, _lines(wanted, "/inspect")) for title, wanted in parts]


def _wanted() -> Sequence[tuple[Message, str, Wanted]]:
    """Return the further lists of a person: a planner's undecided ones, a supplier's own."""
    actor = me()
    if actor.is_supplier:
        return [(N_("Your inspections"), "/inspections", Wanted())]
    lists: list[tuple[Message, str, Wanted]] = []
    if actor.may(Permission.INSPECTION_SCHEDULE):
        lists += [
            (
                N_("Inspections to confirm"),
                "/inspections?state=requested",
                Wanted(state="requested"),
            ),
            (
                N_("Inspections without an inspector"),
                "/inspections?state=scheduled&inspector=nobody",
                Wanted(state="scheduled", inspector=NOBODY),
            ),
        ]
    return lists


def _lines(wanted: Wanted, page: str = "") -> list[Line]:
    rows, types = inspections_to_show(db(), me(), wanted, Place()).rows[:TOP], type_names()
    return [
        Line(
            f"/inspections/{row.id}{page}",
            f"{types[row.type]} · {product_of(row)}",
            _about(row),
            day_of(row),
            badge_of(row),
        )
        for row in rows
    ]


def matching_inspections(words: str) -> list[Line]:
    """Return the inspections, closed ones too, that have the words in them."""
    return _lines(Wanted(state=ALL, words=words, sort="-new"))


def inspections_of_lot(lot_id: int) -> list[Line]:
    """Return the inspections of a lot, the newest first."""
    rows = inspections_to_show(
        db(), me(), Wanted(state=ALL, lot_id=lot_id, sort="-new"), Place()
    ).rows
    types = type_names()
    return [
        Line(
            f"/inspections/{row.id}", f"{types[row.type]} · {row.number}", row.inspector,
            day_of(row), badge_of(row),
        )
        for row in rows
    ]  # fmt: skip


def _about(row: AnyRow) -> str:
    parts = [row.lot, "" if me().is_supplier else supplier_of(row), row.inspector]
    return " · ".join(part for part in parts if part)
