"""GS1 identifiers as they stand on goods: element strings, Digital Links, SSCC.

Source: GS1 General Specifications, sections 3 (application identifiers) and 7.8-7.9 (strings and
check digits), GS1 Digital Link Standard: URI Syntax; written from memory, tested on the strings of
published recalls.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote, urlsplit

from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.products.rules import gtin_check_digit, is_gtin

FNC1 = "\x1d"
"""The group separator that a scanner sends where a field of any length ends."""

FIXED: Mapping[str, int] = {
    "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
}  # fmt: skip
"""Application identifiers whose value has one length; no separator follows."""

MOST: Mapping[str, int] = {
    "10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30, "251": 30,
    "400": 30, "410": 13, "411": 13, "412": 13, "413": 13, "414": 13, "415": 13, "416": 13,
    "417": 13, "420": 20, "422": 3, "426": 3, "8005": 6, "8200": 70,
    "90": 30, "91": 90, "92": 90, "93": 90, "94": 90, "95": 90, "96": 90, "97": 90, "98": 90,
    "99": 90,
}  # fmt: skip
"""Those whose value may be shorter, with the most characters."""

DATES = frozenset({"11", "12", "13", "15", "16", "17"})
NUMERIC = frozenset({*FIXED, "30", "37"})
CHECKED = frozenset({"00", "01", "02"})
VALUE = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+", re.ASCII)
"""Character set 82 (GS1 General Specifications, 7.11)."""
BRACKETED = re.compile(r"\((\d{2,4})\)((?:(?!\(\d{2,4}\)).)+)")


@dataclass(frozen=True)
class ElementString:
    """What a GS1 string says, by application identifier, in its order."""

    elements: tuple[tuple[str, str], ...]

    def get(self, identifier: str) -> str:
        """Return a value, or nothing."""
        return next((value for name, value in self.elements if name == identifier), "")

    @property
    def gtin(self) -> str:
        return self.get("01") or self.get("02")

    @property
    def lot(self) -> str:
        return self.get("10")

    @property
    def sscc(self) -> str:
        return self.get("00")

    @property
    def serial(self) -> str:
        return self.get("21")

    @property
    def expires_on(self) -> date | None:
        return day_of(self.get("17"))

    @property
    def made_on(self) -> date | None:
        return day_of(self.get("11"))

    @property
    def bracketed(self) -> str:
        """Return it as people read it: (01)…(10)…"""
        return "".join(f"({name}){value}" for name, value in self.elements)

    @property
    def scanned(self) -> str:
        """Return it as a scanner sends it, a separator after each value of open length."""
        parts = []
        for place, (name, value) in enumerate(self.elements):
            ends = name in FIXED or place == len(self.elements) - 1
            parts.append(f"{name}{value}{'' if ends else FNC1}")
        return "".join(parts)


def is_sscc(text: str) -> bool:
    """Return whether `text` is an SSCC: 18 digits, the last of which is the check digit."""
    is_number = text.isascii() and text.isdigit() and len(text) == 18
    return is_number and gtin_check_digit(text[:-1]) == text[-1]


def day_of(text: str) -> date | None:
    """Return the day of YYMMDD; day 00 is the month's last (General Specifications, 3.4).

    The century is the one that puts the year within -49 to +50 of now, told here as 2000 for
    years to 75 and 1900 beyond.
    """
    if not re.fullmatch(r"\d{6}", text, re.ASCII):
        return None
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 2000 if year <= 75 else 1900
    try:
        if day:
            return date(year, month, day)
        after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(after.toordinal() - 1)
    except ValueError:
        return None


def parse(text: str) -> ElementString:
    """Return what a GS1 string says, in brackets, as scanned, or as a Digital Link.

    Raises Invalid where it is none, or a check digit or date is wrong.
    """
    plain = text.strip()
    if plain.lower().startswith(("http://", "https://")):
        elements = list(_of_link(plain))
    elif plain.startswith("("):
        elements = list(_of_brackets(plain))
    else:
        elements = list(_of_scan(plain))
    if not elements:
        raise Invalid(NO_STRING)
    for name, value in elements:
        _demand(name, value)
    return ElementString(tuple(elements))


def is_marked(text: str) -> bool:
    """Return whether a text can be nothing but a scanned code: in brackets, marked, or a link."""
    return text.startswith(("(", "]")) or FNC1 in text or text.lower().startswith("http")


def scanned(text: str) -> ElementString:
    """Return what a person scanned or typed: any GS1 string, or a GTIN or SSCC by itself.

    Raises Invalid where it is none.
    """
    if is_gtin(text):
        return ElementString((("01", text.zfill(14)),))
    if is_sscc(text):
        return ElementString((("00", text),))
    return parse(text)


def gtin_in(text: str) -> str:
    """Return the GTIN that a scanned code says, or nothing."""
    try:
        return scanned(text).gtin
    except Invalid:
        return ""


NO_STRING = N_("This is no GS1 string such as (01)04006381333931(10)L-17.")


def find_all(text: str) -> list[ElementString]:
    """Return every bracketed GS1 string that stands in a text, such as a recall's description."""
    found = []
    for run in re.finditer(r"(?:\(\d{2,4}\)[!-'*-~]+)+", text, re.ASCII):
        try:
            found.append(parse(run.group().rstrip(".,;")))
        except Invalid:
            continue
    return found


def digital_link(elements: ElementString, base: str = "https://id.gs1.org") -> str:
    """Return the Digital Link URI: the key, then its qualifiers, then the rest as a query.

    Raises Invalid where neither a GTIN nor an SSCC leads.
    """
    key = "01" if elements.get("01") else "00"
    if not elements.get(key):
        raise Invalid(N_("A Digital Link begins with a GTIN or an SSCC."))
    path = [f"/{key}/{elements.get(key)}"]
    qualifiers = ("22", "10", "21") if key == "01" else ()
    path += [
        f"/{name}/{quote(elements.get(name), safe='')}" for name in qualifiers if elements.get(name)
    ]
    rest = [
        f"{name}={quote(value, safe='')}"
        for name, value in elements.elements
        if name not in (key, *qualifiers)
    ]
    return base + "".join(path) + ("?" + "&".join(rest) if rest else "")


def label_of(gtin: str, lot: str) -> ElementString:
    """Return what stands on the label of a lot: GTIN in 14 digits if there is one, and number."""
    elements = [("01", gtin.zfill(14))] if is_gtin(gtin) else []
    return ElementString((*elements, ("10", lot)))


def _of_brackets(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in BRACKETED.finditer(text):
        if found.start() != at:
            raise Invalid(NO_STRING)
        at = found.end()
        yield found[1], found[2].strip()
    if at != len(text):
        raise Invalid(NO_STRING)


def _of_scan(text: str) -> Iterator[tuple[str, str]]:
    rest = re.sub(r"^\](C1|d2|Q3|e0)", "", text).lstrip(FNC1)
    while rest:
        name = next((rest[:n] for n in (2, 3, 4) if rest[:n] in FIXED or rest[:n] in MOST), None)
        if name is None:
            raise Invalid(NO_STRING)
        rest = rest[len(name) :]
        if name in FIXED:
            value, rest = rest[: FIXED[name]], rest[FIXED[name] :]
        else:
            value, _, rest = rest.partition(FNC1)
        rest = rest.lstrip(FNC1)
        yield name, value


def _of_link(text: str) -> Iterator[tuple[str, str]]:
    try:
        parts = urlsplit(text)
    except ValueError as wrong:
        raise Invalid(NO_STRING) from wrong
    path = [unquote(part) for part in parts.path.split("/") if part]
    first = next((place for place, part in enumerate(path) if part in ("01", "00")), None)
    if first is None:
        raise Invalid(NO_STRING)
    pairs = path[first:]
    if len(pairs) % 2:
        raise Invalid(NO_STRING)
    yield from zip(pairs[::2], pairs[1::2], strict=True)
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        if name in FIXED or name in MOST:
            yield name, unquote(value)


def _demand(name: str, value: str) -> None:
    known = FIXED.get(name) or MOST.get(name)
    if known is None and not re.fullmatch(
        r"3[1-6]\d{2}|39\d{2}|70\d{2}|71\d|80\d{2}|43\d{2}", name
    ):
        raise Invalid(N_("(%(name)s) is no GS1 application identifier known here."), name=name)
    wrong_length = len(value) > (known or 90) or (name in FIXED and len(value) != known)
    wrong_signs = not VALUE.fullmatch(value) or (name in NUMERIC and not value.isdigit())
    if wrong_length or wrong_signs:
        raise Invalid(N_("“%(value)s” cannot stand after (%(name)s)."), value=value[:90], name=name)
    if name in CHECKED and gtin_check_digit(value[:-1]) != value[-1]:
        raise Invalid(N_("The check digit of %(value)s is wrong."), value=value)
    if name in DATES and day_of(value) is None:
        raise Invalid(N_("%(value)s is no day written YYMMDD."), value=value)
