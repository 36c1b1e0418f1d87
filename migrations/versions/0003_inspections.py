"""inspections"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('brand_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brand_file')),
    sa.UniqueConstraint('sha256', name=op.f('uq_brand_file_sha256'))
    )
    op.create_table('tier_sampling',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('tier', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=False),
    sa.Column('floor', sa.Enum('normal', 'tightened', 'reduced', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('start', sa.Enum('normal', 'tightened', 'reduced', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('reduced_allowed', sa.Boolean(), nullable=False),
    sa.Column('skip_lot_allowed', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_sampling')),
    sa.UniqueConstraint('tier', name=op.f('uq_tier_sampling_tier'))
    )
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

    op.create_table('inspection_trigger',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('type', sa.Enum('initial', 'during_production', 'pre_shipment', 'container_loading', 'incoming', name='inspectiontype', native_enum=False, length=40), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('moment', sa.Enum('on_request', 'every_lot', 'first_lots', 'after_not_accepted', name='triggermoment', native_enum=False, length=40), nullable=False),
    sa.Column('first_lots', sa.Integer(), nullable=True),
    sa.Column('suppliers_book', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_inspection_trigger_category_id_category')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_trigger')),
    sa.UniqueConstraint('type', 'scope', name=op.f('uq_inspection_trigger_type_scope'))
    )
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

    op.create_table('sampling_scheme',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('scope', sa.String(length=40), nullable=False),
    sa.Column('edition', sa.Enum('ISO 2859-1:1999', 'ANSI/ASQ Z1.4-2003', name='edition', native_enum=False, length=40), nullable=False),
    sa.Column('level', sa.String(length=4), nullable=False),
    sa.Column('kind', sa.Enum('single', 'double', 'multiple', name='kind', native_enum=False, length=40), nullable=False),
    sa.Column('regime', sa.Enum('percent', 'per100', name='regime', native_enum=False, length=40), nullable=False),
    sa.Column('critical_aql', sa.String(length=8), nullable=False),
    sa.Column('major_aql', sa.String(length=8), nullable=False),
    sa.Column('minor_aql', sa.String(length=8), nullable=False),
    sa.Column('critical_mode', sa.Enum('none_accepted', 'full', 'c0', 'aql', name='criticalmode', native_enum=False, length=40), nullable=False),
    sa.Column('largest_letter', sa.Boolean(), nullable=False),
    sa.Column('switching', sa.Boolean(), nullable=False),
    sa.Column('reduced_approved', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_sampling_scheme_category_id_category')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sampling_scheme')),
    sa.UniqueConstraint('scope', name=op.f('uq_sampling_scheme_scope'))
    )
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

    op.create_table('switching_pair',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('terms', sa.String(length=80), nullable=False),
    sa.Column('start', sa.Enum('normal', 'tightened', 'reduced', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('approved_from_start', sa.Boolean(), nullable=False),
    sa.Column('standing', sa.Enum('normal', 'tightened', 'reduced', 'discontinued', name='standing', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('state', sa.JSON(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('recent', sa.String(length=20), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_switching_pair_product_id_product')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_switching_pair_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_switching_pair')),
    sa.UniqueConstraint('supplier_id', 'product_id', 'defect_class', 'terms', name=op.f('uq_switching_pair_supplier_id_product_id_defect_class_terms'))
    )
    with op.batch_alter_table('switching_pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_switching_pair_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_switching_pair_standing_id'), ['standing', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_switching_pair_supplier_id'), ['supplier_id'], unique=False)

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
    op.create_table('inspection',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('type', sa.Enum('initial', 'during_production', 'pre_shipment', 'container_loading', 'incoming', name='inspectiontype', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('requested', 'scheduled', 'started', 'decided', 'waived', 'declined', 'cancelled', name='inspectionstate', native_enum=False, length=40), nullable=False),
    sa.Column('ready_on', sa.Date(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('packed_quantity', sa.Integer(), nullable=True),
    sa.Column('cartons', sa.Integer(), nullable=True),
    sa.Column('order_lines', sa.String(length=400), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('requested_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('requested_by', sa.String(length=120), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scheduled_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('inspector_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('inspector', sa.String(length=120), nullable=False),
    sa.Column('closing_reason', sa.Text(), nullable=False),
    sa.Column('keeps_position', sa.Boolean(), nullable=False),
    sa.Column('previous_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('specification_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('edition', sa.Enum('ISO 2859-1:1999', 'ANSI/ASQ Z1.4-2003', name='edition', native_enum=False, length=40), nullable=True),
    sa.Column('kind', sa.Enum('single', 'double', 'multiple', name='kind', native_enum=False, length=40), nullable=True),
    sa.Column('regime', sa.Enum('percent', 'per100', name='regime', native_enum=False, length=40), nullable=True),
    sa.Column('level', sa.String(length=4), nullable=False),
    sa.Column('critical_mode', sa.Enum('none_accepted', 'full', 'c0', 'aql', name='criticalmode', native_enum=False, length=40), nullable=True),
    sa.Column('largest_letter', sa.Boolean(), nullable=False),
    sa.Column('plan_source', sa.String(length=80), nullable=False),
    sa.Column('plan_reason', sa.JSON(), nullable=False),
    sa.Column('draw', sa.Integer(), nullable=True),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('skipped', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verdict', sa.Enum('accepted', 'not_accepted', name='verdict', native_enum=False, length=40), nullable=True),
    sa.Column('last_result', sa.Integer(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_inspection_quantity_is_positive')),
    sa.ForeignKeyConstraint(['inspector_id'], ['app_user.id'], name=op.f('fk_inspection_inspector_id_app_user')),
    sa.ForeignKeyConstraint(['previous_id'], ['inspection.id'], name=op.f('fk_inspection_previous_id_inspection')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_inspection_product_id_product')),
    sa.ForeignKeyConstraint(['released_by_id'], ['app_user.id'], name=op.f('fk_inspection_released_by_id_app_user')),
    sa.ForeignKeyConstraint(['requested_by_id'], ['app_user.id'], name=op.f('fk_inspection_requested_by_id_app_user')),
    sa.ForeignKeyConstraint(['specification_id'], ['specification_version.id'], name=op.f('fk_inspection_specification_id_specification_version')),
    sa.ForeignKeyConstraint(['supplier_id', 'lot_id'], ['lot.supplier_id', 'lot.id'], name=op.f('fk_inspection_supplier_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id', 'site_id'], ['site.supplier_id', 'site.id'], name=op.f('fk_inspection_supplier_id_site')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_inspection_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('number', name=op.f('uq_inspection_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_inspection_supplier_id_id'))
    )
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_due_on_id'), ['due_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_inspector_id_state_due_on'), ['inspector_id', 'state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_lot_id'), ['lot_id'], unique=False)
        batch_op.create_index('ix_inspection_open_due', ['due_on', 'id'], unique=False, sqlite_where=sa.text("state IN ('requested', 'scheduled', 'started')"), postgresql_where=sa.text("state IN ('requested', 'scheduled', 'started')"))
        batch_op.create_index(batch_op.f('ix_inspection_product_id_supplier_id_decided_at'), ['product_id', 'supplier_id', 'decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_state_due_on_id'), ['state', 'due_on', 'id'], unique=False)
        batch_op.create_index('ix_inspection_supplier', ['supplier_id', 'state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index('uq_inspection_open', ['lot_id', 'type'], unique=True, sqlite_where=sa.text("state IN ('requested', 'scheduled', 'started')"), postgresql_where=sa.text("state IN ('requested', 'scheduled', 'started')"))

    op.create_table('switching_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('pair_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lot_number', sa.String(length=60), nullable=False),
    sa.Column('severity_used', sa.Enum('normal', 'tightened', 'reduced', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('ac', sa.Integer(), nullable=False),
    sa.Column('standing_next', sa.Enum('normal', 'tightened', 'reduced', 'discontinued', name='standing', native_enum=False, length=40), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_switching_line_by_id_app_user')),
    sa.ForeignKeyConstraint(['pair_id'], ['switching_pair.id'], name=op.f('fk_switching_line_pair_id_switching_pair')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_switching_line_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_switching_line')),
    sa.UniqueConstraint('pair_id', 'number', name=op.f('uq_switching_line_pair_id_number'))
    )
    with op.batch_alter_table('switching_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_switching_line_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_switching_line_pair_id_lot_number'), ['pair_id', 'lot_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_switching_line_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('concession',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('result_number', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('granted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('granted_by', sa.String(length=120), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['granted_by_id'], ['app_user.id'], name=op.f('fk_concession_granted_by_id_app_user')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_concession_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_concession_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concession')),
    sa.UniqueConstraint('inspection_id', name=op.f('uq_concession_inspection_id'))
    )
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concession_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_concession_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('inspection_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('original_sha256', sa.String(length=64), nullable=False),
    sa.Column('defect_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit', sa.Integer(), nullable=True),
    sa.Column('caption', sa.String(length=200), nullable=False),
    sa.Column('latitude', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('longitude', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_inspection_photo_by_id_app_user')),
    sa.ForeignKeyConstraint(['defect_id'], ['defect.id'], name=op.f('fk_inspection_photo_defect_id_defect')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_photo_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['supplier_id', 'sha256'], ['stored_file.supplier_id', 'stored_file.sha256'], name=op.f('fk_inspection_photo_supplier_id_stored_file')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_inspection_photo_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_photo')),
    sa.UniqueConstraint('inspection_id', 'key', name=op.f('uq_inspection_photo_inspection_id_key'))
    )
    with op.batch_alter_table('inspection_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_photo_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_photo_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('inspection_result',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('verdict', sa.Enum('accepted', 'not_accepted', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('cartons_opened', sa.Integer(), nullable=True),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('decided_by', sa.String(length=120), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['app_user.id'], name=op.f('fk_inspection_result_decided_by_id_app_user')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_result_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_inspection_result_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_result')),
    sa.UniqueConstraint('inspection_id', 'key', name=op.f('uq_inspection_result_inspection_id_key')),
    sa.UniqueConstraint('inspection_id', 'number', name=op.f('uq_inspection_result_inspection_id_number'))
    )
    with op.batch_alter_table('inspection_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_result_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_result_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('observation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.Enum('unit_done', 'defect', 'measurement', 'carton_opened', 'remark', 'undo', name='observationkind', native_enum=False, length=40), nullable=False),
    sa.Column('unit', sa.Integer(), nullable=True),
    sa.Column('defect_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('characteristic_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('value', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('carton', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('undoes', sa.String(length=36), nullable=True),
    sa.Column('device', sa.String(length=36), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_observation_by_id_app_user')),
    sa.ForeignKeyConstraint(['characteristic_id'], ['characteristic.id'], name=op.f('fk_observation_characteristic_id_characteristic')),
    sa.ForeignKeyConstraint(['defect_id'], ['defect.id'], name=op.f('fk_observation_defect_id_defect')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_observation_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_observation_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observation')),
    sa.UniqueConstraint('inspection_id', 'key', name=op.f('uq_observation_inspection_id_key'))
    )
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observation_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_observation_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('planned_class',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('aql', sa.String(length=8), nullable=False),
    sa.Column('code_letter', sa.String(length=1), nullable=False),
    sa.Column('letter', sa.String(length=1), nullable=False),
    sa.Column('cell', sa.String(length=10), nullable=False),
    sa.Column('severity', sa.Enum('normal', 'tightened', 'reduced', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('severity_reason', sa.JSON(), nullable=False),
    sa.Column('stages', sa.JSON(), nullable=False),
    sa.Column('full_inspection', sa.Boolean(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('path', sa.JSON(), nullable=False),
    sa.Column('tighter_ac', sa.Integer(), nullable=True),
    sa.Column('pair_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_planned_class_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['pair_id'], ['switching_pair.id'], name=op.f('fk_planned_class_pair_id_switching_pair')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_planned_class_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_class')),
    sa.UniqueConstraint('inspection_id', 'defect_class', name=op.f('uq_planned_class_inspection_id_defect_class'))
    )
    with op.batch_alter_table('planned_class', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_planned_class_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_planned_class_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('report_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lot_size', sa.Integer(), nullable=False),
    sa.Column('sample_size', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('stated', sa.Enum('accepted', 'not_accepted', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('computed', sa.Enum('accepted', 'not_accepted', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('contradicts', sa.Boolean(), nullable=False),
    sa.Column('plan', sa.JSON(), nullable=False),
    sa.Column('findings', sa.JSON(), nullable=False),
    sa.Column('checked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['app_user.id'], name=op.f('fk_report_check_checked_by_id_app_user')),
    sa.ForeignKeyConstraint(['lot_id'], ['lot.id'], name=op.f('fk_report_check_lot_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_report_check_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['document_version.id'], name=op.f('fk_report_check_version_id_document_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_check')),
    sa.UniqueConstraint('version_id', 'number', name=op.f('uq_report_check_version_id_number'))
    )
    with op.batch_alter_table('report_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_check_lot_id'), ['lot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_check_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_check_version_id'), ['version_id'], unique=False)

    op.create_table('class_result',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('decision', sa.String(length=20), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('inspected', sa.Integer(), nullable=False),
    sa.Column('result_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['result_id'], ['inspection_result.id'], name=op.f('fk_class_result_result_id_inspection_result')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_class_result_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_result')),
    sa.UniqueConstraint('result_id', 'defect_class', name=op.f('uq_class_result_result_id_defect_class'))
    )
    with op.batch_alter_table('class_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_result_result_id'), ['result_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_class_result_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('found_defect',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('defect_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('defect_class', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('comment', sa.String(length=400), nullable=False),
    sa.Column('result_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['defect_id'], ['defect.id'], name=op.f('fk_found_defect_defect_id_defect')),
    sa.ForeignKeyConstraint(['result_id'], ['inspection_result.id'], name=op.f('fk_found_defect_result_id_inspection_result')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_found_defect_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_found_defect'))
    )
    with op.batch_alter_table('found_defect', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_found_defect_defect_id'), ['defect_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_found_defect_result_id'), ['result_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_found_defect_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('measurement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('characteristic_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit', sa.Integer(), nullable=False),
    sa.Column('value', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=False),
    sa.Column('keeps', sa.Boolean(), nullable=False),
    sa.Column('result_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['characteristic_id'], ['characteristic.id'], name=op.f('fk_measurement_characteristic_id_characteristic')),
    sa.ForeignKeyConstraint(['result_id'], ['inspection_result.id'], name=op.f('fk_measurement_result_id_inspection_result')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_measurement_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement')),
    sa.UniqueConstraint('result_id', 'characteristic_id', 'unit', name=op.f('uq_measurement_result_id_characteristic_id_unit'))
    )
    with op.batch_alter_table('measurement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measurement_result_id'), ['result_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_measurement_supplier_id'), ['supplier_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('measurement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measurement_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_measurement_result_id'))

    op.drop_table('measurement')
    with op.batch_alter_table('found_defect', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_found_defect_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_found_defect_result_id'))
        batch_op.drop_index(batch_op.f('ix_found_defect_defect_id'))

    op.drop_table('found_defect')
    with op.batch_alter_table('class_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_result_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_class_result_result_id'))

    op.drop_table('class_result')
    with op.batch_alter_table('report_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_check_version_id'))
        batch_op.drop_index(batch_op.f('ix_report_check_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_report_check_lot_id'))

    op.drop_table('report_check')
    with op.batch_alter_table('planned_class', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_planned_class_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_planned_class_inspection_id'))

    op.drop_table('planned_class')
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_observation_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_observation_inspection_id'))

    op.drop_table('observation')
    with op.batch_alter_table('inspection_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspection_result_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_inspection_result_inspection_id'))

    op.drop_table('inspection_result')
    with op.batch_alter_table('inspection_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inspection_photo_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_inspection_photo_inspection_id'))

    op.drop_table('inspection_photo')
    with op.batch_alter_table('concession', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concession_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_concession_inspection_id'))

    op.drop_table('concession')
    with op.batch_alter_table('switching_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_switching_line_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_switching_line_pair_id_lot_number'))
        batch_op.drop_index(batch_op.f('ix_switching_line_inspection_id'))

    op.drop_table('switching_line')
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.drop_index('uq_inspection_open', sqlite_where=sa.text("state IN ('requested', 'scheduled', 'started')"), postgresql_where=sa.text("state IN ('requested', 'scheduled', 'started')"))
        batch_op.drop_index(batch_op.f('ix_inspection_supplier_id'))
        batch_op.drop_index('ix_inspection_supplier')
        batch_op.drop_index(batch_op.f('ix_inspection_state_due_on_id'))
        batch_op.drop_index(batch_op.f('ix_inspection_product_id_supplier_id_decided_at'))
        batch_op.drop_index('ix_inspection_open_due', sqlite_where=sa.text("state IN ('requested', 'scheduled', 'started')"), postgresql_where=sa.text("state IN ('requested', 'scheduled', 'started')"))
        batch_op.drop_index(batch_op.f('ix_inspection_lot_id'))
        batch_op.drop_index(batch_op.f('ix_inspection_inspector_id_state_due_on'))
        batch_op.drop_index(batch_op.f('ix_inspection_due_on_id'))

    op.drop_table('inspection')
    op.drop_table('characteristic')
    with op.batch_alter_table('switching_pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_switching_pair_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_switching_pair_standing_id'))
        batch_op.drop_index(batch_op.f('ix_switching_pair_product_id'))

    op.drop_table('switching_pair')
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
    op.drop_table('sampling_scheme')
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_category_id'))

    op.drop_table('product')
    op.drop_table('inspection_trigger')
    with op.batch_alter_table('defect', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_defect_category_id'))

    op.drop_table('defect')
    op.drop_table('tier_sampling')
    op.drop_table('brand_file')

