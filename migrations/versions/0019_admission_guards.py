"""What was asked of a supplier and what was signed stays; each supplier has its own."""

from migrations.guards import Guards

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

GUARDS = Guards(
    owned=("admission_condition", "admission_exception"),
    fixed={
        "admission_gate": ("id", "kind"),
        "admission_condition": ("id", "supplier_id", "text", "due_on", "set_at", "set_by"),
        "admission_exception": (
            "id", "supplier_id", "kind", "reason", "holds_until", "signed_at", "signed_by_id",
            "signed_by",
        ),
    },
    kept=("admission_gate", "admission_condition", "admission_exception"),
)  # fmt: skip


def upgrade() -> None:
    GUARDS.put_up()


def downgrade() -> None:
    GUARDS.take_down()
