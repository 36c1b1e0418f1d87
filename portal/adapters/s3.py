"""Files in a bucket: created once, checked by the server as they arrive and by us as they leave.

Any server that speaks S3 and honours `If-None-Match: *`. Who and where come from the usual
`AWS_*` variables; `AWS_ENDPOINT_URL_S3` names a server that is not Amazon's.
"""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from portal.adapters.files import BLOCK, KEY, checked, sweep_folder
from portal.core.ports import StoreFailure

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

T = TypeVar("T")

MOST_BYTES = 5 * 1024**3
"""What S3 takes in one conditional request."""

PAGE = 1000
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 30, 4
MISSING = {"404", "NoSuchKey", "NotFound"}
EXISTS = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}


class S3Store:
    """The part of `bucket` below `prefix`; `incoming` is a folder of this machine."""

    def __init__(self, bucket: str, prefix: str, incoming: Path) -> None:
        self.bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._incoming = incoming.absolute()
        self._incoming.mkdir(parents=True, exist_ok=True)
        self._made: S3Client | None = None
        self._making = threading.Lock()

    def incoming(self) -> Path:
        return self._incoming

    def put(self, key: str, source: Path, sha256: str) -> None:
        """Create `key` in one request whose SHA-256 the server compares, then look at it again."""
        size = source.stat().st_size
        if size > MOST_BYTES:
            raise StoreFailure(f"{key} is larger than a bucket takes at once")
        if not self._create(key, source, sha256) and self._hash(key) != sha256:
            raise StoreFailure(f"{key} does not hold the bytes it is named by")
        if self.size(key) != size:
            raise StoreFailure(f"{key} did not arrive whole")

    def open(self, key: str) -> BinaryIO:
        name = self._name(key)
        answer = _ask(lambda: self._client.get_object(Bucket=self.bucket, Key=name), key)
        return checked(cast(BinaryIO, answer["Body"]), key)

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except NotThere:
            return False
        return True

    def size(self, key: str) -> int:
        name = self._name(key)
        answer = _ask(lambda: self._client.head_object(Bucket=self.bucket, Key=name), key)
        return answer["ContentLength"]

    def delete(self, key: str) -> None:
        name = self._name(key)
        try:
            _ask(lambda: self._client.delete_object(Bucket=self.bucket, Key=name), key)
        except NotThere:
            return

    def keys(self, prefix: str = "") -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket,
            Prefix=self._prefix + prefix,
            PaginationConfig={"PageSize": PAGE},
        )
        listing = iter(pages)
        while page := _ask(lambda: next(listing, None), prefix):
            for item in page.get("Contents", ()):
                yield item["Key"].removeprefix(self._prefix)

    def sweep(self) -> int:
        """Remove what was left over in `incoming` for more than a day; return how many files."""
        return sweep_folder(self._incoming)

    def prepare(self) -> None:
        """Make the bucket if there is none yet."""
        try:
            _ask(lambda: self._client.head_bucket(Bucket=self.bucket), self.bucket)
        except NotThere:
            _ask(lambda: self._client.create_bucket(Bucket=self.bucket), self.bucket)

    def is_public(self) -> bool:
        """Return whether a stranger can list the bucket; it must not be so."""
        from botocore import UNSIGNED
        from botocore.exceptions import ClientError

        stranger = _connect(signature=UNSIGNED)
        try:
            stranger.list_objects_v2(Bucket=self.bucket, MaxKeys=1)
        except ClientError:
            return False
        return True

    def _create(self, key: str, source: Path, sha256: str) -> bool:
        """Return whether the key is new; the server refuses bytes that are not what we hashed."""
        name = self._name(key)

        def send() -> None:
            with source.open("rb") as body:
                self._client.put_object(
                    Bucket=self.bucket,
                    Key=name,
                    Body=body,
                    ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
                    IfNoneMatch="*",
                    Metadata={"sha256": sha256},
                )

        try:
            _ask(send, key)
        except AlreadyThere:
            return False
        return True

    def _hash(self, key: str) -> str:
        seen = hashlib.sha256()
        with self.open(key) as stream:
            while block := stream.read(BLOCK):
                seen.update(block)
        return seen.hexdigest()

    def _name(self, key: str) -> str:
        if not KEY.fullmatch(key):
            raise StoreFailure(f"{key!r} is no key")
        return self._prefix + key

    @property
    def _client(self) -> "S3Client":
        """Connect when first needed: importing boto3 takes a second and 25 MB."""
        with self._making:
            if self._made is None:
                self._made = _ask(lambda: _connect(), self.bucket)
            return self._made


class NotThere(StoreFailure):
    """The bucket has no such key."""


class AlreadyThere(StoreFailure):
    """The bucket has this key already."""


def _connect(signature: Any = None) -> "S3Client":
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3",
        config=Config(
            signature_version=signature,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
        ),
    )


def _ask(question: Callable[[], T], key: str) -> T:
    """Ask the server, and say in one way what it refused or left unanswered."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return question()
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise NotThere(f"{key} is not in the bucket") from error
        if code in EXISTS:
            raise AlreadyThere(f"{key} is in the bucket already") from error
        raise StoreFailure(f"{key}: the bucket refused ({code})") from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise StoreFailure(f"{key}: the bucket did not answer as it should") from error
