"""skip lot"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('sampling_scheme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('skip_one_in', sa.Integer(), nullable=True))




def downgrade() -> None:

    with op.batch_alter_table('sampling_scheme', schema=None) as batch_op:
        batch_op.drop_column('skip_one_in')


