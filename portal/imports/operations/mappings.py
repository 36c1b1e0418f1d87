"""What people do with mappings: keep them under a name, take them, forget them."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.imports.events import (
    ImportMapped,
    MappingDeleted,
    MappingSaved,
)
from portal.imports.models import ImportMapping, ImportRun
from portal.imports.queries import mapping_named
from portal.imports.rules import RunState

FORMS = ("numbers", "days")
"""What of a reading is kept with a saved mapping."""


def save_mapping(session: Session, actor: Actor, run: ImportRun, name: str) -> ImportMapping:
    """Keep a run's mapping under a name; the next file with the same header takes it."""
    actor.must(Permission.IMPORT_RUN)
    if not name.strip() or len(name) > 120:
        raise Invalid(N_("Give the mapping a name of up to 120 characters."), field="name")
    mapping = mapping_named(session, run.source, name)
    if mapping is None:
        mapping = ImportMapping(source=run.source, name=name, saved_by_id=actor.user_id)
        session.add(mapping)
    mapping.columns, mapping.defaults, mapping.saved_at = run.columns, run.defaults, now()
    mapping.forms = {name: run.reading[name] for name in FORMS if name in run.reading}
    run.mapping_name = name
    record(session, actor, MappingSaved(None, mapping.id, run.source, name))
    return mapping


def delete_mapping(session: Session, actor: Actor, mapping: ImportMapping) -> None:
    """Forget a saved mapping; runs that used it keep theirs."""
    actor.must(Permission.IMPORT_RUN)
    session.delete(mapping)
    record(session, actor, MappingDeleted(None, mapping.id, mapping.source, mapping.name))


def take_mapping(session: Session, actor: Actor, run: ImportRun, mapping: ImportMapping) -> None:
    """Use a saved mapping for this file; headers it does not know stay undecided."""
    actor.must(Permission.IMPORT_RUN)
    must_be_open(run)
    header = run.reading["header"]
    run.columns = {name: code for name, code in mapping.columns.items() if name in header}
    run.defaults, run.mapping_name = mapping.defaults, mapping.name
    run.reading = run.reading | mapping.forms
    record(session, actor, ImportMapped(None, run.id, run.source, run.columns, run.defaults))


def must_be_open(run: ImportRun) -> None:
    """Refuse to change the mapping of a run that has begun."""
    if run.state is not RunState.UPLOADED:
        raise WrongState(N_("This run has begun. Take the file once more to change its mapping."))
