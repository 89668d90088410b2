"""For people who work in SQL: a view per instrument with one named column per item. Nothing in the service reads them.

`answers__2026__th_ph` holds the answers to TH-PH in the campaign 2026. An item's column is the value of the option chosen,
NULL where nothing was answered and where the respondent could not judge, so that avg() and count() are right by themselves;
who needs to tell the two apart finds "-" and "0" in the sheet, which stands beside them.
"""

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.models import Campaign, Instrument

PREFIX = "answers__"


def view_name(campaign_code: str, instrument_code: str) -> str:
    """The view's name; both codes are capital letters, digits and single hyphens, so no two instruments share one."""
    return f"{PREFIX}{_identifier(campaign_code)}__{_identifier(instrument_code)}"


def create_answer_view(session: Session, campaign: Campaign, instrument: Instrument, questionnaire: Questionnaire) -> None:
    """Make the view of an instrument, or make it anew."""
    name = view_name(campaign.code, instrument.code)
    columns = [
        "u.code AS unit_code",
        "p.collection",
        "r.participation_id",
        "r.channel",
        "r.pace",
        "r.honeypot",
        "r.grade",
        "r.sheet",
        *_item_columns(questionnaire, is_sqlite=session.get_bind().dialect.name == "sqlite"),
    ]
    _run(session, f"DROP VIEW IF EXISTS {name}")
    source = "response r JOIN participation p ON p.id = r.participation_id JOIN unit u ON u.id = r.unit_id"
    condition = f"r.campaign_id = {int(campaign.id)} AND p.instrument_id = {int(instrument.id)}"
    # a view takes no bound values; every name and number in it is one of ours and checked
    statement = f"CREATE VIEW {name} AS SELECT {', '.join(columns)} FROM {source} WHERE {condition}"  # noqa: S608  # nosec B608  # checked names
    _run(session, statement)


def create_answer_views(session: Session) -> None:
    """Make the views of all instruments of opened campaigns, or make them anew."""
    for instrument in session.scalars(select(Instrument).join(Campaign).where(Campaign.opened).order_by(Instrument.id)):
        create_answer_view(session, instrument.campaign, instrument, Questionnaire.from_json(instrument.content))


def drop_answer_views(session: Session) -> None:
    """Remove the views of all instruments."""
    for name in find_answer_views(session):
        _run(session, f"DROP VIEW {name}")


def find_answer_views(session: Session) -> list[str]:
    """The names of all views of instruments."""
    return [name for name in inspect(session.connection()).get_view_names() if name.startswith(PREFIX)]


def _item_columns(questionnaire: Questionnaire, *, is_sqlite: bool) -> list[str]:
    columns = []
    for place, item in enumerate(questionnaire.closed_items, start=1):
        options = item.options if item.kind == "choice" else questionnaire.scale.options
        values = ", ".join(f"'{option.value}'" for option in options)
        character = f"substr(r.sheet, {place}, 1)"
        columns.append(f"CASE WHEN {character} IN ({values}) THEN CAST({character} AS INTEGER) END AS {item.code.lower()}")
    for place, item in enumerate(questionnaire.percent_items):
        if is_sqlite:
            part = f"json_extract('[\"' || replace(r.percents, ',', '\",\"') || '\"]', '$[{place}]')"
        else:
            part = f"split_part(r.percents, ',', {place + 1})"
        columns.append(f"CAST(NULLIF(NULLIF({part}, '-'), '') AS INTEGER) AS {item.code.lower()}")
    return columns


def _identifier(code: str) -> str:
    name = code.lower().replace("-", "_")
    if not (name.isascii() and name.replace("_", "").isalnum()):
        raise ValueError(f"not a code: {code!r}")
    return name


def _run(session: Session, statement: str) -> None:
    session.connection().exec_driver_sql(statement)
