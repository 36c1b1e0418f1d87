"""Who may come where: role x address x method, written down (R-AUTHZ-1).

`python -m tests.architecture.matrix` writes `matrix.csv` anew; read the difference before
committing it: each changed line is a door that opens or closes.
"""

import csv
import io
import tempfile
from pathlib import Path

from flask import Flask

from portal.core.permissions import Role
from tests.architecture.routes import routes

PAPER = Path(__file__).with_name("matrix.csv")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


def matrix(app: Flask) -> str:
    """Return the matrix of the app as CSV."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(["method", "address", "opening", "nobody", *(role.value for role in ROLES)])
    for route in routes(app):
        opening = route.permission.value if route.permission else route.opening.value
        comes = ["yes" if route.opens_to(role) else "" for role in (None, *ROLES)]
        writer.writerow([route.method, route.rule, opening, *comes])
    return paper.getvalue()


if __name__ == "__main__":
    from portal.app import create_app
    from tests.world import test_config

    with tempfile.TemporaryDirectory() as folder:
        PAPER.write_text(matrix(create_app(test_config(Path(folder)))), "utf-8")
