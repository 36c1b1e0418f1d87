"""people suppliers documents"""

import sqlalchemy as sa
from alembic import op


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('audit_entry',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event', sa.String(length=80), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('personal', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('salt', sa.String(length=64), nullable=True),
    sa.Column('personal_digest', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_entry')),
    sa.UniqueConstraint('digest', name=op.f('uq_audit_entry_digest'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_event'), ['event'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject_kind_subject_id_seq'), ['subject_kind', 'subject_id', 'seq'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_supplier_id_seq'), ['supplier_id', 'seq'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_user_id'), ['user_id'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('category',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('name_zh', sa.String(length=120), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('code', name=op.f('uq_category_code'))
    )
    op.create_table('document_type',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('name_zh', sa.String(length=120), nullable=False),
    sa.Column('subject_kind', sa.Enum('supplier', 'site', 'product', 'lot', name='subjectkind', native_enum=False, length=40), nullable=False),
    sa.Column('validity', sa.Enum('none', 'dated', 'periodic', 'per_order', name='validity', native_enum=False, length=40), nullable=False),
    sa.Column('period_months', sa.Integer(), nullable=True),
    sa.Column('reminder_days', sa.String(500), nullable=False),
    sa.Column('review_days', sa.Integer(), nullable=False),
    sa.Column('retention_years', sa.Integer(), nullable=False),
    sa.Column('needs_number', sa.Boolean(), nullable=False),
    sa.Column('is_report', sa.Boolean(), nullable=False),
    sa.Column('guidance_en', sa.Text(), nullable=False),
    sa.Column('guidance_zh', sa.Text(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_type')),
    sa.UniqueConstraint('code', name=op.f('uq_document_type_code'))
    )
    op.create_table('job_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('slot', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('queued', 'running', 'done', 'failed', 'stopped', name='jobstate', native_enum=False, length=40), nullable=False),
    sa.Column('args', sa.JSON(), nullable=False),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('stop_asked', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=2000), nullable=True),
    sa.Column('failure_values', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('claimed_by', sa.String(length=80), nullable=True),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run')),
    sa.UniqueConstraint('kind', 'slot', name=op.f('uq_job_run_kind_slot'))
    )
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_run_queued_at'), ['queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_job_run_state_not_before'), ['state', 'not_before'], unique=False)
        batch_op.create_index(batch_op.f('ix_job_run_user_id'), ['user_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('audience', sa.String(length=80), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('dedupe', sa.String(length=200), nullable=True),
    sa.Column('spread_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('dedupe', name=op.f('uq_notice_dedupe'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_spread_at'), ['spread_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('sign_in_failure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('account_sha256', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_failure'))
    )
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_failure_account_sha256_at'), ['account_sha256', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_failure_address_at'), ['address', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_failure_at'), ['at'], unique=False)

    op.create_table('supplier',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('name_en_key', sa.String(length=200), nullable=False),
    sa.Column('name_zh_key', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('registration_number', sa.String(length=40), nullable=True),
    sa.Column('address', sa.String(length=400), nullable=False),
    sa.Column('website', sa.String(length=200), nullable=False),
    sa.Column('markets', sa.String(500), nullable=False),
    sa.Column('state', sa.Enum('invited', 'registered', 'under_review', 'approved', 'conditional', 'suspended', 'rejected', 'closed', name='supplierstate', native_enum=False, length=40), nullable=False),
    sa.Column('state_until', sa.Date(), nullable=True),
    sa.Column('tier', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier')),
    sa.UniqueConstraint('code', name=op.f('uq_supplier_code')),
    sa.UniqueConstraint('country', 'registration_number', name=op.f('uq_supplier_country_registration_number'))
    )
    with op.batch_alter_table('supplier', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supplier_country_name_en_key'), ['country', 'name_en_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_supplier_country_name_zh_key'), ['country', 'name_zh_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_supplier_name_en_id'), ['name_en', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supplier_state_id'), ['state', 'id'], unique=False)

    op.create_table('app_user',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('role_names', sa.String(500), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('invited', 'waiting', 'active', 'disabled', name='userstate', native_enum=False, length=40), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('totp_secret', sa.String(length=300), nullable=True),
    sa.Column('totp_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('invited_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_app_user_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_app_user'))
    )
    with op.batch_alter_table('app_user', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_app_user_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_app_user_name_id'), ['name', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_app_user_state_name_id'), ['state', 'name', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_app_user_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index('uq_app_user_email', ['email'], unique=True, sqlite_where=sa.text("state != 'invited'"), postgresql_where=sa.text("state != 'invited'"))

    op.create_table('outgoing_mail',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('notice_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('secret_link', sa.Text(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'sent', 'failed', name='mailstate', native_enum=False, length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_outgoing_mail_notice_id_notice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outgoing_mail')),
    sa.UniqueConstraint('notice_id', 'user_id', name=op.f('uq_outgoing_mail_notice_id_user_id'))
    )
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outgoing_mail_state_not_before'), ['state', 'not_before'], unique=False)

    op.create_table('requirement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('type_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('tier', sa.Enum('strategic', 'excellent', 'qualified', 'probation', name='tier', native_enum=False, length=40), nullable=True),
    sa.Column('market', sa.String(length=2), nullable=True),
    sa.Column('scope', sa.String(length=120), nullable=False),
    sa.Column('level', sa.Enum('warn', 'required', 'block', name='requirementlevel', native_enum=False, length=40), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_requirement_category_id_category')),
    sa.ForeignKeyConstraint(['type_id'], ['document_type.id'], name=op.f('fk_requirement_type_id_document_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement')),
    sa.UniqueConstraint('type_id', 'scope', name=op.f('uq_requirement_type_id_scope'))
    )
    op.create_table('site',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('city', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=400), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_site_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('supplier_id', 'code', name=op.f('uq_site_supplier_id_code')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_site_supplier_id_id'))
    )
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_site_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('stored_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('scan', sa.Enum('unscanned', 'pending', 'clean', 'infected', name='scanstate', native_enum=False, length=40), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finding', sa.String(length=200), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_stored_file_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('supplier_id', 'sha256', name=op.f('uq_stored_file_supplier_id_sha256'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('supplier_category',
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['category_id'], ['category.id'], name=op.f('fk_supplier_category_category_id_category')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_supplier_category_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('supplier_id', 'category_id', name=op.f('pk_supplier_category'))
    )
    with op.batch_alter_table('supplier_category', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supplier_category_category_id'), ['category_id'], unique=False)

    op.create_table('api_token',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('hint', sa.String(length=12), nullable=False),
    sa.Column('scopes', sa.String(500), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_api_token_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('secret_sha256', name=op.f('uq_api_token_secret_sha256'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_user_id'), ['user_id'], unique=False)

    op.create_table('contact',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('position', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('wechat', sa.String(length=60), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id', 'site_id'], ['site.supplier_id', 'site.id'], name=op.f('fk_contact_supplier_id_site')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_contact_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('type_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_number', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id', 'site_id'], ['site.supplier_id', 'site.id'], name=op.f('fk_document_supplier_id_site')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_document_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['type_id'], ['document_type.id'], name=op.f('fk_document_type_id_document_type')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_document_supplier_id_id'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_supplier_id_type_id'), ['supplier_id', 'type_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_type_id'), ['type_id'], unique=False)

    op.create_table('idempotent_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('request_sha256', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_idempotent_answer_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotent_answer')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_idempotent_answer_user_id_key'))
    )
    with op.batch_alter_table('idempotent_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idempotent_answer_created_at'), ['created_at'], unique=False)

    op.create_table('import_mapping',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('defaults', sa.JSON(), nullable=False),
    sa.Column('saved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['saved_by_id'], ['app_user.id'], name=op.f('fk_import_mapping_saved_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_mapping')),
    sa.UniqueConstraint('source', 'name', name=op.f('uq_import_mapping_source_name'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('defaults', sa.JSON(), nullable=False),
    sa.Column('mode', sa.Enum('all_or_nothing', 'keep_good', name='importmode', native_enum=False, length=40), nullable=False),
    sa.Column('dry_run', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('uploaded', 'queued', 'running', 'done', 'refused', 'stopped', 'failed', name='runstate', native_enum=False, length=40), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('created', sa.Integer(), nullable=False),
    sa.Column('updated', sa.Integer(), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('next_row', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=True),
    sa.Column('message_values', sa.JSON(), nullable=False),
    sa.Column('mapping_name', sa.String(length=120), nullable=False),
    sa.Column('job_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_import_run_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_run_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_run_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_run_source'), ['source'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('reset', 'invitation', 'address', 'code_step', name='linkkind', native_enum=False, length=40), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_one_time_link_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('secret_sha256', name=op.f('uq_one_time_link_secret_sha256'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_link_user_id'), ['user_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_sha256', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_recovery_code_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_user_id'), ['user_id'], unique=False)

    op.create_table('registration',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('company_en', sa.String(length=200), nullable=False),
    sa.Column('company_zh', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('registration_number', sa.String(length=40), nullable=False),
    sa.Column('contact_name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_registration_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_registration_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('secret_sha256', name=op.f('uq_registration_secret_sha256'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_user_id'), ['user_id'], unique=False)

    op.create_table('supplier_state_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('state_before', sa.Enum('invited', 'registered', 'under_review', 'approved', 'conditional', 'suspended', 'rejected', 'closed', name='supplierstate', native_enum=False, length=40), nullable=True),
    sa.Column('state_after', sa.Enum('invited', 'registered', 'under_review', 'approved', 'conditional', 'suspended', 'rejected', 'closed', name='supplierstate', native_enum=False, length=40), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_supplier_state_change_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_supplier_state_change_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier_state_change'))
    )
    with op.batch_alter_table('supplier_state_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supplier_state_change_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('upload',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_upload_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'sha256'], ['stored_file.supplier_id', 'stored_file.sha256'], name=op.f('fk_upload_supplier_id_stored_file')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_upload_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_upload_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('user_session',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('secret_sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fresh_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], name=op.f('fk_user_session_user_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('secret_sha256', name=op.f('uq_user_session_secret_sha256'))
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_session_user_id'), ['user_id'], unique=False)

    op.create_table('document_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('document_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('type_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'in_review', 'approved', 'rejected', 'withdrawn', 'superseded', 'expired', name='versionstate', native_enum=False, length=40), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.String(length=255), nullable=False),
    sa.Column('certificate_number', sa.String(length=120), nullable=False),
    sa.Column('issuer', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('submitted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submitted_by', sa.String(length=120), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('taken_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reviewed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reviewed_by', sa.String(length=120), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('verified_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verified_by', sa.String(length=120), nullable=True),
    sa.Column('verified_how', sa.String(length=400), nullable=False),
    sa.Column('renews_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('gap_days', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['renews_id'], ['document_version.id'], name=op.f('fk_document_version_renews_id_document_version')),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['app_user.id'], name=op.f('fk_document_version_reviewed_by_id_app_user')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['app_user.id'], name=op.f('fk_document_version_submitted_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'document_id'], ['document.supplier_id', 'document.id'], name=op.f('fk_document_version_supplier_id_document')),
    sa.ForeignKeyConstraint(['supplier_id', 'sha256'], ['stored_file.supplier_id', 'stored_file.sha256'], name=op.f('fk_document_version_supplier_id_stored_file')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_document_version_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['app_user.id'], name=op.f('fk_document_version_taken_by_id_app_user')),
    sa.ForeignKeyConstraint(['type_id'], ['document_type.id'], name=op.f('fk_document_version_type_id_document_type')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['app_user.id'], name=op.f('fk_document_version_verified_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_version')),
    sa.UniqueConstraint('document_id', 'number', name=op.f('uq_document_version_document_id_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_document_version_supplier_id_id'))
    )
    with op.batch_alter_table('document_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_version_document_id'), ['document_id'], unique=False)
        batch_op.create_index('ix_document_version_expiry', ['state', 'expires_on', 'id'], unique=False)
        batch_op.create_index('ix_document_version_proof', ['state', 'supplier_id', 'type_id', 'ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_version_sha256'), ['sha256'], unique=False)
        batch_op.create_index('ix_document_version_supplier', ['supplier_id', 'state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_version_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index('ix_document_version_waiting_due_on', ['due_on', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('ix_document_version_waiting_ends_on', ['ends_on', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('ix_document_version_waiting_submitted_at', ['submitted_at', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('ix_document_version_waiting_supplier_id_type_id', ['supplier_id', 'type_id', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('ix_document_version_waiting_taken_by_id_due_on', ['taken_by_id', 'due_on', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('ix_document_version_waiting_type_id_due_on', ['type_id', 'due_on', 'id'], unique=False, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.create_index('uq_document_version_open', ['document_id'], unique=True, sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))

    op.create_table('import_refusal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(length=120), nullable=False),
    sa.Column('value', sa.String(length=500), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('row', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_import_refusal_run_id_import_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_refusal'))
    )
    with op.batch_alter_table('import_refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_refusal_run_id_line'), ['run_id', 'line'], unique=False)

    op.create_table('expiry_reminder',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_expiry_reminder_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['document_version.id'], name=op.f('fk_expiry_reminder_version_id_document_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expiry_reminder')),
    sa.UniqueConstraint('version_id', 'days_before', name=op.f('uq_expiry_reminder_version_id_days_before'))
    )
    with op.batch_alter_table('expiry_reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_expiry_reminder_supplier_id'), ['supplier_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('expiry_reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_expiry_reminder_supplier_id'))

    op.drop_table('expiry_reminder')
    with op.batch_alter_table('import_refusal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_refusal_run_id_line'))

    op.drop_table('import_refusal')
    with op.batch_alter_table('document_version', schema=None) as batch_op:
        batch_op.drop_index('uq_document_version_open', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_type_id_due_on', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_taken_by_id_due_on', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_supplier_id_type_id', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_submitted_at', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_ends_on', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index('ix_document_version_waiting_due_on', sqlite_where=sa.text("state IN ('submitted', 'in_review')"), postgresql_where=sa.text("state IN ('submitted', 'in_review')"))
        batch_op.drop_index(batch_op.f('ix_document_version_supplier_id'))
        batch_op.drop_index('ix_document_version_supplier')
        batch_op.drop_index(batch_op.f('ix_document_version_sha256'))
        batch_op.drop_index('ix_document_version_proof')
        batch_op.drop_index('ix_document_version_expiry')
        batch_op.drop_index(batch_op.f('ix_document_version_document_id'))

    op.drop_table('document_version')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_session_user_id'))

    op.drop_table('user_session')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_upload_at'))

    op.drop_table('upload')
    with op.batch_alter_table('supplier_state_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supplier_state_change_supplier_id'))

    op.drop_table('supplier_state_change')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_user_id'))
        batch_op.drop_index(batch_op.f('ix_registration_email'))

    op.drop_table('registration')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_user_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_link_user_id'))

    op.drop_table('one_time_link')
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_run_source'))
        batch_op.drop_index(batch_op.f('ix_import_run_sha256'))
        batch_op.drop_index(batch_op.f('ix_import_run_at'))

    op.drop_table('import_run')
    op.drop_table('import_mapping')
    with op.batch_alter_table('idempotent_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idempotent_answer_created_at'))

    op.drop_table('idempotent_answer')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_type_id'))
        batch_op.drop_index(batch_op.f('ix_document_supplier_id_type_id'))
        batch_op.drop_index(batch_op.f('ix_document_supplier_id'))

    op.drop_table('document')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_supplier_id'))

    op.drop_table('contact')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_user_id'))

    op.drop_table('api_token')
    with op.batch_alter_table('supplier_category', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supplier_category_category_id'))

    op.drop_table('supplier_category')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_stored_file_sha256'))

    op.drop_table('stored_file')
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_site_supplier_id'))

    op.drop_table('site')
    op.drop_table('requirement')
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outgoing_mail_state_not_before'))

    op.drop_table('outgoing_mail')
    with op.batch_alter_table('app_user', schema=None) as batch_op:
        batch_op.drop_index('uq_app_user_email', sqlite_where=sa.text("state != 'invited'"), postgresql_where=sa.text("state != 'invited'"))
        batch_op.drop_index(batch_op.f('ix_app_user_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_app_user_state_name_id'))
        batch_op.drop_index(batch_op.f('ix_app_user_name_id'))
        batch_op.drop_index(batch_op.f('ix_app_user_email'))

    op.drop_table('app_user')
    with op.batch_alter_table('supplier', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supplier_state_id'))
        batch_op.drop_index(batch_op.f('ix_supplier_name_en_id'))
        batch_op.drop_index(batch_op.f('ix_supplier_country_name_zh_key'))
        batch_op.drop_index(batch_op.f('ix_supplier_country_name_en_key'))

    op.drop_table('supplier')
    with op.batch_alter_table('sign_in_failure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_failure_at'))
        batch_op.drop_index(batch_op.f('ix_sign_in_failure_address_at'))
        batch_op.drop_index(batch_op.f('ix_sign_in_failure_account_sha256_at'))

    op.drop_table('sign_in_failure')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_notice_spread_at'))

    op.drop_table('notice')
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_run_user_id'))
        batch_op.drop_index(batch_op.f('ix_job_run_state_not_before'))
        batch_op.drop_index(batch_op.f('ix_job_run_queued_at'))

    op.drop_table('job_run')
    op.drop_table('document_type')
    op.drop_table('category')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_user_id'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_supplier_id_seq'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_subject_kind_subject_id_seq'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_event'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))

    op.drop_table('audit_entry')

