"""tiers"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('tier_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('tier_before', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=True),
    sa.Column('tier_after', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('proposed', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=True),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('policy_number', sa.Integer(), nullable=True),
    sa.Column('requalify_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_tier_change_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_tier_change_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_change'))
    )
    with op.batch_alter_table('tier_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tier_change_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tier_change_supplier_id_on_day_id'), ['supplier_id', 'on_day', 'id'], unique=False)

    op.create_table('tier_policy_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('published_by', sa.String(length=120), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['published_by_id'], ['app_user.id'], name=op.f('fk_tier_policy_version_published_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_policy_version')),
    sa.UniqueConstraint('number', name=op.f('uq_tier_policy_version_number'))
    )
    with op.batch_alter_table('supplier', schema=None) as batch_op:
        batch_op.add_column(sa.Column('requalify_on', sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f('ix_supplier_requalify_on'), ['requalify_on'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('supplier', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supplier_requalify_on'))

    # Not in a batch: SQLite would make the table anew, without its triggers.
    op.drop_column('supplier', 'requalify_on')

    op.drop_table('tier_policy_version')
    with op.batch_alter_table('tier_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tier_change_supplier_id_on_day_id'))
        batch_op.drop_index(batch_op.f('ix_tier_change_supplier_id'))

    op.drop_table('tier_change')

