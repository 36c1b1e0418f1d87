"""Taking in a list of suppliers from another system, set by set, any number of times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, Update, bindparam, insert, inspect, or_, select, tuple_, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.numbering import new_code, new_id
from portal.core.permissions import Permission
from portal.core.suppliers.events import SuppliersMerged
from portal.core.suppliers.models import (
    Category,
    Contact,
    Site,
    Supplier,
    SupplierStateChange,
    supplier_category,
)
from portal.core.suppliers.rules import SupplierState, clean_registration, name_key

CHUNK = 300
"""Rows looked up at once: three keys each stay below SQLite's limit of bound values."""

FIELDS = ("name_en", "name_zh", "country", "registration_number", "address", "website", "markets")
WRITTEN = (*FIELDS, "name_key")


@dataclass(frozen=True)
class SupplierRow:
    """One company as another system tells it; empty values say nothing."""

    code: str = ""
    name_en: str = ""
    name_zh: str = ""
    country: str = ""
    registration_number: str = ""
    address: str = ""
    city: str = ""
    categories: tuple[str, ...] = ()
    """Codes; unknown ones are passed over."""
    markets: tuple[str, ...] = ()
    website: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """Return what the company is known by, surest first."""
        number = clean_registration(self.registration_number)
        return [
            key
            for given, key in (
                (self.code, ("code", self.code.upper())),
                (number, ("number", self.country, number)),
                (True, ("name", self.country, name_key(self.name_en, self.name_zh))),
            )
            if given
        ]


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def merge_suppliers(session: Session, actor: Actor, rows: Sequence[SupplierRow]) -> MergeCount:
    """Add the new companies and update the known ones; the same list again changes nothing.

    A company is known by its code, else by country and registration number, else by country and
    name without regard to case and punctuation.
    """
    actor.must(Permission.IMPORT_RUN)
    categories = {row.code: row.id for row in session.execute(select(Category.code, Category.id))}
    counts = [0, 0, 0]
    for chunk in _chunks(rows):
        merge = _Merge(session, actor, categories)
        merge.look_up(chunk)
        for row in chunk:
            counts[merge.take(row)] += 1
        merge.write()
    count = MergeCount(*counts)
    record(session, actor, SuppliersMerged(None, 0, *counts))
    return count


def _chunks(rows: Sequence[SupplierRow]) -> Iterator[Sequence[SupplierRow]]:
    for begin in range(0, len(rows), CHUNK):
        yield rows[begin : begin + CHUNK]


CREATED, UPDATED, UNCHANGED = range(3)


class _Merge:
    """One chunk: what is known, what is new, what differs."""

    def __init__(self, session: Session, actor: Actor, categories: dict[str, int]) -> None:
        self.session, self.actor, self.categories = session, actor, categories
        self.known: dict[tuple[str, ...], dict[str, Any]] = {}
        self.new: list[dict[str, Any]] = []
        self.differs: dict[int, dict[str, Any]] = {}
        self.around: dict[Any, list[dict[str, Any]]] = {Site: [], Contact: []}
        self.links: set[tuple[int, int]] = set()

    def look_up(self, rows: Sequence[SupplierRow]) -> None:
        """Read the companies that any of the rows may mean, in one question."""
        keys = {key for row in rows for key in row.keys}
        found = self.session.execute(
            select(
                Supplier.id, Supplier.code, Supplier.name_key,
                *(getattr(Supplier, name) for name in FIELDS),
            ).where(
                or_(
                    Supplier.code.in_([key[1] for key in keys if key[0] == "code"]),
                    tuple_(Supplier.country, Supplier.registration_number).in_(
                        [key[1:] for key in keys if key[0] == "number"]
                    ),
                    tuple_(Supplier.country, Supplier.name_key).in_(
                        [key[1:] for key in keys if key[0] == "name"]
                    ),
                )
            )
        ).mappings()  # fmt: skip
        for company in found:
            self._remember(dict(company))
        ids = {company["id"] for company in self.known.values()}
        linked = select(supplier_category.c.supplier_id, supplier_category.c.category_id)
        links = self.session.execute(linked.where(supplier_category.c.supplier_id.in_(ids)))
        self.links = {(supplier, category) for supplier, category in links}

    def _remember(self, company: dict[str, Any]) -> None:
        self.known[("code", company["code"])] = company
        if company["registration_number"]:
            number = ("number", company["country"], company["registration_number"])
            self.known[number] = company
        self.known.setdefault(("name", company["country"], company["name_key"]), company)

    def take(self, row: SupplierRow) -> int:
        """Note what the row changes; return whether it creates, updates or leaves."""
        company = next((self.known[key] for key in row.keys if key in self.known), None)
        if company is None:
            self._add(row)
            return CREATED
        fresh = {key: value for key, value in _told(row).items() if company[key] != value}
        linked = self._link(company["id"], row)
        if not fresh:
            return UPDATED if linked else UNCHANGED
        company.update(fresh)
        company["name_key"] = name_key(company["name_en"], company["name_zh"])
        if company["id"] not in {added["id"] for added in self.new}:
            self.differs[company["id"]] = company
        return UPDATED

    def _add(self, row: SupplierRow) -> None:
        company: dict[str, Any] = dict.fromkeys(FIELDS, "") | {
            "id": new_id(),
            "code": row.code.upper() or new_code("S"),
            "name_key": name_key(row.name_en, row.name_zh),
            "registration_number": None,
            "markets": frozenset(),
        }
        company.update(_told(row))
        self.new.append(company)
        self._remember(company)
        self._link(company["id"], row)
        of = {"id": new_id(), "supplier_id": company["id"]}
        if row.address or row.city:
            self.around[Site].append(
                of | {
                    "name_en": row.name_en, "name_zh": row.name_zh, "country": row.country,
                    "city": row.city, "address": row.address,
                }
            )  # fmt: skip
        if row.contact_name or row.contact_email or row.contact_phone:
            self.around[Contact].append(
                of | {
                    "id": new_id(), "name": row.contact_name or row.contact_email,
                    "email": row.contact_email, "phone": row.contact_phone,
                }
            )  # fmt: skip

    def _link(self, supplier_id: int, row: SupplierRow) -> bool:
        """Give the company the row's categories; return whether one was new to it."""
        wanted = {
            (supplier_id, self.categories[code])
            for code in row.categories
            if code in self.categories
        } - self.links
        self.links |= wanted
        self.around.setdefault(supplier_category, []).extend(
            {"supplier_id": supplier, "category_id": category} for supplier, category in wanted
        )
        return bool(wanted)

    def write(self) -> None:
        """Write the chunk: new companies with their first state, changes, sites, categories."""
        if self.new:
            self.session.execute(
                insert(Supplier), [{"state": SupplierState.INVITED, **row} for row in self.new]
            )
            self.session.execute(
                insert(SupplierStateChange),
                [self._first_state(company["id"]) for company in self.new],
            )
        if self.differs:
            rewritten = [
                {"of": key, "at": now(), **{f"new_{name}": company[name] for name in WRITTEN}}
                for key, company in self.differs.items()
            ]
            self.session.execute(_rewriting(), rewritten)
        for table, rows in self.around.items():
            if rows:
                self.session.execute(insert(table), rows)

    def _first_state(self, supplier_id: int) -> dict[str, Any]:
        return {
            "supplier_id": supplier_id,
            "state_after": SupplierState.INVITED,
            "on_day": today(),
            "reason": "Imported 导入",
            "by_id": self.actor.user_id,
            "by_name": self.actor.name,
        }


def _rewriting() -> Update:
    """Return the statement that writes a known company's columns anew, counting its revision."""
    table = cast(Table, inspect(Supplier).local_table)
    told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in WRITTEN}
    return (
        update(table)
        .where(table.c.id == bindparam("of"))
        .values(**told, updated_at=bindparam("at", type_=table.c.updated_at.type))
        .values(revision=table.c.revision + 1)
    )


def _told(row: SupplierRow) -> dict[str, Any]:
    """Return the columns that the row says something about."""
    told: dict[str, Any] = {key: getattr(row, key) for key in FIELDS if getattr(row, key)}
    if row.registration_number:
        told["registration_number"] = clean_registration(row.registration_number)
    if row.markets:
        told["markets"] = frozenset(row.markets)
    return told
