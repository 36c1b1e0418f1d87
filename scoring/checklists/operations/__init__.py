"""What people do with checklists."""

from scoring.checklists.operations.checklists import (
    ChecklistInput,
    add_checklist,
    draft_version,
    duplicate_checklist,
    publish_version,
)
from scoring.checklists.operations.delivered import install_checklists
from scoring.checklists.operations.questions import (
    move_question,
    move_section,
    remove_question,
    remove_section,
    replace_questions,
    set_question,
    set_section,
)

__all__ = [
    "ChecklistInput",
    "add_checklist",
    "draft_version",
    "duplicate_checklist",
    "install_checklists",
    "move_question",
    "move_section",
    "publish_version",
    "remove_question",
    "remove_section",
    "replace_questions",
    "set_question",
    "set_section",
]
