"""The one spelling of an agreement that is signed: canonical JSON by RFC 8785, and its SHA-256."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from agreements.clauses.wording import Wording
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


def canonical(content: Content) -> str:
    """Return the content as canonical JSON: the same content is the same bytes everywhere."""
    return rfc8785.dumps(content.as_json()).decode("utf-8")


def digest(text: str) -> str:
    """Return the SHA-256 of canonical content, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _both(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
