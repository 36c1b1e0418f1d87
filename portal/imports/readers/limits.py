"""What a workbook may be, checked in its directory before anything of it is unpacked."""

import re
import zipfile
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from portal.core.errors import Invalid
from portal.core.i18n import N_, Message
from portal.imports.readers.shape import MAX_COLUMNS

MAX_MEMBERS = 1_000
MAX_UNPACKED: Final = 256 * 1024 * 1024
MAX_RATIO = 100
RATIO_FROM: Final = 4 * 1024 * 1024
"""A member smaller than this may be packed as tightly as it likes."""

MAX_ROW = 1_000_000
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

ENDINGS: Final = {
    "csv": "csv",
    "txt": "csv",
    "tsv": "csv",
    "xlsx": "xlsx",
    "xls": "xls",
    "json": "json",
}
"""What a name may end in, and what the content must then be."""

TOO_WIDE = N_("The sheet uses columns beyond the %(most)sth. Delete what stands out there.")
TOO_LONG = N_("The sheet uses rows beyond line %(most)s. Delete what stands down there.")
DAMAGED = N_("The workbook is damaged and cannot be read. Save it again and send that file.")
ENCRYPTED = N_("The workbook is protected by a password. Save it without one.")
BOMB = N_("The workbook unpacks to far more than its size. It is not accepted.")
MACROS = N_("The workbook contains macros. Save it as .xlsx without macros.")
ANOTHER = N_("The file is not a table that can be read. Send CSV, XLSX, XLS or JSON.")
NOT_AS_NAMED = N_(
    "The name ends in .%(ending)s, but the content is %(kind)s. Rename or save again."
)


def kind_of(path: Path, file_name: str) -> str:
    """Return csv, xlsx or xls; the name's ending and the content must agree."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    named = ENDINGS.get(ending)
    if named is None:
        raise Invalid(ANOTHER, field="file")
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(OLE):
        if _is_encrypted(path):
            raise Invalid(ENCRYPTED, field="file")
        kind = "xls"
    elif start.startswith(b"PK"):
        check_archive(path)
        kind = "xlsx"
    elif start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!")):
        raise Invalid(ANOTHER, field="file")
    elif b"<html" in start.lower() or b"<table" in start.lower() or start.startswith(b"<?xml"):
        raise Invalid(
            N_("The file is a web page, not a table. Open it in a spreadsheet and save as .xlsx."),
            field="file",
        )
    elif named == "json" and start.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        kind = "json"
    else:
        kind = "csv"
    if kind != named:
        raise Invalid(NOT_AS_NAMED, field="file", ending=ending, kind=kind.upper())
    return kind


def check_archive(path: Path) -> None:
    """Refuse an archive that is no workbook, or one that would burst."""
    with _opened(path) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise Invalid(BOMB, field="file")
        for member in members:
            if member.flag_bits & 1:
                raise Invalid(ENCRYPTED, field="file")
            if member.file_size > RATIO_FROM and (
                member.file_size > MAX_RATIO * max(member.compress_size, 1)
            ):
                raise Invalid(BOMB, field="file")
        names = {member.filename for member in members}
        if len(names) < len(members) or "xl/workbook.xml" not in names:
            raise Invalid(ANOTHER, field="file")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Invalid(MACROS, field="file")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Invalid(DAMAGED, field="file") from None


def _is_encrypted(path: Path) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


FAR_COLUMN = re.compile(rb"""<c r=["'](?:[A-Z]{3,}|[H-Z][A-Z]|G[S-Z])[0-9]""")
"""Beyond GR, which is the 200th column (MAX_COLUMNS)."""

FAR_ROW = re.compile(rb"""<row r=["'][0-9]{7,}["']""")


def check_extent(sheet: bytes) -> None:
    """Refuse a sheet with a cell far out: readers would make room for all that is between."""
    if b"<!DOCTYPE" in sheet[:4096] or sheet.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(DAMAGED, field="file")
    for pattern, sentence, most in (
        (FAR_COLUMN, TOO_WIDE, MAX_COLUMNS),
        (FAR_ROW, TOO_LONG, MAX_ROW),
    ):
        if pattern.search(sheet):
            raise Invalid(sentence, field="file", most=most)


CELL = re.compile(rb"<(?:\w+:)?c(?P<tag>\s[^>]*|)(?<!/)>(?P<inside>.*?)</(?:\w+:)?c>", re.DOTALL)
ADDRESS = re.compile(rb"""\br=["']([A-Z]+[0-9]+)["']""")
KIND_OF_ERROR = re.compile(rb"""\bt=["']e["']""")
MARKS = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/", b"<f\n", b":f\n")
"""Without one of these there is neither a formula nor an error; looked for first, being fast."""

FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>[^<]")

NO_VALUE = N_("The cell is a formula without a stored value. Open, save and send the file again.")
ERROR_VALUE = N_("The cell holds an error of the spreadsheet, such as #REF! or #N/A.")


def odd_cells(sheet: bytes) -> Iterator[tuple[str, Message | None]]:
    """Yield (address, reason) of cells that are formulas; reason is None where a value is stored.

    Cells with errors come with theirs: readers show both as empty, and an empty value is a lie.
    """
    if not any(mark in sheet for mark in MARKS):
        return
    for cell in CELL.finditer(sheet):
        reason = None
        if KIND_OF_ERROR.search(cell["tag"]):
            reason = ERROR_VALUE
        elif not FORMULA.search(cell["inside"]):
            continue
        elif not VALUE.search(cell["inside"]):
            reason = NO_VALUE
        address = ADDRESS.search(cell["tag"])
        if address is None:
            raise Invalid(DAMAGED, field="file")
        yield address[1].decode(), reason
