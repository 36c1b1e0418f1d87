"""admission"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('admission_gate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('documents', 'self_assessment', 'assessment', 'knock_outs', 'findings', 'conditions', name='gatekind', native_enum=False, length=40), nullable=False),
    sa.Column('level', sa.Enum('block', 'warn', 'off', name='gatelevel', native_enum=False, length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_gate')),
    sa.UniqueConstraint('kind', name=op.f('uq_admission_gate_kind'))
    )
    op.create_table('admission_condition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'met', 'dropped', name='conditionstate', native_enum=False, length=40), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('set_by', sa.String(length=120), nullable=False),
    sa.Column('met_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('met_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('met_by', sa.String(length=120), nullable=True),
    sa.Column('how', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['met_by_id'], ['app_user.id'], name=op.f('fk_admission_condition_met_by_id_app_user')),
    sa.ForeignKeyConstraint(['set_by_id'], ['app_user.id'], name=op.f('fk_admission_condition_set_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_admission_condition_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_condition'))
    )
    with op.batch_alter_table('admission_condition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admission_condition_state_due_on'), ['state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_admission_condition_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('admission_exception',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('documents', 'self_assessment', 'assessment', 'knock_outs', 'findings', 'conditions', name='gatekind', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('holds_until', sa.Date(), nullable=False),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('signed_by', sa.String(length=120), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=120), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['signed_by_id'], ['app_user.id'], name=op.f('fk_admission_exception_signed_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_admission_exception_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_exception'))
    )
    with op.batch_alter_table('admission_exception', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_admission_exception_ended_at_holds_until'), ['ended_at', 'holds_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_admission_exception_supplier_id'), ['supplier_id'], unique=False)

    with op.batch_alter_table('assessment_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='1', nullable=False))




def downgrade() -> None:

    # Not in a batch: that would build the table anew, without its triggers.
    op.drop_column('assessment_answer', 'revision')

    with op.batch_alter_table('admission_exception', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admission_exception_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_admission_exception_ended_at_holds_until'))

    op.drop_table('admission_exception')
    with op.batch_alter_table('admission_condition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_admission_condition_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_admission_condition_state_due_on'))

    op.drop_table('admission_condition')
    op.drop_table('admission_gate')

