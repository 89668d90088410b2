"""Taking a units file over into the database: all rows or none, and again without doubling.

A unit is known by its code. What is in the file is added or updated; what is not in it stays. A link token is given once and
never changes, because it hangs on a wall.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from questionnaires.faults import quote
from survey_app.campaigns.tokens import make_link_token
from survey_app.campaigns.unit_columns import KIND_LABELS
from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import RowFault, UnitsFileError
from survey_app.models import Enrolment, Unit

PARENT_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "desk": ("department", "commune"),
    "commune": ("department",),
    "school": ("department", "commune"),
}


@dataclass(frozen=True)
class UnitsImported:
    """What an import did, by unit code in the order of the file; `absent` units are not in the file and stay as they were."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    absent: tuple[str, ...]


def import_units(session: Session, content: bytes) -> UnitsImported:
    """Add and update the units of an .xlsx or .csv file. Raises UnitsFileError with every fault. The caller commits."""
    rows, faults = read_unit_rows(content)
    units = {
        unit.code: unit for unit in session.scalars(select(Unit).options(selectinload(Unit.enrolments)).order_by(Unit.code))
    }
    faults += find_faults_among([row for row in rows if row.code], units)
    if faults:
        raise UnitsFileError(faults)
    known = set(units)
    tokens = {unit.link_token for unit in units.values()}
    for row in rows:
        if row.code not in known:
            units[row.code] = Unit(code=row.code, kind=row.kind, link_token=_make_unused_token(tokens))
    changed = {row.code for row in rows if _bring_up_to_date(units[row.code], row, parent=units.get(row.parent_code))}
    session.add_all(units.values())
    session.flush()
    codes = [row.code for row in rows]
    return UnitsImported(
        added=tuple(code for code in codes if code not in known),
        updated=tuple(code for code in codes if code in known & changed),
        unchanged=tuple(code for code in codes if code in known - changed),
        absent=tuple(sorted(known - set(codes))),
    )


def _bring_up_to_date(unit: Unit, row: UnitRow, *, parent: Unit | None) -> bool:
    """Make the unit what the row says and return whether it was something else."""
    levels = ",".join(row.levels)
    changed = (unit.name, unit.levels, unit.parent) != (row.name, levels, parent)
    if changed:
        unit.name, unit.levels, unit.parent = row.name, levels, parent
    enrolment = tuple((enrolment.grade, enrolment.number) for enrolment in unit.enrolments)
    if row.enrolment is not None and row.enrolment != enrolment:
        unit.enrolments = [
            Enrolment(grade=grade, position=position, number=number) for position, (grade, number) in enumerate(row.enrolment)
        ]
        changed = True
    return changed


def _make_unused_token(tokens: set[str]) -> str:
    while (token := make_link_token()) in tokens:
        pass
    tokens.add(token)
    return token


def find_faults_among(rows: Sequence[UnitRow], units: Mapping[str, Unit]) -> Iterator[RowFault]:
    """What is wrong with the rows as they stand among each other and among the units that are already here.

    A row may have a fault of its own; what it says of kind and parent is looked at as far as it says it.
    """
    kinds = {code: unit.kind for code, unit in units.items()} | {row.code: row.kind for row in rows}
    parents = {code: unit.parent.code if unit.parent else "" for code, unit in units.items()}
    parents |= {row.code: row.parent_code for row in rows}
    departments = [code for code, unit in units.items() if unit.kind == "department"]
    departments += [row.code for row in rows if row.kind == "department" and row.code not in units]
    for row in rows:
        unit = units.get(row.code)
        if unit is not None and row.kind and unit.kind != row.kind:
            message = f"Đơn vị {quote(row.code)} đang có loại {quote(KIND_LABELS[unit.kind])}, không đổi loại được"
            yield RowFault(row.line, message, "giữ nguyên loại, hoặc dùng mã khác nếu là đơn vị khác")
        if row.kind == "department" and row.code != departments[0]:
            message = f"Chỉ có một Sở, và đó đã là {quote(departments[0])}"
            yield RowFault(row.line, message, "giữ lại một dòng loại “Sở”, đúng mã đã dùng")
        fault = _find_parent_fault(row, kinds, parents)
        if fault:
            yield RowFault(row.line, *fault)


def _find_parent_fault(row: UnitRow, kinds: Mapping[str, str], parents: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong with a unit's parent, and the remedy."""
    if not row.parent_code or row.kind == "department":
        return None
    if row.parent_code not in kinds:
        message = f"Không có đơn vị cấp trên mang mã {quote(row.parent_code)}"
        return message, "sửa mã, hoặc thêm một dòng cho đơn vị cấp trên"
    circle = _find_circle(row.code, parents)
    if circle:
        return f"Đơn vị cấp trên đi thành vòng: {' → '.join(circle)}", "sửa mã đơn vị cấp trên ở một dòng của vòng này"
    allowed = PARENT_KINDS.get(row.kind)
    if allowed and kinds[row.parent_code] and kinds[row.parent_code] not in allowed:
        kind = KIND_LABELS[kinds[row.parent_code]]
        wanted = " hoặc ".join(f"loại {quote(KIND_LABELS[name])}" for name in allowed)
        return f"Đơn vị cấp trên {quote(row.parent_code)} là loại {quote(kind)}", f"điền mã của một đơn vị {wanted}"
    return None


def _find_circle(code: str, parents: Mapping[str, str]) -> list[str]:
    """The way from a unit up through its parents back to itself; empty where it ends elsewhere."""
    way = [code]
    while (above := parents.get(way[-1], "")) and above not in way:
        way.append(above)
    return [*way, code] if above == code else []
