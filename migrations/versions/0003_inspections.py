"""inspections"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('defect',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('guidance_en', sa.Text(), nullable=False),
    sa.Column('guidance_zh', sa.Text(), nullable=False),
    sa.Column('picture_sha256', sa.String(length=64), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_defect_category_id_category')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_defect')),
    sa.UniqueConstraint('code', name=op.f('uq_defect_code'))
    )
    with op.batch_alter_table('defect', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_defect_category_id'), ['category_id'], unique=False)

    op.create_table('product',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sku', sa.String(length=60), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('gtin', sa.String(length=14), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_product_category_id_category')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('gtin', name=op.f('uq_product_gtin')),
    sa.UniqueConstraint('sku', name=op.f('uq_product_sku'))
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_category_id'), ['category_id'], unique=False)

    op.create_table('lot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('produced_on', sa.Date(), nullable=True),
    sa.Column('order_lines', sa.String(length=400), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_lot_quantity_is_positive')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_lot_product_id_product')),
    sa.ForeignKeyConstraint(['supplier_id', 'site_id'], ['site.supplier_id', 'site.id'], name=op.f('fk_lot_supplier_id_site')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_lot_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_lot_supplier_id_id')),
    sa.UniqueConstraint('supplier_id', 'number', name=op.f('uq_lot_supplier_id_number'))
    )
    with op.batch_alter_table('lot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lot_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_lot_product_id_supplier_id_id'), ['product_id', 'supplier_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lot_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('product_source',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_sku', sa.String(length=60), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_product_source_product_id_product')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_product_source_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_source')),
    sa.UniqueConstraint('supplier_id', 'product_id', name=op.f('uq_product_source_supplier_id_product_id'))
    )
    with op.batch_alter_table('product_source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_source_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_product_source_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('specification_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', 'superseded', name='specificationstate', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_specification_version_product_id_product')),
    sa.ForeignKeyConstraint(['published_by_id'], ['app_user.id'], name=op.f('fk_specification_version_published_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_specification_version')),
    sa.UniqueConstraint('product_id', 'number', name=op.f('uq_specification_version_product_id_number'))
    )
    with op.batch_alter_table('specification_version', schema=None) as batch_op:
        batch_op.create_index('uq_specification_version_draft', ['product_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.create_index('uq_specification_version_published', ['product_id'], unique=True, sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))

    op.create_table('characteristic',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('attribute', 'measured', name='characteristickind', native_enum=False, length=40), nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('nominal', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('lower', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('upper', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('method_en', sa.Text(), nullable=False),
    sa.Column('method_zh', sa.Text(), nullable=False),
    sa.Column('level', sa.String(length=4), nullable=False),
    sa.CheckConstraint("kind = 'attribute' OR unit <> ''", name=op.f('ck_characteristic_measured_has_unit')),
    sa.ForeignKeyConstraint(['version_id'], ['specification_version.id'], name=op.f('fk_characteristic_version_id_specification_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_characteristic')),
    sa.UniqueConstraint('version_id', 'code', name=op.f('uq_characteristic_version_id_code'))
    )



def downgrade() -> None:

    op.drop_table('characteristic')
    with op.batch_alter_table('specification_version', schema=None) as batch_op:
        batch_op.drop_index('uq_specification_version_published', sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))
        batch_op.drop_index('uq_specification_version_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.drop_table('specification_version')
    with op.batch_alter_table('product_source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_source_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_product_source_product_id'))

    op.drop_table('product_source')
    with op.batch_alter_table('lot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lot_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_lot_product_id_supplier_id_id'))
        batch_op.drop_index(batch_op.f('ix_lot_number'))

    op.drop_table('lot')
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_category_id'))

    op.drop_table('product')
    with op.batch_alter_table('defect', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_defect_category_id'))

    op.drop_table('defect')

