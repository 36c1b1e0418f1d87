"""Who caused a return, and the day a cost was booked."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("goods_return", sa.Column("supplier_caused", sa.Boolean(), nullable=True))
    op.add_column("defect_report", sa.Column("booked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("defect_report", "booked_on")
    op.drop_column("goods_return", "supplier_caused")
