"""The evidence pack of a supplier: one ZIP that proves by itself that it is whole."""

import hashlib
import json
import secrets
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from portal.adapters.jobs import Work
from portal.adapters.made_files import keep_file
from portal.adapters.tables import csv_table
from portal.core.clock import now
from portal.core.documents.models import DocumentVersion
from portal.core.documents.operations.evidence import note_pack
from portal.core.documents.queries.evidence import (
    facts_of,
    supplier_to_pack,
    trail_to_pack,
    versions_to_pack,
    who_asked,
)
from portal.core.files.rules import ScanState
from portal.core.ports import FileStore, StoreFailure

CHUNK = 256 * 1024

READ_ME = """\
Evidence pack · 证据包

SHA256SUMS    the hash of every other file here; check them with: sha256sum -c SHA256SUMS
              本包内其他所有文件的散列值；校验命令：sha256sum -c SHA256SUMS
manifest.json every version of every document with its facts, review and state
manifest.csv  the same as a table / 同上，表格形式
supplier.json the company and the history of its state / 供应商及其状态变更记录
trail.jsonl   the audit trail of the supplier's records, one line per event / 审计日志
files/        the files as they were received / 收到的原始文件
"""


class Pack:
    """A ZIP being written, with the hash of each of its files."""

    def __init__(self, target: Path) -> None:
        self._zip = zipfile.ZipFile(target, "x", zipfile.ZIP_STORED, allowZip64=True)
        self._sums: list[str] = []

    def add(self, name: str, parts: Iterator[bytes]) -> str:
        """Write one file in pieces and return its SHA-256."""
        digest = hashlib.sha256()
        with self._zip.open(zipfile.ZipInfo(name, now().timetuple()[:6]), "w") as entry:
            for part in parts:
                digest.update(part)
                entry.write(part)
        self._sums.append(f"{digest.hexdigest()}  {name}\n")
        return digest.hexdigest()

    def close(self) -> None:
        """Write the list of hashes and end the ZIP."""
        self._zip.writestr("SHA256SUMS", "".join(self._sums))
        self._zip.close()


def make_pack(work: Work) -> dict[str, Any]:
    """Pack everything about a supplier's documents; it is stored under the supplier's own name."""
    supplier_id = int(work.args["supplier_id"])
    target = work.files.incoming() / f"pack-{secrets.token_hex(8)}"
    try:
        files = _write(work, supplier_id, target)
        link = f"/documents/packs/{work.job_id}"
        made = keep_file(work, f"{supplier_id}/packs", target, link)
    finally:
        target.unlink(missing_ok=True)
    with work.database.transaction() as session:
        note_pack(session, who_asked(session, work.user_id), supplier_id, made["sha256"], files)
    return {**made, "files": files}


def _write(work: Work, supplier_id: int, target: Path) -> int:
    pack = Pack(target)
    with work.database.reading(work.reach) as session:
        versions = versions_to_pack(session, supplier_id)
    facts = []
    for done, version in enumerate(versions):
        if done % 20 == 0:
            work.report(done, len(versions))
        facts.append(facts_of(version) | {"file": _add_file(pack, work.files, version)})
    with work.database.reading(work.reach) as session:
        supplier = supplier_to_pack(session, supplier_id)
        trail = trail_to_pack(
            session, supplier_id, is_for_supplier=bool(work.args.get("for_supplier"))
        )
        pack.add("trail.jsonl", (_json(line, indent=None) for line in trail))
    made = {"supplier": supplier["code"], "made_at": now().isoformat(), "documents": facts}
    pack.add("manifest.json", iter([_json(made)]))
    pack.add("manifest.csv", _table(facts))
    pack.add("supplier.json", iter([_json(supplier)]))
    pack.add("README.txt", iter([READ_ME.encode()]))
    pack.close()
    work.report(len(versions), len(versions))
    return len(versions)


def _add_file(pack: Pack, files: FileStore, version: DocumentVersion) -> str:
    """Add a version's file and return its name in the pack; an infected one stays out."""
    if version.file.scan is ScanState.INFECTED:
        return ""
    name = f"files/{version.document.type.code}/{version.document_id}-v{version.number}"
    name = f"{name}-{version.file_name.replace('/', '_').replace(chr(92), '_')}"
    if pack.add(name, _parts(files, version.file.key)) != version.sha256:
        raise StoreFailure(f"{version.file.key} does not hold the bytes it is named by")
    return name


def _parts(files: FileStore, key: str) -> Iterator[bytes]:
    with files.open(key) as file:
        read: Callable[[int], bytes] = file.read
        while part := read(CHUNK):
            yield part


def _json(value: object, indent: int | None = 1) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode() + b"\n"


def _table(facts: list[dict[str, Any]]) -> Iterator[bytes]:
    return csv_table([list(facts[0]), *(list(row.values()) for row in facts)] if facts else [])
