"""own samples"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own_samples', sa.JSON(), nullable=True))




def downgrade() -> None:

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_column('own_samples')


