"""Tables only: columns, constraints, relationships. No queries, no arithmetic.

Importing this package registers every table with `Base.metadata`, which migrations and tests read.
"""

from survey_app.models.access import KioskPin, OneTimeCode
from survey_app.models.account import Account, FirstSignIn, SignInAttempt
from survey_app.models.audit import AuditEntry
from survey_app.models.base import Base
from survey_app.models.calendar import CalendarEntry, CalendarTick
from survey_app.models.campaign import (
    Campaign,
    CampaignCollection,
    CampaignPause,
    CampaignTarget,
    CollectionToken,
    EligibleNumber,
    Instrument,
    Participation,
)
from survey_app.models.document import SelfAssessment, SelfAssessmentRule, StoredSettings, UnitLogo, UnitPlan
from survey_app.models.imports import ImportDraft, ImportedFile
from survey_app.models.improvement import Action
from survey_app.models.organisation import Enrolment, Unit, UnitPredecessor, UnitsDraft
from survey_app.models.paper import PaperBatch, PaperDraft
from survey_app.models.release import Release, ReleaseFile, ReleasePlace
from survey_app.models.request_count import RequestCount
from survey_app.models.response import Comment, Response, Sending
from survey_app.models.results import (
    CellSums,
    FlaggedSums,
    StoredArrivals,
    StoredBreakdown,
    StoredBurst,
    StoredComparison,
    StoredPairs,
    StoredQuality,
    StoredReportFile,
    StoredReportPage,
    SumsState,
)
from survey_app.models.sign_in import AccountLink, AccountSession, RecoveryCode, SecondFactor
from survey_app.models.warning import DigestSubscription, StoredWarning, WarningCheck, WarningRule, WarningStep

__all__ = [
    "Account",
    "AccountLink",
    "AccountSession",
    "Action",
    "AuditEntry",
    "Base",
    "CalendarEntry",
    "CalendarTick",
    "Campaign",
    "CampaignCollection",
    "CampaignPause",
    "CampaignTarget",
    "CellSums",
    "CollectionToken",
    "Comment",
    "DigestSubscription",
    "EligibleNumber",
    "Enrolment",
    "FirstSignIn",
    "FlaggedSums",
    "ImportDraft",
    "ImportedFile",
    "Instrument",
    "KioskPin",
    "OneTimeCode",
    "PaperBatch",
    "PaperDraft",
    "Participation",
    "RecoveryCode",
    "Release",
    "ReleaseFile",
    "ReleasePlace",
    "RequestCount",
    "Response",
    "SecondFactor",
    "SelfAssessment",
    "SelfAssessmentRule",
    "Sending",
    "SignInAttempt",
    "StoredArrivals",
    "StoredBreakdown",
    "StoredBurst",
    "StoredComparison",
    "StoredPairs",
    "StoredQuality",
    "StoredReportFile",
    "StoredReportPage",
    "StoredSettings",
    "StoredWarning",
    "SumsState",
    "Unit",
    "UnitLogo",
    "UnitPlan",
    "UnitPredecessor",
    "UnitsDraft",
    "WarningCheck",
    "WarningRule",
    "WarningStep",
]
