"""Role × endpoint × scope: what each account of the department may open, and that no reply names what lies outside its scope.

Walks the URL map, so a new view is under test by being there. Each unit has a name that stands nowhere else; whatever a reply
holds (page, CSV, workbook, document, PDF) is read as text and searched for the names of units outside.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from questionnaires import Questionnaire
from survey_app.accounts.accounts import create_account
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.improvement.assessment import Assessment
from survey_app.improvement.quarters import Quarter
from survey_app.improvement.self_assessments import send_assessment, write_draft
from survey_app.models import Comment, Participation, Unit
from tests.conftest import Clock
from tests.endpoints import DEPARTMENT, ROLES, UNIT, WHOLE
from tests.factories import CHEAP, DURING, PASSWORD, answer, make_campaign, make_unit
from tests.pages import PageClient
from tests.sample_document import minimal_document
from tests.staff import sign_in
from tests.test_permissions import address, guarded

LATER = dt.datetime(2026, 6, 25, 9, tzinfo=TIMEZONE)
CODES = ("MN-PH", "TH-PH", "THCS-PH", "THPT-PH")

# by code: name, levels, parent; each last word stands in one name only
SCHOOLS = {
    "MN1": ("Trường Mầm non Ánhdương", "MN", "X1"),
    "TH1": ("Trường Tiểu học Bìnhminh", "TH", "X2"),
    "LC1": ("Trường TH và THCS Cầuvồng", "TH,THCS", "X1"),
    "CS1": ("Trường THCS Đồixanh", "THCS", "X2"),
    "PT1": ("Trường THPT Gióbiển", "THPT", "SO"),
}
WORDS = {code: name.rsplit(" ", 1)[1] for code, (name, _, _) in SCHOOLS.items()} | {"X1": "Rừngthông", "X2": "Suốimơ"}


@dataclass(frozen=True)
class Reader:
    """An account, and what it may see: units by code, and instruments by school."""

    username: str
    unit: str
    levels: tuple[str, ...]
    sees: frozenset[str]
    asked: frozenset[tuple[str, str]]  # school and instrument


def pairs(*schools: str) -> frozenset[tuple[str, str]]:
    return frozenset((school, f"{level}-PH") for school in schools for level in SCHOOLS[school][1].split(","))


READERS = (
    Reader("toan.so", "SO", (), frozenset(WORDS), pairs(*SCHOOLS)),
    Reader("xa.mot", "X1", (), frozenset({"X1", "MN1", "LC1"}), pairs("MN1", "LC1")),
    Reader(
        "mam.non.tieu.hoc",
        "SO",
        ("MN", "TH"),
        frozenset({"MN1", "TH1", "LC1", "X1", "X2"}),
        frozenset({("MN1", "MN-PH"), ("TH1", "TH-PH"), ("LC1", "TH-PH")}),
    ),
    Reader(
        "trung.hoc",
        "SO",
        ("THCS", "THPT"),
        frozenset({"LC1", "CS1", "PT1", "X1", "X2"}),
        frozenset({("LC1", "THCS-PH"), ("CS1", "THCS-PH"), ("PT1", "THPT-PH")}),
    ),
    Reader("thuong.xuyen", "SO", ("GDTX",), frozenset(), frozenset()),
)
NARROW = [reader for reader in READERS if reader.username != "toan.so"]


@dataclass(frozen=True)
class Filled:
    """Participations by school and instrument, self-assessments by school."""

    participations: dict[tuple[str, str], int]
    assessments: dict[str, int]


@pytest.fixture
def filled(database: Database, clock: Clock) -> Filled:
    """Five schools of all levels in two communes, answers, released comments, self-assessments, one account of each kind."""
    clock.set(2026, 6, 25)
    with database.writing() as session:
        return Filled(_fill(session), _assess(session))


def _fill(session: Session) -> dict[tuple[str, str], int]:
    units = {"SO": make_unit(session, "SO", "Sở Giáo dục và Đào tạo", kind="department")}
    for code in ("X1", "X2"):
        units[code] = make_unit(session, code, f"Xã {WORDS[code]}", kind="commune", parent=units["SO"])
    for code, (name, levels, parent) in SCHOOLS.items():
        units[code] = make_unit(session, code, name, levels=levels, parent=units[parent], pupils=200)
    for reader in READERS:
        create_account(
            session,
            username=reader.username,
            password=PASSWORD,
            role="department",
            unit=units[reader.unit],
            levels=reader.levels,
            method=CHEAP,
        )
    create_account(session, username="mn1", password=PASSWORD, role="unit", unit=units["MN1"], method=CHEAP)
    make_campaign(session, codes=CODES)
    found = {}
    for participation in session.scalars(select(Participation)):
        place = (participation.unit.code, participation.instrument.code)
        found[place] = participation.id
        answer(session, participation, 24, seed=participation.id)
        _comment(session, participation)
    session.execute(update(Comment).values(state="released"))
    return found


def _comment(session: Session, participation: Participation) -> None:
    """Six comments that name the school."""
    questionnaire = Questionnaire.from_json(participation.instrument.content)
    item = next(one.code for one in questionnaire.items if one.kind == "text")
    sheet = "".join("4" if one.kind == "rating" else "1" for one in questionnaire.closed_items)
    word = WORDS[participation.unit.code]
    forms = [
        NewResponse(
            f"scope-{participation.id}-{k}",
            sheet,
            (90,) * len(questionnaire.percent_items),
            comments={item: f"Ý {k} về {word}"},
        )
        for k in range(6)
    ]
    record(session, Destination.of(participation), forms, now=DURING)


def _assess(session: Session) -> dict[str, int]:
    found = {}
    for code in SCHOOLS:
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        record_ = write_draft(session, unit.id, Quarter(2026, 2), Assessment())
        send_assessment(record_, minimal_document(), now=LATER, due_on=dt.date(2026, 6, 20))
        session.flush()
        found[code] = record_.id
    return found


def outside(reader: Reader) -> set[str]:
    return {WORDS[code] for code in WORDS.keys() - reader.sees}


def text_of(response: object) -> str:
    """What a reply says, whatever its form."""
    data, kind = response.data, response.mimetype  # type: ignore[attr-defined]
    if kind == "application/pdf":
        return "".join((page.extract_text() or "").replace("\n", " ") for page in PdfReader(io.BytesIO(data)).pages)
    if kind.startswith("application/vnd.openxmlformats") or kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return data.decode()  # type: ignore[no-any-return]


def token_of(client: PageClient, url: str) -> str:
    return client.get(url).form_data("form.sign-out")["csrf_token"]


def requests_for(rule: Rule, filled: Filled) -> Iterator[tuple[str, str | None, bool]]:
    """Addresses of a rule with the school each is about (None: all of the scope) and whether it is one participation's."""
    if "participation_id" in rule.arguments:
        for (school, instrument), participation_id in filled.participations.items():
            yield address(rule, participation_id), f"{school} {instrument}", True
    elif "assessment_id" in rule.arguments:
        for school, assessment_id in filled.assessments.items():
            yield address(rule, 1).replace("/1", f"/{assessment_id}"), school, False
    else:
        yield address(rule, 1), None, False


@pytest.mark.parametrize("reader", NARROW, ids=lambda reader: reader.username)
def test_no_reply_names_what_lies_outside(app: Flask, filled: Filled, client: PageClient, reader: Reader) -> None:
    sign_in(client, reader.username)
    hidden = outside(reader)
    queries = ["", *(urlencode({"instrument": code}) for code in CODES)]
    queries += [urlencode({"name": word}) for word in sorted(hidden)[:2]] + [urlencode({"commune": "Xã Suốimơ"})]
    seen = ""
    for rule in guarded(app, DEPARTMENT):
        if "GET" not in (rule.methods or ()):
            continue
        for url, about, is_participation in requests_for(rule, filled):
            may = about is None
            if about is not None:
                school, _, instrument = about.partition(" ")
                may = (school, instrument) in reader.asked if is_participation else school in {s for s, _ in reader.asked}
            if not may:
                assert client.client.get(url).status_code == 404, (reader.username, url)
                continue
            if url.endswith(".png"):  # a picture says nothing that could be read here, and is drawn from the same report
                continue
            for query in queries if about is None and "pdf" not in url else [""]:
                response = client.client.get(f"{url}?{query}")
                assert response.status_code in (200, 302, 404, 409), (response.status_code, url, query)
                told = text_of(response).replace(query.replace("+", " "), "")
                for word in hidden:
                    echoed = told.count(f'value="{word}"') + told.count(f"“{word}”")
                    leaks = told.count(word) - (echoed if "name=" in query else 0)
                    assert leaks == 0, (reader.username, url, query, word)
                seen += told
    for school, _ in reader.asked:
        assert WORDS[school] in seen, "what lies inside is shown, or the test would prove nothing"


@pytest.mark.parametrize("username", [reader.username for reader in NARROW] + ["mn1"])
def test_what_runs_the_whole_department_is_closed_to_everybody_else(
    app: Flask, filled: Filled, client: PageClient, username: str
) -> None:
    assert filled
    sign_in(client, username)
    home = "/unit" if username == "mn1" else "/department"
    token = token_of(client, home)
    rules = guarded(app, WHOLE)
    assert len(rules) > 10
    for rule in rules:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            data = {"csrf_token": token} if method == "POST" else None
            response = client.client.open(address(rule, 1), method=method, data=data)
            assert response.status_code == 403, (username, method, rule.rule)


def test_the_whole_department_comes_in(app: Flask, filled: Filled, client: PageClient) -> None:
    assert filled
    sign_in(client, "toan.so")
    for rule in guarded(app, WHOLE):
        if "GET" in (rule.methods or ()):
            assert client.client.get(address(rule, 1)).status_code in (200, 404), rule.rule
    for rule in guarded(app, UNIT):
        if "GET" in (rule.methods or ()):
            client.get(address(rule, 1), status=403)


def test_a_deed_outside_the_scope_is_refused(app: Flask, filled: Filled, new_client: Callable[[], PageClient]) -> None:
    for reader in NARROW:
        client = sign_in(new_client(), reader.username)
        token = token_of(client, "/department")
        client.post("/department/self-assessments", {"csrf_token": token, "day": "15"}, status=403)
        for school, assessment_id in filled.assessments.items():
            if school not in {one for one, _ in reader.asked}:
                data = {"csrf_token": token, "reason": "Thiếu số liệu"}
                client.post(f"/department/self-assessments/{assessment_id}", data, status=404)


def test_the_counts_are_those_of_the_scope(filled: Filled, new_client: Callable[[], PageClient]) -> None:
    assert filled
    for reader in READERS:
        client = sign_in(new_client(), reader.username)
        rows = client.download("/department/campaigns/2026/progress.csv", mimetype="text/csv").decode().splitlines()[1:]
        assert len(rows) == len(reader.asked), reader.username
        received = 30 * len(reader.asked)
        page = client.get("/department/campaigns/2026")
        headlines = [one for one in page.soup.select(".headline") if "phiếu đã nhận" in one.get_text()]
        headline = headlines[0].select_one(".big") if headlines else None
        assert (headline.get_text(strip=True) if headline else "0") == f"{received}", reader.username
        posters = client.client.get("/department/campaigns/2026/posters.pdf")
        assert posters.status_code == (200 if reader.asked else 404)
        if reader.asked:
            schools = {school for school, _ in reader.asked}
            assert len(PdfReader(io.BytesIO(posters.data)).pages) == len(schools)


def test_every_endpoint_behind_a_guard_says_whose_it_is(app: Flask) -> None:
    """The blueprint is the guard: an endpoint of another role in it would be refused to those it is for."""
    for rule in app.url_map.iter_rules():
        home = rule.endpoint.partition(".")[0]
        wanted = {"unit": UNIT, "department": DEPARTMENT, "management": WHOLE}.get(home)
        assert wanted is None or ROLES[rule.endpoint] == wanted, rule.endpoint
