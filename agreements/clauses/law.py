"""Clauses about duties between the parties: time limits, liability, secrecy, term, language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from agreements.clauses.kinds import Fact, Terms, whole
from agreements.clauses.sampling import CLASS_WORDS
from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.core.products.rules import GRAVEST_FIRST, DefectClass

CURRENCIES = ("CNY", "EUR", "USD", "GBP", "HKD", "JPY")
LONGEST_YEARS = 30


@dataclass(frozen=True)
class Limit:
    """How fast a nonconformity is answered and corrected."""

    response_hours: int
    correction_days: int


def _usual_limits() -> dict[DefectClass, Limit]:
    return {
        DefectClass.CRITICAL: Limit(24, 7),
        DefectClass.MAJOR: Limit(48, 14),
        DefectClass.MINOR: Limit(72, 30),
    }


@dataclass(frozen=True)
class NonconformityTerms(Terms):
    """Time limits by severity, counted from the moment the supplier was told."""

    limits: Mapping[DefectClass, Limit] = field(default_factory=_usual_limits)

    def check(self) -> Self:
        """Return the limits; raises Invalid where a graver nonconformity would have more time."""
        for name in GRAVEST_FIRST:
            whole(self.limits[name].response_hours, 1, 720, f"{name.value}_response_hours")
            whole(self.limits[name].correction_days, 1, 365, f"{name.value}_correction_days")
        for graver, lesser in pairwise(GRAVEST_FIRST):
            one, other = self.limits[graver], self.limits[lesser]
            for place in ("response_hours", "correction_days"):
                if getattr(one, place) > getattr(other, place):
                    raise Invalid(
                        N_("A graver nonconformity cannot have more time than a lesser one."),
                        field=f"{graver.value}_{place}",
                    )
        return replace(self, limits={name: self.limits[name] for name in GRAVEST_FIRST})

    def as_json(self) -> dict[str, Any]:
        return {"limits": {name.value: vars(limit) for name, limit in self.limits.items()}}

    def facts(self) -> Sequence[Fact]:
        return tuple(
            fact
            for name in GRAVEST_FIRST
            for fact in (
                Fact(
                    f"response_{name.value}", N_("Response within"),
                    str(self.limits[name].response_hours), N_("hours"), CLASS_WORDS[name],
                ),
                Fact(
                    f"correction_{name.value}", N_("Correction within"),
                    str(self.limits[name].correction_days), N_("days"), CLASS_WORDS[name],
                ),
            )
        )  # fmt: skip

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls({DefectClass(name): Limit(**limit) for name, limit in kept["limits"].items()})


class Cause(StrEnum):
    """Why goods did not conform: who bears the cost hangs on it."""

    MATERIAL = "material"
    WORKMANSHIP = "workmanship"
    PACKAGING = "packaging"
    CONCEALED_CHANGE = "concealed_change"
    SPECIFICATION = "specification"
    TRANSPORT = "transport"


CAUSE_WORDS: Mapping[Cause, Message] = {
    Cause.MATERIAL: N_("material or components"),
    Cause.WORKMANSHIP: N_("workmanship"),
    Cause.PACKAGING: N_("packaging by the supplier"),
    Cause.CONCEALED_CHANGE: N_("change that was not announced"),
    Cause.SPECIFICATION: N_("the brand's specification"),
    Cause.TRANSPORT: N_("transport ordered by the brand"),
}


def _usual_shares() -> dict[Cause, int]:
    return {
        Cause.MATERIAL: 100,
        Cause.WORKMANSHIP: 100,
        Cause.PACKAGING: 80,
        Cause.CONCEALED_CHANGE: 100,
        Cause.SPECIFICATION: 0,
        Cause.TRANSPORT: 0,
    }


@dataclass(frozen=True)
class LiabilityTerms(Terms):
    """Which share of the cost the supplier bears by cause, and up to which amount a year."""

    shares: Mapping[Cause, int] = field(default_factory=_usual_shares)
    """In percent."""
    cap: str = ""
    """Per calendar year; empty is without a cap."""
    currency: str = "CNY"

    def check(self) -> Self:
        """Return the shares and the cap as an exact amount; raises Invalid."""
        for cause in Cause:
            if not 0 <= self.shares.get(cause, -1) <= 100:
                raise Invalid(
                    N_("A share is a whole number of percent, from 0 to 100."),
                    field=f"{cause.value}_percent",
                )
        if self.currency not in CURRENCIES:
            raise Invalid(
                N_("Choose one of these currencies: %(currencies)s."),
                field="currency",
                currencies=", ".join(CURRENCIES),
            )
        return replace(
            self, shares={cause: self.shares[cause] for cause in Cause}, cap=_amount(self.cap)
        )

    def facts(self) -> Sequence[Fact]:
        shares = (
            Fact(
                f"share_{cause.value}", N_("Supplier's share"), str(self.shares[cause]),
                N_("percent"), CAUSE_WORDS[cause],
            )
            for cause in Cause
        )  # fmt: skip
        cap = f"{Decimal(self.cap):,} {self.currency}" if self.cap else N_("none")
        return (*shares, Fact("cap", N_("Cap per calendar year"), cap))

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        shares = {Cause(name): share for name, share in kept["shares"].items()}
        return cls(shares, kept["cap"], kept["currency"])


def _amount(given: str) -> str:
    text = given.replace(" ", "").replace(",", "")
    if not text:
        return ""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text) or amount <= 0:
        raise Invalid(N_("Give the cap as an amount such as 500000 or 500000.50."), field="cap")
    return text


@dataclass(frozen=True)
class ConfidentialityTerms(Terms):
    """How many years what was learned is kept secret after the end."""

    years: int = 3

    def check(self) -> Self:
        """Return the values; raises Invalid for years out of bounds."""
        whole(self.years, 1, LONGEST_YEARS, "years")
        return self

    def facts(self) -> Sequence[Fact]:
        return (Fact("years", N_("Secret after the end for"), str(self.years), N_("years")),)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(kept["years"])


@dataclass(frozen=True)
class TermTerms(Terms):
    """From which day to which an agreement holds, and when its renewal falls due."""

    begins_on: date
    ends_on: date
    """The last day."""
    notice_days: int = 60

    def check(self) -> Self:
        """Return the values; raises Invalid for an end before the start."""
        if self.ends_on < self.begins_on:
            raise Invalid(N_("The end is before the start."), field="ends_on")
        if (self.ends_on - self.begins_on).days > 366 * LONGEST_YEARS:
            raise Invalid(N_("No agreement holds for more than 30 years."), field="ends_on")
        whole(self.notice_days, 0, 365, "notice_days")
        return self

    def facts(self) -> Sequence[Fact]:
        return (
            Fact("begins_on", N_("In force from"), self.begins_on.isoformat()),
            Fact("ends_on", N_("Last day"), self.ends_on.isoformat()),
            Fact("notice_days", N_("Renewal announced before"), str(self.notice_days), N_("days")),
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        begins_on, ends_on = (date.fromisoformat(kept[name]) for name in ("begins_on", "ends_on"))
        return cls(begins_on, ends_on, kept["notice_days"])


class Prevailing(StrEnum):
    """Which text holds where the two differ."""

    CHINESE = "zh"
    ENGLISH = "en"


PREVAILING_WORDS: Mapping[Prevailing, Message] = {
    Prevailing.CHINESE: N_("Chinese"),
    Prevailing.ENGLISH: N_("English"),
}


@dataclass(frozen=True)
class LanguageTerms(Terms):
    """Which text prevails."""

    prevailing: Prevailing = Prevailing.CHINESE

    def facts(self) -> Sequence[Fact]:
        return (Fact("prevailing", N_("Prevails"), PREVAILING_WORDS[self.prevailing]),)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return kept values."""
        return cls(Prevailing(kept["prevailing"]))
