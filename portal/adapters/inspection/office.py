"""Is this a plain workbook or text document, without macros, links out, or a bomb?

The archive is never unpacked to disk: its directory is read, its few descriptions are parsed, and
the rest is read through once, in pieces, to see that it is whole and as large as it says.
"""

import stat
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from portal.adapters.child import Refused
from portal.adapters.inspection.faults import Fault

MOST_MEMBERS = 5000
MOST_UNPACKED = 300 * 1024 * 1024
RATIO_FROM = 16 * 1024 * 1024
MOST_RATIO = 100
"""Above 16 MiB unpacked, at most 100 to 1; honest workbooks stay below 30 to 1."""

MOST_DESCRIPTION = 4 * 1024 * 1024
"""Content types and relationships are read whole, so they must be small."""

MAIN = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
}
PLACES = {"xlsx": "xl/", "docx": "word/"}
FORBIDDEN = (
    ("vbaproject.bin", Fault.OFFICE_MACROS),
    ("/macrosheets/", Fault.OFFICE_MACROS),
    ("/activex/", Fault.OFFICE_MACROS),
    ("/externallinks/", Fault.OFFICE_EXTERNAL),
    ("/connections.xml", Fault.OFFICE_EXTERNAL),
    ("/querytables/", Fault.OFFICE_EXTERNAL),
    ("/embeddings/", Fault.OFFICE_EMBEDDED),
)


def inspect_office(path: Path, ending: str) -> None:
    """Check an XLSX or DOCX; raises Refused."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            _measure(members, path.stat().st_size)
            for member in members:
                _look_at(member)
            _demand_kind(archive, ending)
            for member in members:
                if member.filename.lower().endswith(".rels"):
                    _demand_inner_links(_read(archive, member))
            _read_through(archive, members)
    except (BadZipFile, NotImplementedError, zlib.error, EOFError, KeyError, OSError):
        raise Refused(Fault.OFFICE_DAMAGED) from None
    except (ParseError, DefusedXmlException, UnicodeDecodeError, ValueError, LookupError):
        raise Refused(Fault.OFFICE_DAMAGED) from None


def _measure(members: list[ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or packed > size:
        raise Refused(Fault.OFFICE_BOMB)
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * size:
        raise Refused(Fault.OFFICE_BOMB)


def _look_at(member: ZipInfo) -> None:
    name = member.filename
    if member.flag_bits & 0x1:
        raise Refused(Fault.OFFICE_ENCRYPTED)
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise Refused(Fault.OFFICE_PATHS)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(Fault.OFFICE_PATHS)
    for part, fault in FORBIDDEN:
        if part in "/" + name.lower():
            raise Refused(fault)


def _demand_kind(archive: ZipFile, ending: str) -> None:
    names = archive.namelist()
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        raise Refused(Fault.OFFICE_DAMAGED)
    types = fromstring(_read(archive, archive.getinfo("[Content_Types].xml")))
    declared = {part.get("ContentType", "") for part in types}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in declared):
        raise Refused(Fault.OFFICE_MACROS)
    if MAIN[ending] in declared and any(name.startswith(PLACES[ending]) for name in names):
        return
    other = next((kind for kind, main in MAIN.items() if main in declared), None)
    if other:
        raise Refused(Fault.MISNAMED, name_says=ending.upper(), is_kind=other.upper(), ending=other)
    raise Refused(Fault.MISNAMED_UNKNOWN, name_says=ending.upper())


def _demand_inner_links(text: bytes) -> None:
    """Web links that a reader may click are fine; whatever is fetched on opening is not."""
    for link in fromstring(text):
        kind = link.get("Type", "").rsplit("/", 1)[-1]
        if link.get("TargetMode") == "External" and kind != "hyperlink":
            raise Refused(Fault.OFFICE_EXTERNAL)


def _read(archive: ZipFile, member: ZipInfo) -> bytes:
    if member.file_size > MOST_DESCRIPTION:
        raise Refused(Fault.OFFICE_BOMB)
    return archive.read(member)


def _read_through(archive: ZipFile, members: list[ZipInfo]) -> None:
    for member in members:
        with archive.open(member) as file:
            while file.read(1024 * 1024):
                pass
