"""Our side of an inspection: the child looks, we put what it saw into words."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import structlog

from portal.adapters.child import Child, ChildFailed, Refused
from portal.adapters.inspection.checks import WARM
from portal.adapters.inspection.faults import Fault
from portal.adapters.inspection.sentences import SENTENCES
from portal.core.errors import Invalid
from portal.core.files.rules import DOCUMENT_KINDS, ENDINGS, Kind, ending_of

log = structlog.get_logger("portal.files")

TASK = "portal.adapters.inspection.checks:check"
OLD_OFFICE = frozenset({"xls", "doc", "ppt", "wps", "et"})
WITH_MACROS = frozenset({"xlsm", "xlsb", "xltm", "docm", "dotm"})


@dataclass(frozen=True)
class Inspected:
    """What a file was found to be."""

    kind: Kind
    pages: int | None


class Inspection:
    """One look into one file, begun while it still arrives so that nobody waits for the start."""

    def __init__(self, file_name: str, allowed: Collection[Kind] = DOCUMENT_KINDS) -> None:
        self.file_name = file_name
        kind = _named_kind(file_name, allowed)
        self._child = Child(TASK, warm=[WARM[kind]] if kind in WARM else [])

    def begin(self, path: Path) -> None:
        """Let the child look; meanwhile there are other things to do."""
        if not path.stat().st_size:
            raise refuse(Fault.EMPTY)
        try:
            self._child.tell(str(path), self.file_name)
        except ChildFailed as failure:
            raise _too_complicated(failure) from None

    def result(self) -> Inspected:
        """Return what the file is; raises Invalid with a sentence that says what to do."""
        try:
            found = self._child.answer()
        except Refused as refusal:
            raise refuse(Fault(refusal.code), **refusal.values) from None
        except ChildFailed as failure:
            raise _too_complicated(failure) from None
        return Inspected(Kind(found["kind"]), found["pages"])

    def end(self) -> None:
        """Give up, or tidy up."""
        self._child.end()


def inspect_file(
    path: Path, file_name: str, allowed: Collection[Kind] = DOCUMENT_KINDS
) -> Inspected:
    """Return what a file is that is already here; raises Invalid."""
    inspection = Inspection(file_name, allowed)
    try:
        inspection.begin(path)
        return inspection.result()
    finally:
        inspection.end()


def refuse(fault: Fault, **values: object) -> Invalid:
    """Return the refusal with its sentence."""
    return Invalid(SENTENCES[fault], field="file", **values)


def _too_complicated(failure: ChildFailed) -> Invalid:
    log.warning("upload.check_failed", reason=str(failure)[:200])
    return refuse(Fault.TOO_COMPLICATED)


def _named_kind(file_name: str, allowed: Collection[Kind]) -> Kind:
    ending = ending_of(file_name)
    kind = ENDINGS.get(ending)
    if kind in allowed and kind is not None:
        return kind
    if ending in OLD_OFFICE:
        raise refuse(Fault.KIND_OLD_OFFICE)
    if ending in WITH_MACROS:
        raise refuse(Fault.KIND_MACROS)
    taken = ", ".join(sorted({kind.value.upper() for kind in allowed}))
    raise refuse(Fault.KIND_UNKNOWN, kinds=taken)
