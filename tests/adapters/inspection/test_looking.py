"""Which files are taken, and what is said of the others."""

import time
from pathlib import Path

import pytest

from portal.adapters.inspection.faults import Fault
from portal.adapters.inspection.looking import Inspected, inspect_file
from portal.adapters.inspection.sentences import SENTENCES
from portal.core.errors import Invalid
from portal.core.files.rules import Kind
from tests import hostile
from tests.hostile import CHANGES, office, pdf, picture, relations

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
OUTSIDE = relations("attachedTemplate", "https://evil.example/t.dotm", "External")
CLICKED = relations("hyperlink", "https://example.com/", "External")

GOOD = [
    ("certificate.pdf", pdf(3), Inspected(Kind.PDF, 3)),
    ("UPPER.PDF", pdf(), Inspected(Kind.PDF, 1)),
    ("检验报告-2026 (最终版).pdf", pdf(), Inspected(Kind.PDF, 1)),
    ("Prüfbericht 📄.v2.pdf", pdf(), Inspected(Kind.PDF, 1)),
    ("packed.pdf", pdf(2, object_stream_mode=2), Inspected(Kind.PDF, 2)),
    ("linearised.pdf", pdf(2, linearize=True), Inspected(Kind.PDF, 2)),
    ("locked against changes.pdf", hostile.locked(), Inspected(Kind.PDF, 1)),
    ("with a web link.pdf", pdf(1, CHANGES["link"]), Inspected(Kind.PDF, 1)),
    ("photo.png", picture(), Inspected(Kind.PNG, 1)),
    ("photo.JPG", picture("JPEG"), Inspected(Kind.JPEG, 1)),
    ("photo.jpeg", picture("JPEG", progressive=True), Inspected(Kind.JPEG, 1)),
    ("plan.xlsx", office(), Inspected(Kind.XLSX, None)),
    ("plan.docx", office("docx"), Inspected(Kind.DOCX, None)),
    ("clickable.docx", office("docx", {"word/_rels/document.xml.rels": CLICKED}),
     Inspected(Kind.DOCX, None)),
    ("rows.csv", b"lot,qty\r\n000123,4\r\n", Inspected(Kind.CSV, None)),
    ("formula.csv", b"lot\n=cmd|' /C calc'!A0\n", Inspected(Kind.CSV, None)),
    ("bom.csv", "\ufeff批次,数量\r\n".encode(), Inspected(Kind.CSV, None)),
    ("gb.csv", "批次,数量\n".encode("gb18030"), Inspected(Kind.CSV, None)),
    ("utf16.txt", "批次 1".encode("utf-16"), Inspected(Kind.TEXT, None)),
    ("notes.md", b"# Notes\n\n<div>fine</div>\n", Inspected(Kind.MARKDOWN, None)),
]  # fmt: skip

BAD = [
    ("empty.pdf", b"", Fault.EMPTY),
    ("noending", pdf(), Fault.KIND_UNKNOWN),
    (".pdf", pdf(), Fault.KIND_UNKNOWN),
    ("picture.svg", b"<svg onload='alert(1)'/>", Fault.KIND_UNKNOWN),
    ("page.html", b"<html><script>alert(1)</script>", Fault.KIND_UNKNOWN),
    ("feed.xml", b"<?xml version='1.0'?><a/>", Fault.KIND_UNKNOWN),
    ("archive.zip", office(), Fault.KIND_UNKNOWN),
    ("photo.webp", b"RIFF....WEBP", Fault.KIND_UNKNOWN),
    ("certificate.pdf.exe", b"MZ", Fault.KIND_UNKNOWN),
    ("old.xls", OLE, Fault.KIND_OLD_OFFICE),
    ("old.DOC", OLE, Fault.KIND_OLD_OFFICE),
    ("macros.xlsm", office(), Fault.KIND_MACROS),
    ("really a picture.pdf", picture(), Fault.MISNAMED),
    ("really a pdf.jpg", pdf(), Fault.MISNAMED),
    ("really a jpeg.png", picture("JPEG"), Fault.MISNAMED),
    ("really a pdf.txt", pdf(), Fault.MISNAMED),
    ("really a text.xlsx", office("docx"), Fault.MISNAMED),
    ("really a program.pdf", b"MZ\x90\0" + bytes(200), Fault.MISNAMED_UNKNOWN),
    ("really a page.pdf", b"<html>%PDF-1.7 %%EOF", Fault.MISNAMED_UNKNOWN),
    ("really postscript.png", b"%!PS-Adobe-3.0 EPSF-3.0\n", Fault.MISNAMED_UNKNOWN),
    ("really an archive.docx", office(main="application/xml"), Fault.MISNAMED_UNKNOWN),
    ("half.pdf", pdf(9)[:-700], Fault.PDF_DAMAGED),
    ("head only.pdf", b"%PDF-1.7\n%%EOF", Fault.PDF_DAMAGED),
    ("zeros.pdf", b"%PDF-1.7\n" + bytes(5000) + b"%%EOF", Fault.PDF_DAMAGED),
    ("locked.pdf", hostile.locked(user="secret"), Fault.PDF_ENCRYPTED),
    ("locked script.pdf", hostile.locked(change=CHANGES["script"]), Fault.PDF_SCRIPT),
    ("no pages.pdf", pdf(1, CHANGES["no pages"]), Fault.PDF_EMPTY),
    ("novel.pdf", pdf(2001), Fault.PDF_LONG),
    ("script.pdf", pdf(1, CHANGES["script"]), Fault.PDF_SCRIPT),
    ("packed script.pdf", pdf(1, CHANGES["script"], object_stream_mode=2), Fault.PDF_SCRIPT),
    ("deep script.pdf", pdf(1, CHANGES["deep script"]), Fault.PDF_SCRIPT),
    ("launch.pdf", pdf(1, CHANGES["launch"]), Fault.PDF_LAUNCH),
    ("remote.pdf", pdf(1, CHANGES["remote"]), Fault.PDF_REMOTE),
    ("submit.pdf", pdf(1, CHANGES["submit"]), Fault.PDF_REMOTE),
    ("attached.pdf", pdf(1, CHANGES["attached"]), Fault.PDF_ATTACHED),
    ("xfa.pdf", pdf(1, CHANGES["xfa"]), Fault.PDF_XFA),
    ("half.png", picture(size=(400, 300))[:-60], Fault.PICTURE_DAMAGED),
    ("half.jpg", picture("JPEG", size=(400, 300))[:-900], Fault.PICTURE_DAMAGED),
    ("bomb.png", hostile.png_that_claims(8000, 8000), Fault.PICTURE_HUGE),
    ("great bomb.png", hostile.png_that_claims(65535, 65535), Fault.PICTURE_HUGE),
    ("short rows.png", hostile.png_that_claims(600, 400), Fault.PICTURE_DAMAGED),
    ("moving.png", hostile.moving_png(), Fault.PICTURE_MOVES),
    ("half.xlsx", office()[:-40], Fault.OFFICE_DAMAGED),
    ("flipped.xlsx", hostile.damaged_office(), Fault.OFFICE_DAMAGED),
    ("entities.xlsx", hostile.office_with_entities(), Fault.OFFICE_DAMAGED),
    ("password.xlsx", OLE, Fault.OFFICE_ENCRYPTED),
    ("flagged.xlsx", hostile.office_with_a_password_flag(), Fault.OFFICE_ENCRYPTED),
    ("bomb.xlsx", hostile.office_bomb(), Fault.OFFICE_BOMB),
    ("many.xlsx", hostile.office_of_many(), Fault.OFFICE_BOMB),
    ("climbing.docx", office("docx", {"../../etc/cron.d/x": b"x"}), Fault.OFFICE_PATHS),
    ("rooted.docx", office("docx", {"/etc/passwd": b"x"}), Fault.OFFICE_PATHS),
    ("linked.xlsx", hostile.office_with_link(), Fault.OFFICE_PATHS),
    ("macros.xlsx", office(more={"xl/vbaProject.bin": b"x"}), Fault.OFFICE_MACROS),
    ("declared macros.xlsx", office(main=MACRO_BOOK), Fault.OFFICE_MACROS),
    ("template.docx", office("docx", {"word/_rels/settings.xml.rels": OUTSIDE}),
     Fault.OFFICE_EXTERNAL),
    ("links.xlsx", office(more={"xl/externalLinks/externalLink1.xml": b"<a/>"}),
     Fault.OFFICE_EXTERNAL),
    ("data.xlsx", office(more={"xl/connections.xml": b"<a/>"}), Fault.OFFICE_EXTERNAL),
    ("ole.docx", office("docx", {"word/embeddings/oleObject1.bin": b"x"}),
     Fault.OFFICE_EMBEDDED),
    ("page.txt", b"\n <!DOCTYPE html><script>alert(1)</script>", Fault.TEXT_MARKUP),
    ("vector.csv", b"\xef\xbb\xbf<svg onload=alert(1)>", Fault.TEXT_MARKUP),
    ("nul.csv", b"lot,qty\n1,\x002\n", Fault.TEXT_BINARY),
    ("noise.txt", bytes(range(128, 256)) * 4, Fault.TEXT_UNDECODED),
]  # fmt: skip


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "incoming"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("name", "content", "found"), GOOD, ids=[name for name, *_ in GOOD])
def test_a_sound_file_is_taken(tmp_path: Path, name: str, content: bytes, found: Inspected) -> None:
    assert inspect_file(_file(tmp_path, content), name) == found


@pytest.mark.parametrize(("name", "content", "fault"), BAD, ids=[name for name, *_ in BAD])
def test_a_bad_file_is_refused_for_its_own_reason(
    tmp_path: Path, name: str, content: bytes, fault: Fault
) -> None:
    with pytest.raises(Invalid) as refusal:
        inspect_file(_file(tmp_path, content), name)

    assert refusal.value.message == SENTENCES[fault]
    assert "%(" not in refusal.value.in_("zh") + refusal.value.in_("en")
    assert refusal.value.field == "file"


def test_every_reason_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Fault)


def test_a_file_is_only_taken_where_its_kind_is(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        inspect_file(_file(tmp_path, b"a,b\n"), "rows.csv", allowed={Kind.PDF, Kind.PNG})

    assert "PDF, PNG" in refusal.value.in_("en")


def test_refusing_takes_no_time(tmp_path: Path) -> None:
    """A bomb is recognised from its directory, not by its explosion."""
    path = _file(tmp_path, hostile.office_bomb())
    started = time.monotonic()
    with pytest.raises(Invalid):
        inspect_file(path, "bomb.xlsx")

    assert time.monotonic() - started < 5
