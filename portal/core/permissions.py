"""Who may do what: the whole house on one page."""

from enum import StrEnum


class Permission(StrEnum):
    """`<noun>:<verb>`, alphabetical."""

    ACCOUNT_MANAGE = "account:manage"
    ASSESSMENT_ANSWER = "assessment:answer"
    ASSESSMENT_PERFORM = "assessment:perform"
    ASSESSMENT_READ = "assessment:read"
    AGREEMENT_DRAFT = "agreement:draft"
    AGREEMENT_NEGOTIATE = "agreement:negotiate"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_SIGN = "agreement:sign"
    AUDIT_READ = "audit:read"
    CHECKLIST_EDIT = "checklist:edit"
    CHECKLIST_READ = "checklist:read"
    DEFECT_EDIT = "defect:edit"
    DISPOSITION_DECIDE = "disposition:decide"
    DOCUMENT_READ = "document:read"
    DOCUMENT_REQUIRE = "document:require"
    DOCUMENT_REVIEW = "document:review"
    DOCUMENT_UPLOAD = "document:upload"
    EVIDENCE_EXPORT = "evidence:export"
    HOLD_RELEASE = "hold:release"
    IMPORT_RUN = "import:run"
    INSPECTION_BOOK = "inspection:book"
    INSPECTION_CONCEDE = "inspection:concede"
    INSPECTION_PERFORM = "inspection:perform"
    INSPECTION_READ = "inspection:read"
    INSPECTION_RELEASE = "inspection:release"
    INSPECTION_SCHEDULE = "inspection:schedule"
    INSPECTION_SEE = "inspection:see"
    """Open the pages of inspections; without `inspection:read` one finds only one's own there."""
    JOB_MANAGE = "job:manage"
    JOB_READ = "job:read"
    LOT_EDIT = "lot:edit"
    LOT_READ = "lot:read"
    NONCONFORMITY_EDIT = "nonconformity:edit"
    NONCONFORMITY_READ = "nonconformity:read"
    PERSON_MANAGE = "person:manage"
    PERSON_READ = "person:read"
    PRODUCT_EDIT = "product:edit"
    PRODUCT_READ = "product:read"
    SAMPLING_READ = "sampling:read"
    SAMPLING_SET = "sampling:set"
    SCORECARD_COMPUTE = "scorecard:compute"
    SCORECARD_PUBLISH = "scorecard:publish"
    SCORECARD_READ = "scorecard:read"
    SCORING_SET = "scoring:set"
    SUPPLIER_DECIDE = "supplier:decide"
    SUPPLIER_EDIT = "supplier:edit"
    SUPPLIER_INVITE = "supplier:invite"
    SUPPLIER_READ = "supplier:read"
    SYSTEM_RUN = "system:run"
    TOKEN_MANAGE = "token:manage"
    TRACE_READ = "trace:read"


class Role(StrEnum):
    ADMIN = "admin"
    BUYER = "buyer"
    QUALITY_ENGINEER = "quality_engineer"
    QUALITY_MANAGER = "quality_manager"
    INSPECTOR = "inspector"
    DEPARTMENT = "department"
    AUDITOR = "auditor"
    SUPPLIER_ADMIN = "supplier_admin"
    SUPPLIER_USER = "supplier_user"
    SYSTEM = "system"


SUPPLIER_ROLES = frozenset({Role.SUPPLIER_ADMIN, Role.SUPPLIER_USER})
BRAND_ROLES = frozenset(Role) - SUPPLIER_ROLES - {Role.SYSTEM}

APPROVING_ROLES = frozenset({Role.ADMIN, Role.QUALITY_ENGINEER, Role.QUALITY_MANAGER})
"""Who decides or opens doors for others: these need a second factor in production (R-AUTH-11)."""

P = Permission

EVERYONE = {P.ACCOUNT_MANAGE, P.JOB_READ, P.SAMPLING_READ}
READING = EVERYONE | {
    P.AGREEMENT_READ,
    P.ASSESSMENT_READ,
    P.DOCUMENT_READ,
    P.INSPECTION_READ,
    P.INSPECTION_SEE,
    P.LOT_READ,
    P.NONCONFORMITY_READ,
    P.PRODUCT_READ,
    P.SCORECARD_READ,
    P.SUPPLIER_READ,
}
NEGOTIATING = {P.AGREEMENT_DRAFT, P.AGREEMENT_NEGOTIATE}
ORDERING = {P.INSPECTION_BOOK, P.LOT_EDIT, P.PRODUCT_EDIT}
ENGINEERING = (
    READING
    | NEGOTIATING
    | ORDERING
    | {
        P.ASSESSMENT_PERFORM,
        P.CHECKLIST_READ,
        P.DEFECT_EDIT,
        P.DISPOSITION_DECIDE,
        P.DOCUMENT_REVIEW,
        P.DOCUMENT_UPLOAD,
        P.EVIDENCE_EXPORT,
        P.INSPECTION_PERFORM,
        P.INSPECTION_RELEASE,
        P.INSPECTION_SCHEDULE,
        P.SCORECARD_COMPUTE,
        P.NONCONFORMITY_EDIT,
        P.TRACE_READ,
    }
)
SUPPLYING = READING | {
    P.AGREEMENT_NEGOTIATE,
    P.ASSESSMENT_ANSWER,
    P.DOCUMENT_UPLOAD,
    P.INSPECTION_BOOK,
    P.LOT_EDIT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        READING
        | {
            P.AUDIT_READ,
            P.CHECKLIST_EDIT,
            P.CHECKLIST_READ,
            P.DEFECT_EDIT,
            P.DOCUMENT_REQUIRE,
            P.EVIDENCE_EXPORT,
            P.IMPORT_RUN,
            P.JOB_MANAGE,
            P.PERSON_MANAGE,
            P.PERSON_READ,
            P.PRODUCT_EDIT,
            P.SAMPLING_SET,
            P.SCORING_SET,
            P.SUPPLIER_EDIT,
            P.SUPPLIER_INVITE,
            P.TOKEN_MANAGE,
            P.TRACE_READ,
        }
    ),
    Role.BUYER: frozenset(
        READING
        | NEGOTIATING
        | ORDERING
        | {
            P.CHECKLIST_READ,
            P.DISPOSITION_DECIDE,
            P.DOCUMENT_UPLOAD,
            P.EVIDENCE_EXPORT,
            P.IMPORT_RUN,
            P.NONCONFORMITY_EDIT,
            P.PERSON_READ,
            P.SUPPLIER_EDIT,
            P.SUPPLIER_INVITE,
            P.TRACE_READ,
        }
    ),
    Role.QUALITY_ENGINEER: frozenset(ENGINEERING),
    Role.QUALITY_MANAGER: frozenset(
        ENGINEERING
        | {
            P.AGREEMENT_SIGN,
            P.AUDIT_READ,
            P.CHECKLIST_EDIT,
            P.DOCUMENT_REQUIRE,
            P.HOLD_RELEASE,
            P.INSPECTION_CONCEDE,
            P.SAMPLING_SET,
            P.SCORECARD_PUBLISH,
            P.SCORING_SET,
            P.SUPPLIER_DECIDE,
            P.SUPPLIER_EDIT,
        }
    ),
    Role.INSPECTOR: frozenset(EVERYONE | {P.INSPECTION_PERFORM, P.INSPECTION_SEE}),
    Role.DEPARTMENT: frozenset(EVERYONE),
    Role.AUDITOR: frozenset(
        READING | {P.AUDIT_READ, P.CHECKLIST_READ, P.EVIDENCE_EXPORT, P.PERSON_READ, P.TRACE_READ}
    ),
    Role.SUPPLIER_ADMIN: frozenset(
        SUPPLYING
        | {
            P.AGREEMENT_SIGN,
            P.AUDIT_READ,
            P.EVIDENCE_EXPORT,
            P.PERSON_MANAGE,
            P.PERSON_READ,
            P.SUPPLIER_EDIT,
            P.TOKEN_MANAGE,
        }
    ),
    Role.SUPPLIER_USER: frozenset(SUPPLYING),
    Role.SYSTEM: frozenset(Permission),
}

SCOPES = frozenset(
    {
        P.AGREEMENT_READ,
        P.DOCUMENT_READ,
        P.DOCUMENT_REVIEW,
        P.DOCUMENT_UPLOAD,
        P.IMPORT_RUN,
        P.INSPECTION_BOOK,
        P.INSPECTION_PERFORM,
        P.INSPECTION_READ,
        P.LOT_EDIT,
        P.LOT_READ,
        P.NONCONFORMITY_EDIT,
        P.NONCONFORMITY_READ,
        P.PRODUCT_READ,
        P.SAMPLING_READ,
        P.SCORECARD_READ,
        P.SUPPLIER_EDIT,
        P.SUPPLIER_INVITE,
        P.SUPPLIER_READ,
        P.TRACE_READ,
    }
)
"""What an API token may be given: never the management of people or tokens."""
