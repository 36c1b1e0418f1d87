"""agreements"""

import sqlalchemy as sa
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('agreement_gate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('level', sa.Enum('block', 'warn', 'off', name='gatelevel', native_enum=False, length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_agreement_gate_category_id_category')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_gate')),
    sa.UniqueConstraint('scope', name=op.f('uq_agreement_gate_scope'))
    )
    op.create_table('agreement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('brand', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['app_user.id'], name=op.f('fk_agreement_created_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_agreement_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('number', name=op.f('uq_agreement_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_agreement_supplier_id_id'))
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('agreement_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('agreement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'sent', 'agreed', 'half_signed', 'in_force', 'superseded', 'expired', 'terminated', 'withdrawn', name='versionstate', native_enum=False, length=40), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('based_on', sa.Integer(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by', sa.String(length=120), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('party', sa.JSON(), nullable=True),
    sa.Column('content', sa.Text(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('holds_from', sa.Date(), nullable=True),
    sa.Column('holds_until', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closing_reason', sa.Text(), nullable=False),
    sa.Column('token', sa.String(length=60), nullable=True),
    sa.Column('paper_sha256', sa.String(length=64), nullable=True),
    sa.Column('paper_size', sa.Integer(), nullable=True),
    sa.Column('paper_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('holds_until >= holds_from', name=op.f('ck_agreement_version_holds_for_a_day')),
    sa.ForeignKeyConstraint(['supplier_id', 'agreement_id'], ['agreement.supplier_id', 'agreement.id'], name=op.f('fk_agreement_version_supplier_id_agreement')),
    sa.ForeignKeyConstraint(['supplier_id', 'paper_sha256'], ['stored_file.supplier_id', 'stored_file.sha256'], name=op.f('fk_agreement_version_supplier_id_stored_file')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_agreement_version_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_version')),
    sa.UniqueConstraint('agreement_id', 'number', name=op.f('uq_agreement_version_agreement_id_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_agreement_version_supplier_id_id')),
    sa.UniqueConstraint('token', name=op.f('uq_agreement_version_token'))
    )
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_version_agreement_id'), ['agreement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_version_paper_sha256'), ['paper_sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_version_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_version_state_holds_until'), ['state', 'holds_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_version_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_version_supplier_id_state_holds_from'), ['supplier_id', 'state', 'holds_from'], unique=False)
        batch_op.create_index('uq_agreement_version_open', ['agreement_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'sent', 'agreed', 'half_signed')"), postgresql_where=sa.text("state IN ('draft', 'sent', 'agreed', 'half_signed')"))

    op.create_table('agreement_clause',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('specification', 'standard', 'sampling', 'nonconformity', 'liability', 'documents', 'changes', 'confidentiality', 'term', 'language', 'free', name='clausekind', native_enum=False, length=40), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_agreement_clause_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['agreement_version.id'], name=op.f('fk_agreement_clause_version_id_agreement_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_clause')),
    sa.UniqueConstraint('version_id', 'position', name=op.f('uq_agreement_clause_version_id_position'))
    )
    with op.batch_alter_table('agreement_clause', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_clause_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_clause_version_id'), ['version_id'], unique=False)

    op.create_table('agreement_cover',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('(category_id IS NULL) <> (product_id IS NULL)', name=op.f('ck_agreement_cover_is_about_one')),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_agreement_cover_category_id_category')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_agreement_cover_product_id_product')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_agreement_cover_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['agreement_version.id'], name=op.f('fk_agreement_cover_version_id_agreement_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_cover')),
    sa.UniqueConstraint('version_id', 'category_id', name=op.f('uq_agreement_cover_version_id_category_id')),
    sa.UniqueConstraint('version_id', 'product_id', name=op.f('uq_agreement_cover_version_id_product_id'))
    )
    with op.batch_alter_table('agreement_cover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_cover_category_id'), ['category_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_cover_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_cover_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_cover_supplier_id_category_id'), ['supplier_id', 'category_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_cover_supplier_id_product_id'), ['supplier_id', 'product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_cover_version_id'), ['version_id'], unique=False)

    op.create_table('agreement_signature',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('side', sa.Enum('brand', 'supplier', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('meaning', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('with_code', sa.Boolean(), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_agreement_signature_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_agreement_signature_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['agreement_version.id'], name=op.f('fk_agreement_signature_version_id_agreement_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_signature')),
    sa.UniqueConstraint('version_id', 'by_id', name=op.f('uq_agreement_signature_version_id_by_id')),
    sa.UniqueConstraint('version_id', 'side', name=op.f('uq_agreement_signature_version_id_side'))
    )
    with op.batch_alter_table('agreement_signature', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_signature_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_signature_version_id'), ['version_id'], unique=False)

    op.create_table('clause_comment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('clause_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Enum('brand', 'supplier', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_clause_comment_by_id_app_user')),
    sa.ForeignKeyConstraint(['clause_id'], ['agreement_clause.id'], name=op.f('fk_clause_comment_clause_id_agreement_clause')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_clause_comment_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['agreement_version.id'], name=op.f('fk_clause_comment_version_id_agreement_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clause_comment'))
    )
    with op.batch_alter_table('clause_comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clause_comment_clause_id'), ['clause_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_clause_comment_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_clause_comment_version_id'), ['version_id'], unique=False)

    op.create_table('clause_proposal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('clause_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Enum('brand', 'supplier', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'rejected', 'countered', 'withdrawn', name='proposalstate', native_enum=False, length=40), nullable=False),
    sa.Column('was', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=120), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('specification', 'standard', 'sampling', 'nonconformity', 'liability', 'documents', 'changes', 'confidentiality', 'term', 'language', 'free', name='clausekind', native_enum=False, length=40), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('title_zh', sa.String(length=200), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_clause_proposal_by_id_app_user')),
    sa.ForeignKeyConstraint(['clause_id'], ['agreement_clause.id'], name=op.f('fk_clause_proposal_clause_id_agreement_clause')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_clause_proposal_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['agreement_version.id'], name=op.f('fk_clause_proposal_version_id_agreement_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clause_proposal'))
    )
    with op.batch_alter_table('clause_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clause_proposal_clause_id'), ['clause_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_clause_proposal_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_clause_proposal_version_id'), ['version_id'], unique=False)
        batch_op.create_index('uq_clause_proposal_open', ['clause_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agreement_number', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('agreement_version', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('agreement_sha256', sa.String(length=64), nullable=True))




def downgrade() -> None:

    # Not in a batch: SQLite would make the table anew, without its triggers.
    op.drop_column('inspection', 'agreement_sha256')
    op.drop_column('inspection', 'agreement_version')
    op.drop_column('inspection', 'agreement_number')

    with op.batch_alter_table('clause_proposal', schema=None) as batch_op:
        batch_op.drop_index('uq_clause_proposal_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_clause_proposal_version_id'))
        batch_op.drop_index(batch_op.f('ix_clause_proposal_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_clause_proposal_clause_id'))

    op.drop_table('clause_proposal')
    with op.batch_alter_table('clause_comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clause_comment_version_id'))
        batch_op.drop_index(batch_op.f('ix_clause_comment_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_clause_comment_clause_id'))

    op.drop_table('clause_comment')
    with op.batch_alter_table('agreement_signature', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_signature_version_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_signature_supplier_id'))

    op.drop_table('agreement_signature')
    with op.batch_alter_table('agreement_cover', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_cover_version_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_cover_supplier_id_product_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_cover_supplier_id_category_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_cover_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_cover_product_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_cover_category_id'))

    op.drop_table('agreement_cover')
    with op.batch_alter_table('agreement_clause', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_clause_version_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_clause_supplier_id'))

    op.drop_table('agreement_clause')
    with op.batch_alter_table('agreement_version', schema=None) as batch_op:
        batch_op.drop_index('uq_agreement_version_open', sqlite_where=sa.text("state IN ('draft', 'sent', 'agreed', 'half_signed')"), postgresql_where=sa.text("state IN ('draft', 'sent', 'agreed', 'half_signed')"))
        batch_op.drop_index(batch_op.f('ix_agreement_version_supplier_id_state_holds_from'))
        batch_op.drop_index(batch_op.f('ix_agreement_version_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_version_state_holds_until'))
        batch_op.drop_index(batch_op.f('ix_agreement_version_sha256'))
        batch_op.drop_index(batch_op.f('ix_agreement_version_paper_sha256'))
        batch_op.drop_index(batch_op.f('ix_agreement_version_agreement_id'))

    op.drop_table('agreement_version')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_supplier_id'))

    op.drop_table('agreement')
    op.drop_table('agreement_gate')

