"""A real S3 server of our own: OpenStack Swift with its S3 API, one disk, on the loopback.

It lives in an environment of its own, `.tools/swift`: `make .tools/swift/ready`.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from tests.servers import HOUSE, Process, free_port, listens

ENVIRONMENT = HOUSE / ".tools" / "swift"
ACCESS_KEY, SECRET_KEY = "test:tester", "testing"
STORAGE = ("account", "container", "object")

COMMON = """\
[swift-hash]
swift_hash_path_suffix = tests
[storage-policy:0]
name = only
default = yes
"""

SERVER = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/disks
mount_check = false
log_statsd_host =
log_level = WARNING
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{closed_port}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
"""  # noqa: E501


class Swift:
    """Proxy, account, container and object server over one folder."""

    def __init__(self) -> None:
        if not (ENVIRONMENT / "bin" / "swift-proxy-server").exists():
            raise RuntimeError("The S3 server for the tests is missing: make .tools/swift/ready")
        self.folder = _folder_with_attributes()
        (self.folder / "disks" / "d1").mkdir(parents=True)
        (self.folder / "swift.conf").write_text(COMMON)
        self._started: list[Process] = []
        try:
            ports = [self._start_storage(kind) for kind in STORAGE]
            self.port = self._start("proxy", PROXY, free_port())
            for process, port in zip(self._started, (*ports, self.port), strict=True):
                process.wait_until(partial(listens, port))
        except BaseException:
            self.stop()
            raise

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop the servers and remove what they stored."""
        for process in reversed(self._started):
            process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_storage(self, kind: str) -> int:
        port = free_port()
        builder = self.folder / f"{kind}.builder"
        for step in (
            ["create", "4", "1", "0"],
            ["add", f"r1z1-127.0.0.1:{port}/d1", "1"],
            ["rebalance"],
        ):
            program = ENVIRONMENT / "bin" / "swift-ring-builder"
            subprocess.run([program, builder, *step], check=True, capture_output=True)
        return self._start(kind, SERVER, port)

    def _start(self, kind: str, template: str, port: int) -> int:
        settings = self.folder / f"{kind}-server.conf"
        settings.write_text(
            template.format(
                kind=kind,
                port=port,
                user=getpass.getuser(),
                folder=self.folder,
                closed_port=free_port(),
            )
        )
        program = ENVIRONMENT / "bin" / f"swift-{kind}-server"
        log = self.folder / f"{kind}.log"
        self._started.append(Process([str(program), str(settings)], log))
        return port


def _folder_with_attributes() -> Path:
    """Return a new folder on a disk that keeps extended attributes, which Swift writes."""
    for place in (tempfile.gettempdir(), "/var/tmp", HOUSE / ".tools"):  # noqa: S108
        folder = Path(tempfile.mkdtemp(prefix="portal-swift-", dir=place))
        try:
            os.setxattr(folder, "user.portal", b"x" * 1000)
        except OSError:
            folder.rmdir()
            continue
        return folder
    raise RuntimeError(f"No place of {socket.gethostname()} keeps extended attributes for Swift.")
