"""Everything in one folder, copied while the portal runs, and back again.

DIR/database.sqlite or database.pgdump   the rows, as of one moment
DIR/files/<owner>/<sha256>               the files that these rows refer to, the brand's own too
DIR/anchors.jsonl                        what was noted of the trail outside the database
DIR/SHA256SUMS                           of all the above, as `sha256sum -c` reads it
DIR/manifest.json                        written last: without it there is no backup
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from portal.adapters import dumps, schema
from portal.adapters.files import BLOCK
from portal.adapters.verification import ANCHORS
from portal.core.clock import now
from portal.core.db import Database
from portal.core.engines import open_engine
from portal.core.ports import FileStore, StoreFailure

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


class BackupRefused(Exception):
    """Nothing was done; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    made_at: str
    database: str
    revision: str | None
    files: int
    bytes: int
    damaged: list[str]
    """Keys of files that could not be read: everything else is there."""
    sums_sha256: str
    format: int = FORMAT


@dataclass(frozen=True)
class Place:
    """Where a portal keeps its things."""

    database: Database
    files: FileStore
    anchors_url: str
    owner_url: str = ""
    """The database as the role that owns its tables; empty: the role that serves does."""

    @property
    def anchors(self) -> Path:
        return Path(urlsplit(self.anchors_url).path) / ANCHORS


def back_up(place: Place, target: Path) -> Manifest:
    """Copy everything into the empty folder `target`; others may write meanwhile.

    Anchors first, then rows, then the files of these rows: what is copied later may know more
    than what was copied before, never less.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    sums = dict[str, str]()
    if place.anchors.exists():
        sums[ANCHORS] = _copy(place.anchors, target / ANCHORS)
    name = dumps.NAMES[dumps.kind_of(place.database.engine)]
    kept = dumps.dump(place.database, target / name)
    sums[name] = _hash(target / name)
    damaged = []
    for owner, sha256, size in kept:
        key = f"{owner}/{sha256}"
        if _fetch(place.files, key, target / "files" / key, size):
            sums[f"files/{key}"] = sha256
        else:
            damaged.append(key)
    return _sign(place, target, sums, Manifest(
        made_at=now().isoformat(timespec="seconds"),
        database=dumps.kind_of(place.database.engine),
        revision=schema.revision_of(place.database.engine),
        files=len(kept) - len(damaged),
        bytes=sum(size for _, _, size in kept),
        damaged=damaged,
        sums_sha256="",
    ))  # fmt: skip


def restore(source: Path, place: Place) -> Manifest:
    """Bring back what `back_up` copied, into a portal that has nothing yet.

    Raises BackupRefused before the first change if the backup is broken or the place is not empty.
    """
    manifest = read_manifest(source)
    sums = dict(_sums(source, manifest))
    _check_place(manifest, place)
    for name, sha256 in sums.items():
        if not (source / name).is_file() or _hash(source / name) != sha256:
            raise BackupRefused(f"{name} of the backup is missing or damaged.")
    for name, sha256 in sums.items():
        folder, _, key = name.partition("/")
        if folder == "files":
            _give_back(place.files, key, source / name, sha256)
    serving = place.database.engine
    owning = open_engine(place.owner_url) if place.owner_url else serving
    dumps.load(owning, source / dumps.NAMES[manifest.database])
    schema.upgrade(owning, served_by=(serving.url.username or "") if place.owner_url else "")
    if ANCHORS in sums:
        place.anchors.parent.mkdir(parents=True, exist_ok=True)
        _copy(source / ANCHORS, place.anchors)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """Return what the backup in `source` says about itself; raises BackupRefused."""
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(f"{source} has no whole {MANIFEST}: it is no finished backup.") from (
            error
        )
    if manifest.format != FORMAT or manifest.revision not in schema.known_revisions():
        raise BackupRefused("This backup is of a newer portal; update the portal first.")
    return manifest


def _check_place(manifest: Manifest, place: Place) -> None:
    kind = dumps.kind_of(place.database.engine)
    if kind != manifest.database:
        raise BackupRefused(f"The backup is of {manifest.database}, this database is {kind}.")
    if not dumps.is_empty(place.database.engine):
        raise BackupRefused("The database is not empty; restore into a new one.")
    if next(iter(place.files.keys()), None) is not None:
        raise BackupRefused("The file store is not empty; restore into a new one.")
    if place.anchors.exists():
        raise BackupRefused(
            f"{place.anchors} is there already. Keep it elsewhere: it tells what came after the"
            " backup."
        )


def _sign(place: Place, target: Path, sums: dict[str, str], manifest: Manifest) -> Manifest:
    """Write the sums, then, when all else is on the disk, the manifest."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())
    (target / SUMS).write_text(lines)
    signed = Manifest(**asdict(manifest) | {"sums_sha256": _hash(target / SUMS)})
    for path in (target / SUMS, *(target / name for name in sums), *_folders(target)):
        _sync(path)
    unfinished = target / f"{MANIFEST}.unfinished"
    unfinished.write_text(json.dumps(asdict(signed), indent=2) + "\n")
    _sync(unfinished)
    unfinished.rename(target / MANIFEST)
    _sync(target)
    return signed


def _sums(source: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (name, SHA-256) of each file of the backup."""
    if not (source / SUMS).is_file() or _hash(source / SUMS) != manifest.sums_sha256:
        raise BackupRefused(f"{SUMS} of the backup is missing or damaged.")
    for line in (source / SUMS).read_text().splitlines():
        sha256, _, name = line.partition("  ")
        yield name, sha256


def _fetch(files: FileStore, key: str, target: Path, size: int) -> bool:
    """Copy one file out of the store; return whether it was there and whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with files.open(key) as stream, target.open("wb") as copy:
            while block := stream.read(BLOCK):
                copy.write(block)
    except StoreFailure:
        target.unlink(missing_ok=True)
        return False
    return target.stat().st_size == size


def _give_back(files: FileStore, key: str, source: Path, sha256: str) -> None:
    """Store one file again, by the way that uploads go."""
    arriving = files.incoming() / f"restore-{sha256}"
    shutil.copyfile(source, arriving)
    try:
        files.put(key, arriving, sha256)
    finally:
        arriving.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> str:
    shutil.copyfile(source, target)
    _sync(target)
    return _hash(target)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folders(target: Path) -> list[Path]:
    return [target, *(path for path in target.rglob("*") if path.is_dir())]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
