"""The one spelling of an agreement that is signed: canonical JSON by RFC 8785, and its SHA-256."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import rfc8785

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.wording import Wording, terms_of
from portal.core.i18n import Bilingual

FORM = "portal-agreement/1"
"""Names this shape, so that a later one cannot be mistaken for it."""


@dataclass(frozen=True)
class Party:
    """A company as it stands in the agreement."""

    name: Bilingual
    code: str = ""
    registration_number: str = ""
    country: str = ""
    address: str = ""


@dataclass(frozen=True)
class Content:
    """Everything both sides sign."""

    number: str
    version: int
    title: Bilingual
    brand: str
    supplier: Party
    categories: tuple[str, ...]
    products: tuple[str, ...]
    clauses: Sequence[Wording]

    def as_json(self) -> dict[str, Any]:
        """Return the content as plain values."""
        return {
            "form": FORM,
            "agreement": self.number,
            "version": self.version,
            "title": _both(self.title),
            "brand": self.brand,
            "supplier": {
                "name": _both(self.supplier.name),
                "code": self.supplier.code,
                "registration_number": self.supplier.registration_number,
                "country": self.supplier.country,
                "address": self.supplier.address,
            },
            "covers": {"categories": sorted(self.categories), "products": sorted(self.products)},
            "clauses": [
                {
                    "number": number,
                    "kind": clause.kind.value,
                    "title": _both(clause.title),
                    "text": _both(clause.text),
                    "values": clause.terms.as_json(),
                }
                for number, clause in enumerate(self.clauses, 1)
            ],
        }


ENDING_FORM = "portal-agreement-ending/1"


@dataclass(frozen=True)
class Ending:
    """What one side signs to end a version: which text, as of when, and why."""

    number: str
    version: int
    sha256: str
    """Of the content that ends."""
    kind: str
    side: str
    last_day: date | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return the declaration as plain values."""
        return {
            "form": ENDING_FORM,
            "agreement": self.number,
            "version": self.version,
            "sha256": self.sha256,
            "kind": self.kind,
            "side": self.side,
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "reason": self.reason,
        }


class Signable(Protocol):
    """Something with one spelling that people sign."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        ...


def canonical(content: Signable) -> str:
    """Return the content as canonical JSON: the same content is the same bytes everywhere."""
    return rfc8785.dumps(content.as_json()).decode("utf-8")


def digest(text: str) -> str:
    """Return the SHA-256 of canonical content, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_content(text: str) -> Content:
    """Return what canonical JSON says; raises ValueError, LookupError or TypeError if it cannot."""
    kept = json.loads(text)
    if kept["form"] != FORM:
        raise ValueError(kept["form"])
    party = kept["supplier"]
    return Content(
        number=kept["agreement"],
        version=kept["version"],
        title=Bilingual(**kept["title"]),
        brand=kept["brand"],
        supplier=Party(**party | {"name": Bilingual(**party["name"])}),
        categories=tuple(kept["covers"]["categories"]),
        products=tuple(kept["covers"]["products"]),
        clauses=[_clause(clause) for clause in kept["clauses"]],
    )


def _clause(kept: Mapping[str, Any]) -> Wording:
    kind = ClauseKind(kept["kind"])
    title, text = Bilingual(**kept["title"]), Bilingual(**kept["text"])
    return Wording(kind, title, text, terms_of(kind, kept["values"]))


def _both(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
