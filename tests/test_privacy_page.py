"""The privacy page is held to the tables: what has a column has a word there, and what has none is not claimed."""

from sqlalchemy import inspect

from survey_app.db import Database
from survey_app.models import Base
from tests.pages import PageClient

# tables that a response, a paper form or a code is written to: every column needs a word on the page
EXPLAINED = {"response", "sending", "comment", "one_time_code", "paper_draft", "import_draft", "imported_file"}
# further columns that answering changes, in tables that are otherwise about units
EXPLAINED_COLUMNS = {("participation", "repeats")}
# tables that answering never writes to, and why nothing in them is about a respondent
SILENT = {
    "unit": "the list of schools",
    "enrolment": "numbers of pupils, imported",
    "campaign": "dates and rules, set by the department",
    "campaign_target": "shares to be reached, set by the department",
    "campaign_pause": "pauses that are over, set by the department",
    "campaign_collection": "which units the department asks itself",
    "collection_token": "codes on the department's posters, one for each unit",
    "instrument": "the questions",
    "participation": "who asks whom; its count of repeats is explained",
    "eligible_number": "numbers of pupils, frozen",
    "account": "staff",
    "sign_in_attempt": "staff",
    "account_session": "staff",
    "request_count": "how many files an account of the staff has asked for in ten minutes",
    "second_factor": "staff",
    "recovery_code": "staff",
    "account_link": "staff",
    "audit_entry": "staff",
    "kiosk_pin": "staff",
    "paper_batch": "how many forms a bundle holds and how well they were typed",
    "action": "sentences of the unit",
    "unit_settings": "names, posts and addresses of the unit, for its documents",
    "unit_logo": "the unit's logo, drawn anew",
    "unit_plan": "the unit's survey plan",
    "self_assessment": "what a unit reports of its quarter",
    "self_assessment_rule": "when that report is due",
    "unit_predecessor": "which unit carries on which",
    "units_draft": "a list of units that the department has sent and not confirmed",
    "first_sign_in": "hashes of links by which staff set a password",
    "cell_sums": "counts over all responses of a participation, reckoned from the tables above",
    "sums_state": "how far those counts have come",
    "stored_quality": "how many responses of a participation look alike or hasty, reckoned from the tables above",
    "stored_report_file": "files of the department's reports, which hold what passed the gate",
    "stored_report_page": "pages of the department's reports, which hold what passed the gate",
    "stored_pairs": "counts over pairs of answers of all responses of a participation, reckoned from the tables above",
    "flagged_sums": "counts over those responses",
    "stored_breakdown": "counts by grade and by channel over all responses of a participation, reckoned from the tables above",
    "calendar_entry": "the yearly dates of the department",
    "calendar_tick": "what a unit has ticked off on its own list",
    "stored_comparison": "reports over units that have passed the gate, kept to be read again",
    "stored_arrivals": "how many responses of a participation came on each day, reckoned from the tables above",
    "warning": "what a rule found of a unit: counts and figures that its report shows",
    "warning_step": "what staff did about it",
    "warning_rule": "thresholds of the department",
    "warning_check": "when rules were looked at",
    "digest_subscription": "staff",
    "release": "who signed which published figures, and their terms",
    "release_place": "published figures of a place, rounded, from ten responses on",
    "release_file": "the same as files",
    "stored_burst": "how unevenly responses came, for the whole participation",
}


def shown_columns(client: PageClient) -> set[tuple[str, str]]:
    rows = client.get("/rieng-tu").soup.select("tr[data-columns]")
    found = [(row["data-table"], column) for row in rows for column in row["data-columns"].split()]
    assert len(found) == len(set(found)), "a column is explained twice"
    return set(found)


def test_every_column_that_answering_fills_is_explained_and_none_is_invented(database: Database, client: PageClient) -> None:
    inspector = inspect(database.engine)
    real = {(table, column["name"]) for table in EXPLAINED for column in inspector.get_columns(table)}
    assert shown_columns(client) == real | EXPLAINED_COLUMNS


def test_every_table_is_explained_or_said_to_hold_nothing_of_respondents(database: Database) -> None:
    assert set(Base.metadata.tables) == EXPLAINED | set(SILENT)
    real = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert real == EXPLAINED | set(SILENT)


def test_each_row_says_what_is_kept_why_and_until_when(client: PageClient) -> None:
    for row in client.get("/rieng-tu").soup.select("tr[data-columns]"):
        what, why, until = (cell.get_text(" ", strip=True) for cell in row.select("th, td"))
        assert len(what) > 10, row
        assert why.startswith(("để ", "đó là ")), row
        assert until, row
