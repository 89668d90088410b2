"""The department's units: the tree of communes and schools, a filtered list, and the page of one unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, abort, current_app, render_template, request
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.campaigns.grades import grade_labels
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.tokens import link_url, print_token
from survey_app.campaigns.unit_columns import KIND_LABELS, TOTAL_HEADER
from survey_app.campaigns.unit_list import UnitLine, find_relations, load_units
from survey_app.campaigns.unit_rows import CODE
from survey_app.db import get_database
from survey_app.exports.posters import build_posters_pdf
from survey_app.models import Unit
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.results.progress import unit_campaigns
from survey_app.views.account_words import find_accounts
from survey_app.views.downloads import send_download
from survey_app.views.management import blueprint
from survey_app.views.selection import NO_COMMUNE, is_named

STATES: Final = {
    "": "Đang hoạt động",
    "closed": "Đã ngừng hoạt động",
    "no-account": "Chưa có tài khoản",
    "waiting": "Chưa đăng nhập lần đầu",
    "no-number": "Chưa có số học sinh",
    "all": "Tất cả",
}
DONE: Final = {
    "added": "Đã thêm đơn vị. Mã QR của đơn vị đã sẵn sàng để in.",
    "saved": "Đã lưu. Mã QR đã in vẫn dùng được.",
    "closed": "Đã ghi ngày ngừng hoạt động. Kết quả cũ được giữ; đợt mở từ ngày đó không giao phiếu cho đơn vị nữa.",
    "reopened": "Đơn vị hoạt động trở lại.",
    "linked": "Đã nối với đơn vị trước đây. Lần so sánh với đợt trước sẽ theo đó.",
    "unlinked": "Đã bỏ nối.",
}


@dataclass(frozen=True)
class Wanted:
    """What the reader chose; "" stands for everything, of states for units that exist today."""

    name: str = ""
    commune: str = ""
    level: str = ""
    state: str = ""

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> "Wanted":
        """The choice that a query string spells; an unknown state counts as not chosen."""
        name, commune, level, state = (chosen.get(one, "").strip()[:200] for one in ("name", "commune", "level", "state"))
        return cls(name, commune, level, state if state in STATES else "")

    @property
    def is_narrow(self) -> bool:
        """Whether something was chosen."""
        return any((self.name, self.commune, self.level, self.state))

    def takes(self, line: UnitLine) -> bool:
        """Whether a unit is wanted."""
        return (
            (is_named(line.name, self.name) or line.code == self.name.upper())
            and (not self.commune or line.group == ("" if self.commune == NO_COMMUNE else self.commune))
            and (not self.level or self.level in line.levels)
            and _is_in_state(line, self.state)
        )


@dataclass(frozen=True)
class Branch:
    """A commune with what lies in it, or what stands directly under the department (without a commune)."""

    commune: UnitLine | None
    units: tuple[UnitLine, ...]

    @property
    def pupils(self) -> int:
        """Pupils of all its schools, as far as numbers are known."""
        return sum(unit.pupils or 0 for unit in self.units)


def _is_in_state(line: UnitLine, state: str) -> bool:
    if state == "all":
        return True
    if state == "closed":
        return line.is_closed
    lacks = {"": True, "no-account": not line.accounts, "waiting": bool(line.waiting), "no-number": line.lacks_number}
    return not line.is_closed and lacks[state]


@blueprint.get("/units")
def units() -> ResponseReturnValue:
    """All units: as a tree, or those that the reader asked for as a list."""
    wanted = Wanted.of(request.args)
    with get_database().reading() as session:
        lines = load_units(session, today=clock.today())
    existing = [line for line in lines if not line.is_closed]
    communes = {line.code: line for line in lines if line.kind == "commune"}
    chosen = [line for line in lines if wanted.takes(line)]
    taught = {level for line in existing for level in line.levels}
    return render_template(
        "management/units.html",
        wanted=wanted,
        total=len(lines),
        department=next((line for line in lines if line.kind == "department"), None),
        schools=sum(line.kind == "school" for line in existing),
        communes=[(line.code, line.name) for line in communes.values()],
        offers_none=any(not line.group and line.kind in ("school", "desk") for line in existing),
        commune_names={code: line.name for code, line in communes.items()},
        levels=[(level, name) for level, name in LEVEL_NAMES.items() if level in taught],
        states=[(code, name) for code, name in STATES.items() if code],
        first_state=STATES[""],
        pupils=sum(line.pupils or 0 for line in existing),
        without_account=sum(_is_in_state(line, "no-account") for line in lines),
        without_number=sum(_is_in_state(line, "no-number") for line in lines),
        chosen=chosen,
        branches=_branches(chosen, communes),
        kind_labels=KIND_LABELS,
        done=DONE.get(web_session.pop("done", ""), ""),
    )


def _branches(lines: Iterable[UnitLine], communes: Mapping[str, UnitLine]) -> list[Branch]:
    """What stands directly under the department first, then commune by commune."""
    inside: dict[str, list[UnitLine]] = {"": [], **{code: [] for code, line in communes.items() if not line.is_closed}}
    for line in lines:
        if line.kind not in ("department", "commune"):
            inside.setdefault(line.group, []).append(line)
    return [Branch(communes.get(code), tuple(units)) for code, units in inside.items() if units or code]


@blueprint.get("/units/<unit_code>")
def unit(unit_code: str) -> ResponseReturnValue:
    """One unit: what it is, its numbers, its link, what it was before, its accounts, the campaigns it took part in."""
    with get_database().reading() as session:
        return unit_page(session, get_unit(session, unit_code))


@blueprint.get("/units/<unit_code>/poster.pdf")
def unit_poster(unit_code: str) -> Response:
    """The poster of one unit."""
    with get_database().reading() as session:
        found = get_unit(session, unit_code)
        posters = posters_for(session, found, public_url=current_app.config["PUBLIC_URL"])
    name = f"ap-phich-{found.code}.pdf"
    return send_download(build_posters_pdf(posters), name, action="download-posters", subject=found.code)


def get_unit(session: Session, code: str) -> Unit:
    """The unit of an address; 404 where there is none."""
    if not CODE.fullmatch(code):  # whatever no code can be, a NUL among it, is not asked of the database
        abort(404)
    return session.scalar(select(Unit).where(Unit.code == code)) or abort(404)


def unit_page(session: Session, unit: Unit, *, problem: str = "", typed: Mapping[str, str] | None = None) -> str:
    """The page of one unit, with what was wrong with a deed on it."""
    now = clock.now()
    before, after = find_relations(session, unit, today=now.date())
    labels = grade_labels() | {"": TOTAL_HEADER}
    grace = current_app.config["GRACE_MINUTES"]
    below = session.execute(select(Unit.id).where(Unit.parent_id == unit.id)).all()
    return render_template(
        "management/unit.html",
        unit=unit,
        kind=KIND_LABELS[unit.kind],
        levels=[LEVEL_NAMES[level] for level in unit.levels.split(",")] if unit.levels else [],
        parent=unit.parent,
        below=len(below),
        is_closed=unit.closed_on is not None and unit.closed_on <= now.date(),
        numbers_by_grade=[(labels[one.grade], one.number) for one in unit.enrolments],
        pupils=sum(one.number for one in unit.enrolments) if unit.enrolments else None,
        before=before,
        after=after,
        accounts=find_accounts(session, now=now, unit_id=unit.id),
        campaigns=unit_campaigns(session, unit.id, now=now, grace_minutes=grace),
        code=print_token(unit.link_token),
        address=link_url(current_app.config["PUBLIC_URL"], unit.link_token),
        problem=problem,
        typed=typed or {},
        done="" if problem else DONE.get(web_session.pop("done", ""), ""),
    )
