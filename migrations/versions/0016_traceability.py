"""traceability"""

import sqlalchemy as sa
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('customer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer')),
    sa.UniqueConstraint('number', name=op.f('uq_customer_number'))
    )
    op.create_table('customer_order',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_order_customer_id_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_order')),
    sa.UniqueConstraint('number', name=op.f('uq_customer_order_number'))
    )
    with op.batch_alter_table('customer_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_order_customer_id'), ['customer_id'], unique=False)

    op.create_table('purchase_order',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_purchase_order_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_order')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_purchase_order_supplier_id_id')),
    sa.UniqueConstraint('supplier_id', 'number', name=op.f('uq_purchase_order_supplier_id_number'))
    )
    with op.batch_alter_table('purchase_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_order_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_purchase_order_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('receipt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_receipt_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_receipt_supplier_id_id')),
    sa.UniqueConstraint('supplier_id', 'number', name=op.f('uq_receipt_supplier_id_number'))
    )
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipt_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_receipt_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('shipment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('shipped_on', sa.Date(), nullable=True),
    sa.Column('destination', sa.String(length=120), nullable=False),
    sa.Column('sscc', sa.String(length=18), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_shipment_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipment')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_shipment_supplier_id_id')),
    sa.UniqueConstraint('supplier_id', 'number', name=op.f('uq_shipment_supplier_id_number'))
    )
    with op.batch_alter_table('shipment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shipment_number'), ['number'], unique=False)
        batch_op.create_index(batch_op.f('ix_shipment_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('captured_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.String(length=300), nullable=False),
    sa.Column('type', sa.String(length=40), nullable=False),
    sa.Column('event_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('edges', sa.Integer(), nullable=False),
    sa.Column('captured_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('captured_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['captured_by_id'], ['app_user.id'], name=op.f('fk_captured_event_captured_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_captured_event')),
    sa.UniqueConstraint('event_id', name=op.f('uq_captured_event_event_id'))
    )
    with op.batch_alter_table('captured_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_captured_event_event_time'), ['event_time'], unique=False)

    op.create_table('purchase_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.String(length=40), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_purchase_line_quantity_is_positive')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_purchase_line_product_id_product')),
    sa.ForeignKeyConstraint(['supplier_id', 'order_id'], ['purchase_order.supplier_id', 'purchase_order.id'], name=op.f('fk_purchase_line_supplier_id_purchase_order')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_purchase_line_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase_line')),
    sa.UniqueConstraint('order_id', 'line', name=op.f('uq_purchase_line_order_id_line'))
    )
    with op.batch_alter_table('purchase_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_purchase_line_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_purchase_line_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('mock_recall',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('begun_by', sa.String(length=120), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=120), nullable=False),
    sa.Column('lots', sa.Integer(), nullable=False),
    sa.Column('order_lines', sa.Integer(), nullable=False),
    sa.Column('customers', sa.Integer(), nullable=False),
    sa.Column('produced', sa.Integer(), nullable=False),
    sa.Column('accounted', sa.Integer(), nullable=False),
    sa.Column('accounted_percent', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('query_ms', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['begun_by_id'], ['app_user.id'], name=op.f('fk_mock_recall_begun_by_id_app_user')),
    sa.ForeignKeyConstraint(['lot_id'], ['lot.id'], name=op.f('fk_mock_recall_lot_id_lot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mock_recall'))
    )
    with op.batch_alter_table('mock_recall', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mock_recall_lot_id'), ['lot_id'], unique=False)

    op.create_table('order_line',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.String(length=60), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('shipped_on', sa.Date(), nullable=True),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_order_line_quantity_is_positive')),
    sa.ForeignKeyConstraint(['lot_id'], ['lot.id'], name=op.f('fk_order_line_lot_id_lot')),
    sa.ForeignKeyConstraint(['order_id'], ['customer_order.id'], name=op.f('fk_order_line_order_id_customer_order')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_order_line_product_id_product')),
    sa.PrimaryKeyConstraint('order_id', 'line', name=op.f('pk_order_line')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_line_lot_id_customer_id_order_id_line_quantity'), ['lot_id', 'customer_id', 'order_id', 'line', 'quantity'], unique=False)
        batch_op.create_index('ix_order_line_without_lot', ['product_id', 'shipped_on'], unique=False, sqlite_where=sa.text('lot_id IS NULL'), postgresql_where=sa.text('lot_id IS NULL'))

    op.create_table('receipt_lot',
    sa.Column('receipt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_receipt_lot_quantity_is_positive')),
    sa.ForeignKeyConstraint(['supplier_id', 'lot_id'], ['lot.supplier_id', 'lot.id'], name=op.f('fk_receipt_lot_supplier_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id', 'receipt_id'], ['receipt.supplier_id', 'receipt.id'], name=op.f('fk_receipt_lot_supplier_id_receipt')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_receipt_lot_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('receipt_id', 'lot_id', name=op.f('pk_receipt_lot'))
    )
    with op.batch_alter_table('receipt_lot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipt_lot_lot_id_receipt_id_quantity'), ['lot_id', 'receipt_id', 'quantity'], unique=False)
        batch_op.create_index(batch_op.f('ix_receipt_lot_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('shipment_lot',
    sa.Column('shipment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('order_lines', sa.String(length=400), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_shipment_lot_quantity_is_positive')),
    sa.ForeignKeyConstraint(['supplier_id', 'lot_id'], ['lot.supplier_id', 'lot.id'], name=op.f('fk_shipment_lot_supplier_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id', 'shipment_id'], ['shipment.supplier_id', 'shipment.id'], name=op.f('fk_shipment_lot_supplier_id_shipment')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_shipment_lot_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('shipment_id', 'lot_id', name=op.f('pk_shipment_lot'))
    )
    with op.batch_alter_table('shipment_lot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shipment_lot_lot_id_shipment_id_quantity'), ['lot_id', 'shipment_id', 'quantity'], unique=False)
        batch_op.create_index(batch_op.f('ix_shipment_lot_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('trace_edge',
    sa.Column('from_lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('consumed', 'packed', 'split', name='edgekind', native_enum=False, length=40), nullable=False),
    sa.Column('quantity', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('from_lot_id <> to_lot_id', name=op.f('ck_trace_edge_goes_somewhere')),
    sa.ForeignKeyConstraint(['from_lot_id'], ['lot.id'], name=op.f('fk_trace_edge_from_lot_id_lot')),
    sa.ForeignKeyConstraint(['to_lot_id'], ['lot.id'], name=op.f('fk_trace_edge_to_lot_id_lot')),
    sa.PrimaryKeyConstraint('from_lot_id', 'to_lot_id', 'kind', name=op.f('pk_trace_edge')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('trace_edge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trace_edge_to_lot_id_from_lot_id'), ['to_lot_id', 'from_lot_id'], unique=False)

    op.create_table('goods_return',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.String(length=60), nullable=False),
    sa.Column('returned_on', sa.Date(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_goods_return_quantity_is_positive')),
    sa.ForeignKeyConstraint(['order_id', 'line'], ['order_line.order_id', 'order_line.line'], name=op.f('fk_goods_return_order_id_order_line')),
    sa.PrimaryKeyConstraint('order_id', 'line', 'returned_on', name=op.f('pk_goods_return'))
    )
    op.create_table('nonconformity',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('source', sa.Enum('inspection', 'document', 'incoming', 'complaint', name='foundby', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'proposed', 'disposed', 'closed', name='nonconformitystate', native_enum=False, length=40), nullable=False),
    sa.Column('severity', sa.Enum('critical', 'major', 'minor', name='defectclass', native_enum=False, length=40), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('inspection_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('document_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_by', sa.String(length=120), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_nonconformity_quantity_is_positive')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_nonconformity_document_id_document')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_nonconformity_inspection_id_inspection')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['app_user.id'], name=op.f('fk_nonconformity_opened_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'lot_id'], ['lot.supplier_id', 'lot.id'], name=op.f('fk_nonconformity_supplier_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_nonconformity_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nonconformity')),
    sa.UniqueConstraint('inspection_id', name=op.f('uq_nonconformity_inspection_id')),
    sa.UniqueConstraint('number', name=op.f('uq_nonconformity_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_nonconformity_supplier_id_id'))
    )
    with op.batch_alter_table('nonconformity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nonconformity_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nonconformity_lot_id'), ['lot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nonconformity_state_id'), ['state', 'id'], unique=False)
        batch_op.create_index('ix_nonconformity_supplier', ['supplier_id', 'state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nonconformity_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('complaint_note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('nonconformity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('order_number', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['nonconformity_id'], ['nonconformity.id'], name=op.f('fk_complaint_note_nonconformity_id_nonconformity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_note')),
    sa.UniqueConstraint('nonconformity_id', name=op.f('uq_complaint_note_nonconformity_id'))
    )
    op.create_table('disposition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('nonconformity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('use_as_is', 'sort', 'rework', 'return', 'scrap', name='dispositionkind', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('proposed_by', sa.String(length=120), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_accepted', sa.Boolean(), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['app_user.id'], name=op.f('fk_disposition_proposed_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'nonconformity_id'], ['nonconformity.supplier_id', 'nonconformity.id'], name=op.f('fk_disposition_supplier_id_nonconformity')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_disposition_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposition')),
    sa.UniqueConstraint('nonconformity_id', 'round', name=op.f('uq_disposition_nonconformity_id_round')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_disposition_supplier_id_id'))
    )
    with op.batch_alter_table('disposition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disposition_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('lot_hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonconformity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('spread', sa.Boolean(), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('placed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('placed_by', sa.String(length=120), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('released_by', sa.String(length=120), nullable=False),
    sa.Column('release_reason', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['nonconformity_id'], ['nonconformity.id'], name=op.f('fk_lot_hold_nonconformity_id_nonconformity')),
    sa.ForeignKeyConstraint(['placed_by_id'], ['app_user.id'], name=op.f('fk_lot_hold_placed_by_id_app_user')),
    sa.ForeignKeyConstraint(['released_by_id'], ['app_user.id'], name=op.f('fk_lot_hold_released_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'lot_id'], ['lot.supplier_id', 'lot.id'], name=op.f('fk_lot_hold_supplier_id_lot')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_lot_hold_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_hold'))
    )
    with op.batch_alter_table('lot_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lot_hold_lot_id'), ['lot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lot_hold_nonconformity_id'), ['nonconformity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lot_hold_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index('uq_lot_hold_open', ['lot_id', 'nonconformity_id'], unique=True, sqlite_where=sa.text('released_at IS NULL'), postgresql_where=sa.text('released_at IS NULL'))

    op.create_table('nonconformity_cost',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('nonconformity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('sorting', 'rework', 'scrap', 'transport', 'other', name='costkind', native_enum=False, length=40), nullable=False),
    sa.Column('amount', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['nonconformity_id'], ['nonconformity.id'], name=op.f('fk_nonconformity_cost_nonconformity_id_nonconformity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nonconformity_cost'))
    )
    with op.batch_alter_table('nonconformity_cost', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nonconformity_cost_nonconformity_id'), ['nonconformity_id'], unique=False)

    op.create_table('nonconformity_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('nonconformity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id', 'nonconformity_id'], ['nonconformity.supplier_id', 'nonconformity.id'], name=op.f('fk_nonconformity_photo_supplier_id_nonconformity')),
    sa.ForeignKeyConstraint(['supplier_id', 'sha256'], ['stored_file.supplier_id', 'stored_file.sha256'], name=op.f('fk_nonconformity_photo_supplier_id_stored_file')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_nonconformity_photo_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nonconformity_photo')),
    sa.UniqueConstraint('nonconformity_id', 'sha256', name=op.f('uq_nonconformity_photo_nonconformity_id_sha256'))
    )
    with op.batch_alter_table('nonconformity_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nonconformity_photo_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nonconformity_photo_supplier_id_sha256'), ['supplier_id', 'sha256'], unique=False)

    op.create_table('disposition_voice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('disposition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.Enum('admin', 'buyer', 'quality_engineer', 'quality_manager', 'inspector', 'department', 'auditor', 'supplier_admin', 'supplier_user', 'system', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_disposition_voice_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'disposition_id'], ['disposition.supplier_id', 'disposition.id'], name=op.f('fk_disposition_voice_supplier_id_disposition')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_disposition_voice_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposition_voice')),
    sa.UniqueConstraint('disposition_id', 'by_id', name=op.f('uq_disposition_voice_disposition_id_by_id')),
    sa.UniqueConstraint('disposition_id', 'role', name=op.f('uq_disposition_voice_disposition_id_role'))
    )
    with op.batch_alter_table('disposition_voice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disposition_voice_supplier_id'), ['supplier_id'], unique=False)

    with op.batch_alter_table('lot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Enum('component', 'batch', 'finished', name='lotkind', native_enum=False, length=40), server_default='finished', nullable=False))




def downgrade() -> None:

    # Not in a batch: SQLite would make the table anew, without its triggers.
    op.drop_column('lot', 'kind')

    with op.batch_alter_table('disposition_voice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disposition_voice_supplier_id'))

    op.drop_table('disposition_voice')
    with op.batch_alter_table('nonconformity_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nonconformity_photo_supplier_id_sha256'))
        batch_op.drop_index(batch_op.f('ix_nonconformity_photo_supplier_id'))

    op.drop_table('nonconformity_photo')
    with op.batch_alter_table('nonconformity_cost', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nonconformity_cost_nonconformity_id'))

    op.drop_table('nonconformity_cost')
    with op.batch_alter_table('lot_hold', schema=None) as batch_op:
        batch_op.drop_index('uq_lot_hold_open', sqlite_where=sa.text('released_at IS NULL'), postgresql_where=sa.text('released_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_lot_hold_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_lot_hold_nonconformity_id'))
        batch_op.drop_index(batch_op.f('ix_lot_hold_lot_id'))

    op.drop_table('lot_hold')
    with op.batch_alter_table('disposition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disposition_supplier_id'))

    op.drop_table('disposition')
    op.drop_table('complaint_note')
    with op.batch_alter_table('nonconformity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nonconformity_supplier_id'))
        batch_op.drop_index('ix_nonconformity_supplier')
        batch_op.drop_index(batch_op.f('ix_nonconformity_state_id'))
        batch_op.drop_index(batch_op.f('ix_nonconformity_lot_id'))
        batch_op.drop_index(batch_op.f('ix_nonconformity_document_id'))

    op.drop_table('nonconformity')
    op.drop_table('goods_return')
    with op.batch_alter_table('trace_edge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trace_edge_to_lot_id_from_lot_id'))

    op.drop_table('trace_edge')
    with op.batch_alter_table('shipment_lot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shipment_lot_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_shipment_lot_lot_id_shipment_id_quantity'))

    op.drop_table('shipment_lot')
    with op.batch_alter_table('receipt_lot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipt_lot_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_receipt_lot_lot_id_receipt_id_quantity'))

    op.drop_table('receipt_lot')
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.drop_index('ix_order_line_without_lot', sqlite_where=sa.text('lot_id IS NULL'), postgresql_where=sa.text('lot_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_order_line_lot_id_customer_id_order_id_line_quantity'))

    op.drop_table('order_line')
    with op.batch_alter_table('mock_recall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mock_recall_lot_id'))

    op.drop_table('mock_recall')
    with op.batch_alter_table('purchase_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_purchase_line_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_purchase_line_product_id'))

    op.drop_table('purchase_line')
    with op.batch_alter_table('captured_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_captured_event_event_time'))

    op.drop_table('captured_event')
    with op.batch_alter_table('shipment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shipment_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_shipment_number'))

    op.drop_table('shipment')
    with op.batch_alter_table('receipt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_receipt_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_receipt_number'))

    op.drop_table('receipt')
    with op.batch_alter_table('purchase_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_purchase_order_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_purchase_order_number'))

    op.drop_table('purchase_order')
    with op.batch_alter_table('customer_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_order_customer_id'))

    op.drop_table('customer_order')
    op.drop_table('customer')

