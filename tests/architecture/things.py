"""What the arguments of addresses stand for; an argument that is not here fails the build.

`of` names the table whose row (of Lin) the argument means; a list of values means that the
argument is a word of ours and nobody's thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.architecture.routes import Route


@dataclass(frozen=True)
class Thing:
    """A row of somebody: `column` of the row of Lin in `table`."""

    table: str
    column: str = "id"
    missing: object = 987654321


@dataclass(frozen=True)
class Word:
    """Nobody's thing: a choice among words of ours."""

    value: object


THINGS: dict[str, Thing | Word] = {
    "agreement_number": Thing("agreement", "number", "QAA-NONE"),
    "clause": Word(1),
    "proposal_id": Thing("clause_proposal"),
    "version": Word(1),
    "inspection_number": Thing("inspection", "number", "I-NONE"),
    "pair_id": Thing("switching_pair"),
    "template_code": Word("general"),
    "tier": Word("excellent"),
    "assessment_id": Thing("assessment"),
    "category_id": Thing("category"),
    "checklist": Word("shared"),
    "question": Word("shared"),
    "section": Word("shared"),
    "code": Thing("supplier", "code", "S-NONE"),
    "condition_id": Thing("admission_condition"),
    "contact_id": Thing("contact"),
    "exception_id": Thing("admission_exception"),
    "defect_id": Word(987654321),
    "document_id": Thing("document"),
    "inspection_id": Thing("inspection"),
    "job_id": Thing("job_run"),
    "key": Word("0b7e2c1a-6f1d-4d3e-9c55-1f2a3b4c5d6e"),
    "kind": Word("csv"),
    "language": Word("zh"),
    "lot_id": Thing("lot"),
    "mail_id": Thing("outgoing_mail"),
    "mapping_id": Thing("import_mapping"),
    "nonconformity_id": Thing("nonconformity"),
    "number": Word(1),
    "metric": Word("OTD"),
    "other": Word(1),
    "page": Word(1),
    "photo_id": Thing("inspection_photo"),
    "recall_id": Word(987654321),
    "requirement_id": Thing("requirement"),
    "run_id": Thing("import_run"),
    "said_id": Word(987654321),
    "said_in": Word("review"),
    "scorecard_id": Thing("scorecard"),
    "secret": Word("made-up-secret-of-nobody"),
    "session_id": Thing("user_session"),
    "site_id": Thing("site"),
    "sku": Thing("product", "sku", "P-NONE"),
    "source": Word("suppliers"),
    "token_id": Thing("api_token"),
    "trigger_id": Thing("inspection_trigger"),
    "type_id": Thing("document_type"),
    "upload_id": Thing("upload"),
    "user_id": Thing("app_user"),
    "version_id": Thing("document_version"),
}


def about(route: Route, rows: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """Return Lin's values for a route's arguments; raises KeyError for an unknown argument."""
    found = {name: THINGS[name] for name in route.arguments}
    return {
        name: rows[thing.table][thing.column] if isinstance(thing, Thing) else thing.value
        for name, thing in found.items()
    }


def missing(route: Route) -> dict[str, object]:
    """Return values that mean nothing that exists."""
    found = {name: THINGS[name] for name in route.arguments}
    return {
        name: thing.missing if isinstance(thing, Thing) else thing.value
        for name, thing in found.items()
    }


def has_things(route: Route) -> bool:
    """Return whether the route is about somebody's thing at all."""
    return any(isinstance(THINGS[name], Thing) for name in route.arguments)
