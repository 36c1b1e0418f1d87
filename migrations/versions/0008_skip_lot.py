"""skip lot"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sampling_scheme", sa.Column("skip_one_in", sa.Integer(), nullable=True))


def downgrade() -> None:
    # Not in a batch: that would copy the table, and its triggers would be gone.
    op.drop_column("sampling_scheme", "skip_one_in")
