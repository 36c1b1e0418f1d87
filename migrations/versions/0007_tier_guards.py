"""A decision about a tier and a published policy stay as they are."""

from migrations.guards import Guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GUARDS = Guards(
    owned=("tier_change",),
    fixed={
        "tier_change": (
            "id", "supplier_id", "tier_before", "tier_after", "on_day", "proposed", "reasons",
            "policy_number", "requalify_on", "reason", "by_id", "by_name", "at",
        ),
        "tier_policy_version": (
            "id", "number", "rules", "note", "published_by_id", "published_by", "published_at",
        ),
    },
    kept=("tier_change", "tier_policy_version"),
)


def upgrade() -> None:
    GUARDS.put_up()


def downgrade() -> None:
    GUARDS.take_down()
