"""What a unit's annual report is written from: the unit's own reports, last year's, the department's level, grades."""

import datetime as dt
import itertools
import random
from collections.abc import Sequence

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, build_unit_change
from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.sealing import seal_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation, Unit
from survey_app.results import annual
from survey_app.results.access import Access
from survey_app.results.annual import CampaignNotClosedError, annual_reports, find_annual_report
from survey_app.results.annual_figures import AnnualPart, AnnualReport
from survey_app.results.quality import store_quality
from survey_app.results.reports import NotShown, UnitReports, find_department_report, find_unit_reports
from tests.factories import make_department
from tests.survey_app.results.test_reports import statements

NOW = dt.datetime(2026, 7, 1, 9, tzinfo=TIMEZONE)
GRACE = 60
SHEETS = ("4", "5", "3", "4", "5", "2", "4")

_keys = itertools.count()


def add_campaign(session: Session, year: int, *codes: str, convention: str = "answers") -> Campaign:
    shipped = load_shipped()
    campaign = create_campaign(
        session,
        code=str(year),
        name=f"Khảo sát năm {year}",
        opens_on=dt.date(year, 5, 4),
        closes_on=dt.date(year, 5, 29),
        questionnaires=[shipped[code] for code in codes or ("TH-PH",)],
    )
    campaign.convention = convention
    open_campaign(session, campaign)
    return campaign


def seal(session: Session, campaign: Campaign) -> None:
    store_quality(session, campaign)
    seal_campaign(session, campaign, today=NOW.date())


def place(session: Session, campaign: Campaign, unit_code: str) -> Participation:
    statement = select(Participation).join(Unit, Participation.unit_id == Unit.id).where(Unit.code == unit_code)
    return session.scalars(statement.where(Participation.campaign_id == campaign.id).order_by(Participation.id)).first()  # type: ignore[return-value]


def answer(
    session: Session, participation: Participation, number: int, *, glad: float = 0.9, seed: int = 1, channel: str = "qr"
) -> None:
    """So many forms, one grade after the other, the last three without a grade."""
    questionnaire = Questionnaire.from_json(participation.instrument.content)
    rng = random.Random(seed)
    forms = []
    for k in range(number):
        sheet = "".join(
            (rng.choice("45") if rng.random() < glad else rng.choice("123")) if item.kind == "rating" else "1"
            for item in questionnaire.closed_items
        )
        grade = "" if k >= number - 3 else questionnaire.grades[k % 3].code
        percents = (90,) * len(questionnaire.percent_items)
        forms.append(NewResponse(f"annual-{next(_keys)}", sheet, percents, grade, channel=channel))
    record(session, Destination.of(participation), forms, now=dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE))


def fill(session: Session, years: Sequence[int] = (2025, 2026), *, schools: int = 5, number: int = 48) -> list[Campaign]:
    """Primary schools that answered in these years; school 1 does better from year to year."""
    make_department(session, schools=schools)
    campaigns = []
    for year in years:
        campaign = add_campaign(session, year)
        for school in range(1, schools + 1):
            glad = 0.7 + 0.2 * (year - 2025) if school == 1 else 0.85
            answer(session, place(session, campaign, f"TH{school}"), number, glad=glad, seed=year + school)
        campaigns.append(campaign)
    return campaigns


def report_of(session: Session, unit_code: str, campaign: str | int = "2026", *, now: dt.datetime = NOW) -> AnnualReport:
    unit_id = session.scalars(select(Unit.id).where(Unit.code == unit_code)).one()
    found = find_annual_report(session, unit_id, campaign, now=now, grace_minutes=GRACE)
    assert isinstance(found, AnnualReport)
    return found


def part_of(session: Session, unit_code: str, campaign: str = "2026") -> AnnualPart:
    (part,) = report_of(session, unit_code, campaign).parts
    return part


def test_a_report_has_the_units_own_figures_last_years_and_the_departments(database: Database) -> None:
    with database.writing() as session:
        for campaign in fill(session):
            seal(session, campaign)
    with database.reading() as session:
        report, part, last = report_of(session, "TH1"), part_of(session, "TH1"), part_of(session, "TH1", "2025")
        campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        own = find_unit_reports(session, part.participation_id, now=NOW, grace_minutes=GRACE)
        department = find_department_report(session, campaign, "TH-PH", now=NOW, grace_minutes=GRACE)
    assert (report.unit_name, report.superior_name) == ("Trường Tiểu học Ngọk Bay 1", "Phường Nghĩa Lộ")
    assert (report.unit_kind, report.unit_levels, report.campaign_code) == ("school", ("TH",), "2026")
    assert (report.closes_on, report.parts[0].report.target, report.is_sealed) == (dt.date(2026, 5, 29), 0.9, True)
    assert isinstance(own, UnitReports)
    assert (part.report, part.quality) == (own.report, own.quality)
    assert part.quality is not None
    assert part.arrivals_known
    assert (part.collection, part.channels, part.collected_elsewhere, part.uncovered) == ("own", {"qr": 48}, False, 0)
    assert part.access == Access("open")
    assert part.questionnaire.code == "TH-PH"
    assert part.earlier is not None
    assert (part.earlier.campaign_name, part.earlier.closes_on) == ("Khảo sát năm 2025", dt.date(2025, 5, 29))
    assert part.earlier.report == last.report
    labels = ("Khảo sát năm 2025", "Khảo sát năm 2026")
    questionnaires = (last.questionnaire, part.questionnaire)
    assert part.earlier.change == build_unit_change(last.report, part.report, questionnaires=questionnaires, labels=labels)
    assert part.earlier.change.whole.change is not None
    assert part.earlier.change.whole.change.word == "risen"
    assert isinstance(department, DepartmentReport)
    assert part.level is not None
    assert (part.level.share, part.level.units) == (department.total, 5)
    assert part.grades is not None
    assert [group.grades for group in part.grades.groups] == [("1",), ("2",), ("3", "4", "5", "")]
    assert sum(group.forms for group in part.grades.groups) == 48
    assert (last.earlier, last.not_compared) == (None, "first")


def test_many_units_are_as_each_alone_and_share_what_they_share(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual, "STRETCH", 2)
    with database.writing() as session:
        for campaign in fill(session, number=15):
            seal(session, campaign)
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        first = list(annual_reports(session, campaign, now=NOW, grace_minutes=GRACE))
        assert first == [report_of(session, f"TH{school}") for school in range(1, 6)]
        assert len({report.fingerprint for report in first}) == 5
        some = [report.unit_id for report in first[1:3]]
        assert list(annual_reports(session, campaign, now=NOW, grace_minutes=GRACE, unit_ids=some)) == first[1:3]

    def cost(stretch: int) -> int:
        monkeypatch.setattr(annual, "STRETCH", stretch)
        with database.reading() as session, statements(database) as sent:
            campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
            assert len(list(annual_reports(session, campaign, now=NOW, grace_minutes=GRACE))) == 5
        assert not any("sheet" in statement for statement in sent), "once sums are stored no response is read"
        return len(sent)

    by_two, by_four = cost(2), cost(4)
    a_stretch = by_two - by_four
    assert a_stretch > 0
    assert by_four < 2 * a_stretch + 25, "what all units share is asked for once, whatever the number of stretches"


def test_only_a_closed_campaign_has_a_report(database: Database) -> None:
    with database.writing() as session:
        campaign = fill(session, [2026], schools=1, number=12)[0]
        campaign.paper_until = dt.date(2026, 6, 5)
        campaign.results_while_open = True
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        unit_id = place(session, campaign, "TH1").unit_id
        for month, day, reason in ((5, 1, "not open yet"), (5, 12, "after closing"), (6, 5, "after closing")):
            now = dt.datetime(2026, month, day, 9, tzinfo=TIMEZONE)
            found = find_annual_report(session, unit_id, "2026", now=now, grace_minutes=GRACE)
            assert found == NotShown(reason, shown_from=dt.date(2026, 6, 6))  # type: ignore[arg-type]
            with pytest.raises(CampaignNotClosedError):
                annual_reports(session, campaign, now=now, grace_minutes=GRACE)
        now = dt.datetime(2026, 6, 6, 9, tzinfo=TIMEZONE)
        assert report_of(session, "TH1", campaign.id, now=now) == report_of(session, "TH1", "2026", now=now)
        assert find_annual_report(session, unit_id, "2020", now=now, grace_minutes=GRACE) == NotShown("unknown")
        department = session.scalars(select(Unit.id).where(Unit.code == "SO")).one()
        for other in (department, 9999):
            assert find_annual_report(session, other, "2026", now=now, grace_minutes=GRACE) == NotShown("unknown")


def test_grades_and_quality_wait_for_the_seal(database: Database) -> None:
    with database.writing() as session:
        fill(session, [2026], schools=1)
    with database.reading() as session:
        part = part_of(session, "TH1")
        before = report_of(session, "TH1")
    assert (part.grades, part.quality, part.arrivals_known, before.is_sealed) == (None, None, False, False)
    with database.writing() as session:
        seal(session, session.scalars(select(Campaign)).one())
    with database.reading() as session:
        after = report_of(session, "TH1")
    assert after.parts[0].grades is not None
    assert after.parts[0].report == part.report
    assert after.fingerprint != before.fingerprint


def test_the_latest_closed_campaign_before_is_the_one_to_compare_with(database: Database) -> None:
    with database.writing() as session:
        fill(session, [2024, 2025, 2026], schools=1, number=12)
    with database.reading() as session:
        part = part_of(session, "TH1")
    assert part.earlier is not None
    assert part.earlier.campaign_name == "Khảo sát năm 2025"
    with database.writing() as session:  # a campaign that never was opened has nothing to compare with
        session.execute(update(Campaign).where(Campaign.code == "2025").values(opened=False))
    with database.reading() as session:
        part = part_of(session, "TH1")
    assert part.earlier is not None
    assert part.earlier.campaign_name == "Khảo sát năm 2024"


def test_what_cannot_be_compared_says_why(database: Database) -> None:
    with database.writing() as session:
        make_department(session, schools=2)
        earlier, later = add_campaign(session, 2025, convention="mean"), add_campaign(session, 2026)
        for campaign, school in ((earlier, "TH1"), (later, "TH1"), (later, "TH2")):
            answer(session, place(session, campaign, school), 12)
    with database.reading() as session:
        assert [part_of(session, code).not_compared for code in ("TH1", "TH2")] == ["another convention", "no answers"]
        assert [part_of(session, code).earlier for code in ("TH1", "TH2")] == [None, None]


def test_no_level_is_shown_from_which_a_unit_could_work_out_another(database: Database) -> None:
    with database.writing() as session:
        campaign = fill(session, [2026], schools=4, number=12)[0]
        session.add(Participation(campaign_id=campaign.id, unit=_new_school(session), instrument=campaign.instruments[0]))
        session.flush()
        answer(session, place(session, campaign, "TH9"), 9)
    with database.reading() as session:
        shown, small = part_of(session, "TH1"), part_of(session, "TH9")
        assert isinstance(shown.report.index_share, Estimate)
        assert shown.level is not None
        assert shown.level.units == 4, "a single small school is in no total"
        assert small.level is None
    with database.writing() as session:
        participation = place(session, session.scalars(select(Campaign)).one(), "TH4")
        session.execute(update(Participation).where(Participation.id == participation.id).values(collection="sample"))
    with database.reading() as session:
        assert part_of(session, "TH1").level is None, "two other schools are too few"


def _new_school(session: Session) -> Unit:
    unit = Unit(code="TH9", name="Trường Tiểu học nhỏ", kind="school", levels="TH", link_token="TOKENTH9")
    session.add(unit)
    return unit


@pytest.mark.parametrize("collections", [("independent",), ("sample",), ("independent", "sample")])
def test_the_departments_own_collections_stand_beside(database: Database, collections: tuple[str, ...]) -> None:
    with database.writing() as session:
        campaign = fill(session, [2026], schools=2, number=12)[0]
        for (school, number), collection in itertools.product((("TH1", 12), ("TH2", 9)), collections):
            own = place(session, campaign, school)
            beside = Participation(
                campaign_id=campaign.id, unit_id=own.unit_id, instrument_id=own.instrument_id, collection=collection
            )
            session.add(beside)
            session.flush()
            answer(session, beside, number, glad=0.6, seed=len(collection))
    with database.reading() as session:
        report, few = report_of(session, "TH1"), part_of(session, "TH2")
        (part,) = report.parts
        ids = select(Participation.id).where(Participation.unit_id == report.unit_id).order_by(Participation.id)
        theirs = [
            find_unit_reports(session, found, now=NOW, grace_minutes=GRACE)
            for found in session.scalars(ids.where(Participation.collection != "own"))
        ]
    assert (part.report.forms, part.channels) == (12, {"qr": 12})
    assert [one.report for one in part.beside] == [one.report for one in theirs if isinstance(one, UnitReports)]
    assert tuple(one.collection for one in part.beside) == collections
    assert part.report not in [one.report for one in part.beside]
    assert few.beside == (), "nine answers are no report"


def test_answers_collected_elsewhere_and_two_instruments(database: Database) -> None:
    with database.writing() as session:
        units = make_department(session, schools=1)
        campaign = add_campaign(session, 2026, "TH-PH", "PVNT")
        ids = session.scalars(select(Participation.id).order_by(Participation.instrument_id)).all()
        answer(session, session.get_one(Participation, ids[0]), 12, channel="import")
        assert len(ids) == 2
        unit_id = units["TH1"].id
        order = [instrument.code for instrument in campaign.instruments]
    with database.reading() as session:
        found = find_annual_report(session, unit_id, "2026", now=NOW, grace_minutes=GRACE)
    assert isinstance(found, AnnualReport)
    assert [part.questionnaire.code for part in found.parts] == order
    assert [part.collected_elsewhere for part in found.parts] == [True, False]
    assert [part.report.forms for part in found.parts] == [12, 0]
