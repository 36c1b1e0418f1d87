"""own samples"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inspection", sa.Column("own_samples", sa.JSON(), nullable=True))


def downgrade() -> None:
    # Not in a batch: that would copy the table, and its triggers would be gone.
    op.drop_column("inspection", "own_samples")
