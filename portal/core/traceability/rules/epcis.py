"""EPCIS 2.0 events as they come in: what of them says that lots went into lots.

The checks are those of the schema that matter for what is kept: types, times with an offset,
quantities. GS1 gives no licence to ship the schema itself.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import gtin_check_digit
from portal.core.traceability.rules import EdgeKind, LotKind
from portal.core.traceability.rules.gs1 import parse

TYPES = frozenset(
    {"ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent",
     "AssociationEvent"}
)  # fmt: skip
OFFSET = re.compile(r"[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00")
OURS = re.compile(r"/suppliers/([^/?#]+)/lots/([^/?#]+)$")
LGTIN = re.compile(r"urn:epc:class:lgtin:(\d+)\.(\d)(\d*)\.(.+)")
MOST_EVENTS = 5_000
MOST_WORDS = 60
STEPS = {
    EdgeKind.CONSUMED: "commissioning",
    EdgeKind.PACKED: "packing",
    EdgeKind.SPLIT: "repackaging",
}
"""Business steps (CBV 2.0) for how goods go from one lot into another."""
PATHS = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
"""Where the events of a document are."""


@dataclass(frozen=True)
class LotName:
    """A lot as an event names it: by GTIN or supplier, and number."""

    number: str
    gtin: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class NamedQuantity:
    """How much of a lot; None where the event does not say."""

    lot: LotName
    quantity: Decimal | None


@dataclass(frozen=True)
class MadeLot:
    """What an event of another portal says of the lot that it made, beyond the standard."""

    supplier: str
    number: str
    sku: str
    kind: LotKind
    quantity: int
    produced_on: date | None


@dataclass(frozen=True)
class ReadEvent:
    """One event, checked."""

    event_id: str
    type: str
    at: datetime
    body: dict[str, Any]
    inputs: tuple[NamedQuantity, ...] = ()
    outputs: tuple[NamedQuantity, ...] = ()
    kind: EdgeKind = EdgeKind.CONSUMED
    made: MadeLot | None = None


def read_document(told: Any) -> list[ReadEvent]:
    """Return the events of an EPCIS document, of a list, or the single one that it is.

    Raises Invalid, naming the place of the first event that cannot be.
    """
    if isinstance(told, Mapping) and told.get("type") in PATHS:
        events: Any = told
        for name in PATHS[str(told["type"])]:
            events = events.get(name) if isinstance(events, Mapping) else None
    else:
        events = told if isinstance(told, list) else [told]
    if not isinstance(events, list) or not events:
        raise Invalid(N_("The document holds no events."), field="epcisBody")
    if len(events) > MOST_EVENTS:
        raise Invalid(N_("At most %(most)s events at once."), field="epcisBody", most=MOST_EVENTS)
    return [_read(event, place) for place, event in enumerate(events)]


def _read(event: Any, place: int) -> ReadEvent:
    where = f"eventList[{place}]"
    if not isinstance(event, Mapping) or event.get("type") not in TYPES:
        raise Invalid(N_("Event %(place)s is of no known type."), field=where, place=place + 1)
    kind = str(event["type"])
    body = dict(event)
    at = _moment(event, where, place)
    is_made = kind == "TransformationEvent"
    inputs = _quantities(event.get("inputQuantityList"), where, place) if is_made else ()
    outputs = _quantities(event.get("outputQuantityList"), where, place) if is_made else ()
    if is_made and not (
        any(event.get(name) for name in ("inputQuantityList", "inputEPCList"))
        and any(event.get(name) for name in ("outputQuantityList", "outputEPCList"))
    ):
        raise Invalid(
            N_("Event %(place)s names nothing that went in or came out."),
            field=where,
            place=place + 1,
        )
    steps = {step: edge for edge, step in STEPS.items()}
    edge = steps.get(str(event.get("bizStep")), EdgeKind.CONSUMED)
    made = _made(event)
    return ReadEvent(_name(event), kind, at, body, inputs, outputs, edge, made)


def _made(event: Mapping[str, Any]) -> MadeLot | None:
    told = event.get("ilmd")
    if not isinstance(told, Mapping):
        return None
    said = [told.get(f"portal:{name}") for name in ("supplier", "lot", "sku", "kind")]
    words = [each for each in said if isinstance(each, str) and 0 < len(each) <= MOST_WORDS]
    quantity = told.get("portal:quantity")
    if len(words) < len(said) or words[3] not in list(LotKind) or type(quantity) is not int:
        return None
    try:
        day = date.fromisoformat(str(told.get("portal:produced_on")))
    except ValueError:
        day = None
    return MadeLot(words[0], words[1], words[2], LotKind(words[3]), quantity, day)


def _moment(event: Mapping[str, Any], where: str, place: int) -> datetime:
    said, offset = event.get("eventTime"), event.get("eventTimeZoneOffset")
    try:
        at = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
        if at.tzinfo is not None and OFFSET.fullmatch(str(offset)):
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Invalid(N_("Event %(place)s says no time with its offset."), field=where, place=place + 1)


def _quantities(told: Any, where: str, place: int) -> tuple[NamedQuantity, ...]:
    if told is None:
        return ()
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise Invalid(
            N_("Quantities of event %(place)s are no list."), field=where, place=place + 1
        )
    found = []
    for one in told:
        if not isinstance(one, Mapping) or not isinstance(one.get("epcClass"), str):
            raise Invalid(
                N_("Quantities of event %(place)s name no class."), field=where, place=place + 1
            )
        quantity = one.get("quantity")
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if quantity is not None and not (is_number and 0 < quantity < 10**12):
            raise Invalid(
                N_("A quantity of event %(place)s is not above 0."), field=where, place=place + 1
            )
        lot = lot_of(str(one["epcClass"]))
        if lot is not None:
            exact = round(Decimal(str(quantity)), 6) if quantity is not None else None
            found.append(NamedQuantity(lot, exact))
    return tuple(found)


def lot_of(uri: str) -> LotName | None:
    """Return the lot that a class URI names: Digital Link, LGTIN, or an address of ours."""
    lgtin = LGTIN.fullmatch(uri)
    if lgtin:
        digits = lgtin[2] + lgtin[1] + lgtin[3]
        return LotName(unquote(lgtin[4]), gtin=digits + gtin_check_digit(digits))
    ours = OURS.search(uri)
    if ours:
        return LotName(unquote(ours[2]), supplier=unquote(ours[1]))
    try:
        said = parse(uri)
    except (Invalid, ValueError):
        return None
    return LotName(said.lot, gtin=said.gtin) if said.lot else None


def _name(event: Mapping[str, Any]) -> str:
    given = event.get("eventID")
    if isinstance(given, str) and 0 < len(given) <= 300:
        return given
    told = json.dumps(event, sort_keys=True, ensure_ascii=False).encode()
    return f"ni:///sha-256;{hashlib.sha256(told).hexdigest()}"
