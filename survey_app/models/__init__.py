"""Tables only: columns, constraints, relationships. No queries, no arithmetic.

Importing this package registers every table with `Base.metadata`, which migrations and tests read.
"""

from survey_app.models.access import KioskPin, OneTimeCode
from survey_app.models.account import Account, SignInAttempt
from survey_app.models.audit import AuditEntry
from survey_app.models.base import Base
from survey_app.models.calendar import CalendarEntry, CalendarTick
from survey_app.models.campaign import Campaign, EligibleNumber, Instrument, Participation
from survey_app.models.document import SelfAssessment, SelfAssessmentRule, StoredSettings, UnitLogo, UnitPlan
from survey_app.models.imports import ImportDraft, ImportedFile
from survey_app.models.improvement import Action
from survey_app.models.organisation import Enrolment, Unit
from survey_app.models.paper import PaperBatch, PaperDraft
from survey_app.models.response import Comment, Response, Sending
from survey_app.models.results import (
    CellSums,
    FlaggedSums,
    StoredBreakdown,
    StoredBurst,
    StoredPairs,
    StoredQuality,
    SumsState,
)

__all__ = [
    "Account",
    "Action",
    "AuditEntry",
    "Base",
    "CalendarEntry",
    "CalendarTick",
    "Campaign",
    "CellSums",
    "Comment",
    "EligibleNumber",
    "Enrolment",
    "FlaggedSums",
    "ImportDraft",
    "ImportedFile",
    "Instrument",
    "KioskPin",
    "OneTimeCode",
    "PaperBatch",
    "PaperDraft",
    "Participation",
    "Response",
    "SelfAssessment",
    "SelfAssessmentRule",
    "Sending",
    "SignInAttempt",
    "StoredBreakdown",
    "StoredBurst",
    "StoredPairs",
    "StoredQuality",
    "StoredSettings",
    "SumsState",
    "Unit",
    "UnitLogo",
    "UnitPlan",
]
