"""checklists"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('checklist',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.Enum('admission', 'periodic', 'for_cause', 'self_assessment', name='checklistkind', native_enum=False, length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist')),
    sa.UniqueConstraint('code', name=op.f('uq_checklist_code'))
    )
    op.create_table('checklist_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('checklist_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'published', 'superseded', name='checkliststate', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['checklist_id'], ['checklist.id'], name=op.f('fk_checklist_version_checklist_id_checklist')),
    sa.ForeignKeyConstraint(['published_by_id'], ['app_user.id'], name=op.f('fk_checklist_version_published_by_id_app_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_version')),
    sa.UniqueConstraint('checklist_id', 'number', name=op.f('uq_checklist_version_checklist_id_number'))
    )
    with op.batch_alter_table('checklist_version', schema=None) as batch_op:
        batch_op.create_index('uq_checklist_version_draft', ['checklist_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.create_index('uq_checklist_version_published', ['checklist_id'], unique=True, sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))

    op.create_table('assessment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('site_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('admission', 'periodic', 'for_cause', 'self_assessment', name='checklistkind', native_enum=False, length=40), nullable=False),
    sa.Column('asks_supplier', sa.Boolean(), nullable=False),
    sa.Column('auditor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('auditor', sa.String(length=120), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'submitted', 'closed', name='assessmentstate', native_enum=False, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('submitted_by', sa.String(length=120), nullable=True),
    sa.Column('handed_back', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('percent', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('last_finding', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['auditor_id'], ['app_user.id'], name=op.f('fk_assessment_auditor_id_app_user')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['app_user.id'], name=op.f('fk_assessment_closed_by_id_app_user')),
    sa.ForeignKeyConstraint(['created_by_id'], ['app_user.id'], name=op.f('fk_assessment_created_by_id_app_user')),
    sa.ForeignKeyConstraint(['released_by_id'], ['app_user.id'], name=op.f('fk_assessment_released_by_id_app_user')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['app_user.id'], name=op.f('fk_assessment_submitted_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'site_id'], ['site.supplier_id', 'site.id'], name=op.f('fk_assessment_supplier_id_site')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_assessment_supplier_id_supplier')),
    sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_assessment_version_id_checklist_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment')),
    sa.UniqueConstraint('number', name=op.f('uq_assessment_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_assessment_supplier_id_id'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_auditor_id'), ['auditor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_state_planned_on_id'), ['state', 'planned_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_supplier_id_planned_on_id'), ['supplier_id', 'planned_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_version_id'), ['version_id'], unique=False)

    op.create_table('checklist_section',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=200), nullable=False),
    sa.Column('name_zh', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_checklist_section_version_id_checklist_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_section')),
    sa.UniqueConstraint('version_id', 'code', name=op.f('uq_checklist_section_version_id_code'))
    )
    op.create_table('assessment_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('assessment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Enum('supplier', 'auditor', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_assessment_answer_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'assessment_id'], ['assessment.supplier_id', 'assessment.id'], name=op.f('fk_assessment_answer_supplier_id_assessment')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_assessment_answer_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_answer')),
    sa.UniqueConstraint('assessment_id', 'side', 'question', name=op.f('uq_assessment_answer_assessment_id_side_question'))
    )
    with op.batch_alter_table('assessment_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_answer_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('assessment_evidence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('assessment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('side', sa.Enum('supplier', 'auditor', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('document_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_assessment_evidence_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'assessment_id'], ['assessment.supplier_id', 'assessment.id'], name=op.f('fk_assessment_evidence_supplier_id_assessment')),
    sa.ForeignKeyConstraint(['supplier_id', 'document_id'], ['document.supplier_id', 'document.id'], name=op.f('fk_assessment_evidence_supplier_id_document')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_assessment_evidence_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_evidence')),
    sa.UniqueConstraint('assessment_id', 'side', 'question', 'document_id', name=op.f('uq_assessment_evidence_assessment_id_side_question_document_id'))
    )
    with op.batch_alter_table('assessment_evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_evidence_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_evidence_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('assessment_finding',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('assessment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('severity', sa.Enum('critical', 'major', 'minor', name='severity', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('owner', sa.String(length=120), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', name='findingstate', native_enum=False, length=40), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('raised_by', sa.String(length=120), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('closed_by', sa.String(length=120), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['app_user.id'], name=op.f('fk_assessment_finding_closed_by_id_app_user')),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], name=op.f('fk_assessment_finding_owner_id_app_user')),
    sa.ForeignKeyConstraint(['raised_by_id'], ['app_user.id'], name=op.f('fk_assessment_finding_raised_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'assessment_id'], ['assessment.supplier_id', 'assessment.id'], name=op.f('fk_assessment_finding_supplier_id_assessment')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_assessment_finding_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_finding')),
    sa.UniqueConstraint('assessment_id', 'number', name=op.f('uq_assessment_finding_assessment_id_number')),
    sa.UniqueConstraint('supplier_id', 'id', name=op.f('uq_assessment_finding_supplier_id_id'))
    )
    with op.batch_alter_table('assessment_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_finding_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_finding_state_due_on'), ['state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_finding_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('checklist_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('section', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('type', sa.Enum('yes_no', 'scale', 'number', 'choice', name='answertype', native_enum=False, length=40), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('is_knock_out', sa.Boolean(), nullable=False),
    sa.Column('needs_evidence', sa.Boolean(), nullable=False),
    sa.Column('guidance_en', sa.Text(), nullable=False),
    sa.Column('guidance_zh', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=20), nullable=False),
    sa.Column('minimum', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('target', sa.Numeric(24, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['version_id', 'section'], ['checklist_section.version_id', 'checklist_section.code'], name=op.f('fk_checklist_question_version_id_checklist_section')),
    sa.ForeignKeyConstraint(['version_id'], ['checklist_version.id'], name=op.f('fk_checklist_question_version_id_checklist_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_question')),
    sa.UniqueConstraint('version_id', 'code', name=op.f('uq_checklist_question_version_id_code'))
    )
    op.create_table('finding_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('finding_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['app_user.id'], name=op.f('fk_finding_entry_by_id_app_user')),
    sa.ForeignKeyConstraint(['supplier_id', 'finding_id'], ['assessment_finding.supplier_id', 'assessment_finding.id'], name=op.f('fk_finding_entry_supplier_id_assessment_finding')),
    sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id'], name=op.f('fk_finding_entry_supplier_id_supplier')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_entry'))
    )
    with op.batch_alter_table('finding_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_entry_finding_id'), ['finding_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_entry_supplier_id'), ['supplier_id'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('finding_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_entry_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_finding_entry_finding_id'))

    op.drop_table('finding_entry')
    op.drop_table('checklist_question')
    with op.batch_alter_table('assessment_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_finding_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_finding_state_due_on'))
        batch_op.drop_index(batch_op.f('ix_assessment_finding_owner_id'))

    op.drop_table('assessment_finding')
    with op.batch_alter_table('assessment_evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_evidence_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_evidence_document_id'))

    op.drop_table('assessment_evidence')
    with op.batch_alter_table('assessment_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_answer_supplier_id'))

    op.drop_table('assessment_answer')
    op.drop_table('checklist_section')
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_version_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_supplier_id_planned_on_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_state_planned_on_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_auditor_id'))

    op.drop_table('assessment')
    with op.batch_alter_table('checklist_version', schema=None) as batch_op:
        batch_op.drop_index('uq_checklist_version_published', sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))
        batch_op.drop_index('uq_checklist_version_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.drop_table('checklist_version')
    op.drop_table('checklist')

