"""What the department may read of the comments of its units: those that a unit has let out, and how many it has not.

After closing only: while people still write, a count that moves by one would say that somebody has just written.
"""

from dataclasses import dataclass
from typing import Final

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import paging
from survey_app.campaigns.participations import get_questionnaire
from survey_app.db import get_database
from survey_app.exports.released_comments import MOST_COMMENTS, comments_to_csv, comments_to_xlsx
from survey_app.models import Campaign, Participation
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.results.comment_reading import Place, add_counts, find_places, read_all, read_page, sum_counts
from survey_app.results.comments import THRESHOLD, comment_counts, counts_by_question, released_comments
from survey_app.views import selection
from survey_app.views.campaign_scope import get_campaign, is_provisional
from survey_app.views.comments_page import tabs_of
from survey_app.views.department import blueprint
from survey_app.views.downloads import send_download
from survey_app.views.own_scope import is_own_instrument, own_scope

UNITS_PAGE: Final = 50  # rows


@dataclass(frozen=True)
class Wanted:
    """What the reader chose; "" stands for everything."""

    words: str = ""
    question: str = ""
    name: str = ""
    commune: str = ""
    level: str = ""
    instrument: str = ""

    @classmethod
    def asked(cls) -> "Wanted":
        """The choice that this request's query string spells."""
        return cls(**{name: request.args.get(name, "").strip()[:200] for name in vars(cls())})

    @property
    def query(self) -> dict[str, str]:
        """The query string of this choice."""
        return {name: value for name, value in vars(self).items() if value}

    def takes(self, place: Place) -> bool:
        """Whether comments of this place are asked for."""
        commune = "" if self.commune == selection.NO_COMMUNE else self.commune
        return (
            selection.is_named(place.unit_name, self.name)
            and (not self.commune or place.commune == commune)
            and (not self.level or self.level in place.levels)
            and self.instrument in ("", place.questionnaire.code)
        )


@blueprint.get("/campaigns/<campaign_code>/comments")
def campaign_comments(campaign_code: str) -> ResponseReturnValue:
    """The released comments of the units of the scope, filtered as the reader likes, a page at a time."""
    wanted = Wanted.asked()
    with get_database().reading() as session:
        found = get_campaign(session, campaign_code)
        if is_provisional(found):
            return render_template("department/campaign_comments.html", campaign=found, is_closed=False)
        places = _places(session, found)
        counts = counts_by_question(session, [place.participation_id for place in places])
        chosen = [place for place in places if wanted.takes(place)]
        page = read_page(
            session,
            chosen,
            counts,
            page=paging.read_page(request.args),
            question=wanted.question,
            matches=selection.matcher(wanted.words) if wanted.words else None,
        )
    return render_template(
        "department/campaign_comments.html",
        campaign=found,
        is_closed=True,
        wanted=wanted,
        list=page,
        total=add_counts(counts.values()),
        threshold=THRESHOLD,
        questions=_questions(places, wanted),
        fits_workbook=page.pager.rows <= MOST_COMMENTS,
        **_offers(places),
    )


@blueprint.get("/campaigns/<campaign_code>/comments/units")
def campaign_comment_units(campaign_code: str) -> ResponseReturnValue:
    """How far each unit has come with reviewing its comments, those with the most left first."""
    wanted = Wanted.asked()
    with get_database().reading() as session:
        found = get_campaign(session, campaign_code)
        if is_provisional(found):
            return render_template("department/campaign_comments.html", campaign=found, is_closed=False)
        places = _places(session, found)
        counts = counts_by_question(session, [place.participation_id for place in places])
    by_place = sum_counts(places, counts)
    rows = [(place, by_place[place.participation_id]) for place in places if place.participation_id in by_place]
    chosen = sorted(((place, count) for place, count in rows if wanted.takes(place)), key=lambda row: -row[1].open)
    shown, pager = paging.paginate(chosen, paging.read_page(request.args), size=UNITS_PAGE)
    return render_template(
        "department/campaign_comment_units.html",
        campaign=found,
        wanted=wanted,
        rows=shown,
        pager=pager,
        silent=len(places) - len(rows),
        total=add_counts(counts.values()),
        untouched=sum(bool(count.open) and not (count.released or count.kept_inside or count.hidden) for _, count in rows),
        reviewed=sum(not count.open for _, count in rows),
        threshold=THRESHOLD,
        **_offers(places),
    )


@blueprint.get("/campaigns/<campaign_code>/comments.<any(csv, xlsx):form>")
def campaign_comments_file(campaign_code: str, form: str) -> Response:
    """The released comments that the reader filtered, as a table."""
    wanted = Wanted.asked()
    with get_database().reading() as session:
        found = get_campaign(session, campaign_code)
        if is_provisional(found):
            abort(404)
        chosen = [place for place in _places(session, found) if wanted.takes(place)]
        matches = selection.matcher(wanted.words) if wanted.words else None
        rows = read_all(session, chosen, question=wanted.question, matches=matches)
    if form == "csv":
        data = comments_to_csv(rows)
    elif len(rows) <= MOST_COMMENTS:
        data = comments_to_xlsx(rows, campaign_name=found.name, made_on=found.sealed_on or found.closes_on)
    else:
        abort(404)
    return send_download(data, f"y-kien-{found.code}.{form}", action="download-comments", subject=f"{found.code}: {len(rows)}")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/comments")
def unit_comments(participation_id: int) -> ResponseReturnValue:
    """The released comments of a unit in the scope, by question."""
    with get_database().reading() as session:
        participation = session.get(Participation, participation_id)
        if participation is None or participation.unit.code not in own_scope(session):
            abort(404)
        instrument, campaign = participation.instrument, participation.campaign
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        if not is_own_instrument(questionnaire.levels):
            abort(404)
        counts = comment_counts(session, [participation_id])[participation_id]
        return render_template(
            "department/comments.html",
            participation_id=participation_id,
            unit_name=participation.unit.name,
            campaign_name=campaign.name,
            is_closed=not is_provisional(campaign),
            threshold=THRESHOLD,
            instrument_title=questionnaire.short_title,
            questions=released_comments(session, [participation_id])[participation_id],
            tabs=tabs_of(counts),
        )


def _places(session: Session, campaign: Campaign) -> tuple[Place, ...]:
    places = find_places(session, campaign, unit_ids={unit.unit_id for unit in own_scope(session).values()})
    return tuple(place for place in places if is_own_instrument(place.questionnaire.levels))


def _offers(places: tuple[Place, ...]) -> dict[str, object]:
    """What the filters offer: communes, levels and questionnaires that occur."""
    taught = {level for place in places for level in place.levels}
    return {
        "communes": selection.communes_of_names(place.commune for place in places),
        "levels": [(code, name) for code, name in LEVEL_NAMES.items() if code in taught],
        "instruments": list({place.questionnaire.code: place.questionnaire.short_title for place in places}.items()),
    }


def _questions(places: tuple[Place, ...], wanted: Wanted) -> list[tuple[str, str]]:
    """The questions by code, in the words of the chosen questionnaire or of the first that asks them."""
    found: dict[str, str] = {}
    for place in places:
        if wanted.instrument in ("", place.questionnaire.code):
            for item in place.questionnaire.text_items:
                found.setdefault(item.code, item.text)
    return sorted(found.items())
