"""A published scorecard stays as it is; facts and cards are seen by their own supplier."""

from alembic import op

from migrations.guards import Guards, drop_trigger

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GUARDS = Guards(
    owned=("delivery_line", "defect_report", "scorecard"),
    fixed={
        "scoring_setting": (
            "id", "scope", "category_id", "number", "valid_from", "goals", "bands", "early_days",
            "late_days", "set_by_id", "set_by", "set_at",
        ),
        "scorecard": ("id", "supplier_id", "period", "first_on", "last_on"),
    },
    kept=("scoring_setting",),
)  # fmt: skip

SEALED = {
    "scorecard_is_sealed": "UPDATE",
    "scorecard_is_not_removed": "DELETE",
}
"""What a published card refuses."""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name != "postgresql"
    for name, does in SEALED.items():
        if sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {does} ON scorecard WHEN OLD.state = 'published'"
                " BEGIN SELECT RAISE(ABORT, 'a published scorecard is never rewritten'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {does} ON scorecard FOR EACH ROW"
                " WHEN (OLD.state = 'published') EXECUTE FUNCTION portal_refuse()"
            )
    if not sqlite:
        op.execute(
            "CREATE TRIGGER scorecard_is_not_emptied BEFORE TRUNCATE ON scorecard"
            " FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse()"
        )
    GUARDS.put_up()


def downgrade() -> None:
    GUARDS.take_down()
    for name in SEALED:
        drop_trigger(name, "scorecard")
    if op.get_bind().dialect.name == "postgresql":
        drop_trigger("scorecard_is_not_emptied", "scorecard")
