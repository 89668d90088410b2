"""Tables only: columns, constraints, relationships. No queries, no arithmetic.

Importing this package registers every table with `Base.metadata`, which migrations and tests read.
"""

from survey_app.models.access import KioskPin, OneTimeCode
from survey_app.models.account import Account, SignInAttempt
from survey_app.models.audit import AuditEntry
from survey_app.models.base import Base
from survey_app.models.campaign import Campaign, EligibleNumber, Instrument, Participation
from survey_app.models.imports import ImportDraft, ImportedFile
from survey_app.models.improvement import Action
from survey_app.models.organisation import Enrolment, Unit
from survey_app.models.paper import PaperBatch, PaperDraft
from survey_app.models.response import Comment, Response, Sending
from survey_app.models.results import CellSums, FlaggedSums, StoredBurst, StoredQuality, SumsState

__all__ = [
    "Account",
    "Action",
    "AuditEntry",
    "Base",
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
    "Sending",
    "SignInAttempt",
    "StoredBurst",
    "StoredQuality",
    "SumsState",
    "Unit",
]
