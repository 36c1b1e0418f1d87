"""Reviews and tickets, which are the brand's alone; how a saved mapping's files write days."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import Guards


revision = '0060'
down_revision = '0050'
branch_labels = None
depends_on = None

NOBODY = "false"
GUARDS = Guards(sourced=dict.fromkeys(("review", "ticket"), NOBODY))


def upgrade() -> None:
    op.create_table('review',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('order_number', sa.String(length=80), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('recommends', sa.Integer(), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('recommends BETWEEN 0 AND 10', name=op.f('ck_review_recommends_is_of_ten')),
    sa.CheckConstraint('score BETWEEN 1 AND 5', name=op.f('ck_review_score_is_of_five')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_review_product_id_product')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('number', 'order_number', name=op.f('uq_review_number_order_number'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_order_number'), ['order_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_product_id_reviewed_on'), ['product_id', 'reviewed_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_reviewed_on'), ['reviewed_on'], unique=False)

    op.create_table('ticket',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('order_number', sa.String(length=80), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('topic', sa.String(length=200), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('solved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('contacts', sa.Integer(), nullable=True),
    sa.Column('reopened', sa.Boolean(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('contacts > 0', name=op.f('ck_ticket_contacts_are_positive')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_ticket_product_id_product')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('number', name=op.f('uq_ticket_number'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ticket_opened_at'), ['opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_ticket_order_number'), ['order_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_ticket_product_id_opened_at'), ['product_id', 'opened_at'], unique=False)

    with op.batch_alter_table('import_mapping', schema=None) as batch_op:
        batch_op.add_column(sa.Column('forms', sa.JSON(), server_default='{}', nullable=False))

    GUARDS.put_up()


def downgrade() -> None:
    GUARDS.take_down()
    with op.batch_alter_table('import_mapping', schema=None) as batch_op:
        batch_op.drop_column('forms')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ticket_product_id_opened_at'))
        batch_op.drop_index(batch_op.f('ix_ticket_order_number'))
        batch_op.drop_index(batch_op.f('ix_ticket_opened_at'))

    op.drop_table('ticket')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_reviewed_on'))
        batch_op.drop_index(batch_op.f('ix_review_product_id_reviewed_on'))
        batch_op.drop_index(batch_op.f('ix_review_order_number'))

    op.drop_table('review')
