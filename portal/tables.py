"""Every table of the house, so that the metadata is whole."""

import agreements.contracts.models  # noqa: F401
import inspections.defects.models
import inspections.lot_inspections.models.booking
import inspections.lot_inspections.models.observing
import inspections.lot_inspections.models.results
import inspections.sampling.models  # noqa: F401
import portal.core.accounts.models
import portal.core.answers.models
import portal.core.audit.models
import portal.core.documents.models
import portal.core.files.models
import portal.core.jobs.models
import portal.core.nonconformities.models
import portal.core.notifications.models
import portal.core.products.models
import portal.core.suppliers.models
import portal.core.traceability.models
import portal.imports.models  # noqa: F401
import scoring.admission.models
import scoring.assessments.models
import scoring.checklists.models
import scoring.facts.models
import scoring.feedback.models
import scoring.metrics.models
import scoring.scorecards.models
import scoring.tiers.models  # noqa: F401
from portal.core.db import Base

METADATA = Base.metadata
