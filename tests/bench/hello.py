"""The bare page that ours is compared with, and the bare upload."""

import hashlib
import tempfile

from flask import Flask, request

app = Flask(__name__)


@app.get("/hello")
def hello() -> str:
    """Answer with next to nothing."""
    return "hello"


@app.put("/bare")
def bare() -> str:
    """Write the body to disk while hashing it: what an upload costs at the least."""
    seen = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=app.config.get("FOLDER")) as file:
        while chunk := request.stream.read(262_144):
            seen.update(chunk)
            file.write(chunk)
        file.flush()
    return seen.hexdigest()
