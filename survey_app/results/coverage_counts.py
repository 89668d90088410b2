"""Which units of a campaign were surveyed: with enough answers, with too few, without any; by level and by commune.

Counts of forms and units only, no answers. A unit that is asked with several instruments has enough where each of them has.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.vietnamese import sort_key
from survey_app.models import Campaign, Unit
from survey_app.models.organisation import LEVEL_NAMES, SCHOOL_LEVELS
from survey_app.results.department_figures import Coverage, CoverageLine, Standing, UnitCoverage
from survey_app.results.progress import UnitProgress, campaign_progress, commune_name

DIRECT = "Trực thuộc Sở"


def find_coverage(
    session: Session, campaign: Campaign, *, scope: Collection[str] | None = None, hidden: Collection[str] = ()
) -> Coverage:
    """How far every unit has come in its own collection, of a scope where one is given, without these instruments."""
    by_unit: dict[str, list[UnitProgress]] = {}
    for row in campaign_progress(session, campaign):
        if row.instrument_code not in hidden and (scope is None or row.unit_code in scope):
            by_unit.setdefault(row.unit_code, []).append(row)
    parent = aliased(Unit)
    places = session.execute(
        select(Unit.code, Unit.levels, parent.kind, parent.name)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Unit.code.in_(by_unit))
    )
    units = [
        _unit(by_unit[code], levels=tuple(filter(None, levels.split(","))), commune=commune_name(kind, name))
        for code, levels, kind, name in places
    ]
    units.sort(key=lambda unit: (unit.commune != "", sort_key(unit.commune), sort_key(unit.name), unit.code))
    communes: dict[str, list[UnitCoverage]] = {}
    for unit in units:
        communes.setdefault(unit.commune or DIRECT, []).append(unit)
    levels = ((LEVEL_NAMES[level], [unit for unit in units if level in unit.levels]) for level in SCHOOL_LEVELS)
    return Coverage(
        units=tuple(units),
        whole=_line("Tất cả", units),
        levels=tuple(_line(name, some) for name, some in levels if some),
        communes=tuple(_line(name, some) for name, some in communes.items()),
    )


def _unit(rows: Sequence[UnitProgress], *, levels: tuple[str, ...], commune: str) -> UnitCoverage:
    first = rows[0]
    return UnitCoverage(
        code=first.unit_code,
        name=first.unit_name,
        commune=commune,
        levels=levels,
        received=sum(row.received for row in rows),
        eligible=_total(row.eligible for row in rows),
        needed=_total(row.needed for row in rows),
        standing=_standing(rows),
    )


def _standing(rows: Sequence[UnitProgress]) -> Standing:
    if not any(row.received for row in rows):
        return "silent"
    if any(row.needed is not None and row.received < row.needed for row in rows):
        return "short"
    return "unknown" if any(row.needed is None for row in rows) else "enough"


def _total(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(number or 0 for number in known)


def _line(name: str, units: Sequence[UnitCoverage]) -> CoverageLine:
    def count(standing: Standing) -> int:
        return sum(unit.standing == standing for unit in units)

    return CoverageLine(
        name=name,
        units=len(units),
        surveyed=len(units) - count("silent"),
        enough=count("enough"),
        short=count("short"),
        silent=count("silent"),
        unknown=count("unknown"),
        received=sum(unit.received for unit in units),
    )
