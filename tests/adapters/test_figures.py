"""Figures of several web processes add up in any of them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import HOUSE
from tests.world import World

ANSWERS = """
from portal.adapters.figures import REQUESTS, UPLOADED
REQUESTS.labels("home.page", "GET", "200").observe(0.02)
UPLOADED.inc(1000)
"""
TELLS = """
import os
import sys
from portal.adapters.figures import figures
from portal.config import Config
from portal.app import create_app
app = create_app(Config.from_env(os.environ))
state = app.extensions["portal"]
sys.stdout.write(figures(state.config, state.database).decode())
"""


def test_any_process_answers_for_all(world: World, tmp_path: Path) -> None:
    counts = tmp_path / "counts"
    counts.mkdir()
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {
        **known,
        "PYTHONPATH": str(HOUSE),
        "PROMETHEUS_MULTIPROC_DIR": str(counts),
        "PORTAL_SECRET_KEY": world.config.secret_key,
        "PORTAL_VAR": str(world.config.var),
        "PORTAL_DATABASE_URL": world.config.database_url,
        "PORTAL_WORKER": "external",
    }

    def run(program: str) -> str:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=settings, cwd=tmp_path, check=True, capture_output=True)
        return done.stdout.decode()

    for _ in range(3):
        run(ANSWERS)
    told = run(TELLS)

    assert (
        'portal_request_seconds_count{endpoint="home.page",method="GET",status="200"} 3.0' in told
    )
    assert "portal_uploaded_bytes_total 3000.0" in told
    assert 'portal_jobs{state="queued"} 0.0' in told
