"""What people do with imports, and how a run writes down what it did."""

from portal.imports.operations.mappings import delete_mapping, save_mapping, take_mapping
from portal.imports.operations.runs import (
    Choice,
    ReceivedFile,
    begin_run,
    begin_unseen_run,
    create_run,
    map_run,
    note_download,
    repeat_run,
    reread_run,
    resume_run,
    stop_run,
)
from portal.imports.operations.working import Tally, end_run, expect_row, note_chunk, start_run

__all__ = [
    "Choice",
    "ReceivedFile",
    "Tally",
    "begin_run",
    "begin_unseen_run",
    "create_run",
    "delete_mapping",
    "end_run",
    "expect_row",
    "map_run",
    "note_chunk",
    "note_download",
    "repeat_run",
    "reread_run",
    "resume_run",
    "save_mapping",
    "start_run",
    "stop_run",
    "take_mapping",
]
