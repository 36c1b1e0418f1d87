"""What a refusal says: what is wrong, and what a clerk can do about it."""

from portal.adapters.inspection.faults import Fault
from portal.core.i18n import N_, Message

SENTENCES: dict[Fault, Message] = {
    Fault.EMPTY: N_("This file is empty (0 bytes). Check the original and upload it again."),
    Fault.KIND_UNKNOWN: N_(
        "Files of this kind are not accepted. Accepted are: %(kinds)s. Save or print the document"
        " as a PDF and upload that."
    ),
    Fault.KIND_OLD_OFFICE: N_(
        "Old Office files are not accepted because they can hide macros. Save the file as XLSX,"
        " DOCX or PDF and upload that."
    ),
    Fault.KIND_MACROS: N_(
        "Files with macros are not accepted. Save the file as XLSX, DOCX or PDF and upload that."
    ),
    Fault.MISNAMED: N_(
        "The name says %(name_says)s, but the content is %(is_kind)s. Rename the file so that it"
        " ends in .%(ending)s and upload it again."
    ),
    Fault.MISNAMED_UNKNOWN: N_(
        "The name says %(name_says)s, but the content is something else. Open the file in the"
        " program it was made with and save it as %(name_says)s."
    ),
    Fault.TOO_COMPLICATED: N_(
        "This file could not be checked: reading it takes too much time or memory. Print it to a"
        " new PDF and upload that."
    ),
    Fault.PDF_DAMAGED: N_(
        "This PDF is damaged or incomplete. Open it on your computer; if it looks right, print it"
        " to a new PDF and upload that, else ask for a new copy."
    ),
    Fault.PDF_ENCRYPTED: N_(
        "This PDF cannot be opened without a password. Save a copy without it (print to PDF) and"
        " upload that."
    ),
    Fault.PDF_EMPTY: N_("This PDF has no pages. Check the original and upload it again."),
    Fault.PDF_LONG: N_(
        "This PDF has %(pages)s pages; at most %(most)s are accepted. Split it into several files."
    ),
    Fault.PDF_SCRIPT: N_(
        "This PDF contains scripts (JavaScript). Print it to a new PDF and upload that."
    ),
    Fault.PDF_LAUNCH: N_("This PDF can start programs. Print it to a new PDF and upload that."),
    Fault.PDF_ATTACHED: N_(
        "This PDF has other files attached inside. Upload those files one by one, and a copy of"
        " the PDF without attachments (print to PDF)."
    ),
    Fault.PDF_XFA: N_(
        "This PDF is an interactive form (XFA). Print the filled form to a new PDF and upload that."
    ),
    Fault.PDF_REMOTE: N_(
        "This PDF opens other files or sends data elsewhere. Print it to a new PDF and upload that."
    ),
    Fault.PICTURE_DAMAGED: N_(
        "This picture is damaged or incomplete. Take or export it again and upload that."
    ),
    Fault.PICTURE_HUGE: N_(
        "This picture has more than %(most)s million pixels. Scan or export it at a lower"
        " resolution."
    ),
    Fault.PICTURE_MOVES: N_("This picture is animated. Upload a still picture."),
    Fault.OFFICE_DAMAGED: N_(
        "This Office file is damaged or incomplete. Open it, save it under a new name and upload"
        " that."
    ),
    Fault.OFFICE_ENCRYPTED: N_(
        "This Office file is protected by a password, or in an old format. Remove the password,"
        " save it as XLSX or DOCX and upload that."
    ),
    Fault.OFFICE_BOMB: N_(
        "Unpacked, this Office file is far too large. Remove empty rows and large pictures, or"
        " save it as PDF."
    ),
    Fault.OFFICE_PATHS: N_(
        "This Office file is built in an unsafe way. Open it, save it under a new name and upload"
        " that."
    ),
    Fault.OFFICE_MACROS: N_(
        "This Office file contains macros. Save it without macros (XLSX or DOCX) or as PDF."
    ),
    Fault.OFFICE_EXTERNAL: N_(
        "This Office file fetches content from other files or addresses. Break the links (Data >"
        " Edit Links) or save it as PDF."
    ),
    Fault.OFFICE_EMBEDDED: N_(
        "This Office file has other files embedded. Upload those one by one, and save this one as"
        " PDF."
    ),
    Fault.TEXT_BINARY: N_(
        "This text file contains characters that do not belong in text. Save it again as text"
        " (UTF-8)."
    ),
    Fault.TEXT_UNDECODED: N_(
        "The characters of this text file cannot be read. Save it as UTF-8 (in Excel: “CSV"
        " UTF-8”) and upload it again."
    ),
    Fault.TEXT_MARKUP: N_(
        "This is a web page or another kind of file under the name of a text file. Save or print"
        " it as a PDF and upload that."
    ),
}
