"""What is wrong with rows of a units file as they stand among each other and among the units that are already here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from questionnaires.faults import quote
from survey_app.campaigns.unit_columns import CHANGE_HEADERS, KIND_LABELS
from survey_app.campaigns.unit_rows import UnitRow
from survey_app.campaigns.units_file import RowFault
from survey_app.models import Unit

PARENT_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "desk": ("department", "commune"),
    "commune": ("department",),
    "school": ("department", "commune"),
}


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
        for fault in (_find_parent_fault(row, kinds, parents), *_find_change_faults(row, kinds)):
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


def _find_change_faults(row: UnitRow, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the units that this one carries on."""
    for code in row.predecessors:
        if code == row.code:
            yield f"Đơn vị {quote(code)} không thể là đơn vị trước đây của chính nó", "xóa mã này"
        elif code not in kinds:
            yield f"Không có đơn vị trước đây mang mã {quote(code)}", "sửa mã, hoặc thêm một dòng cho đơn vị ấy"
        elif kinds[code] and row.kind and kinds[code] != row.kind:
            kind = KIND_LABELS[kinds[code]]
            yield f"Đơn vị trước đây {quote(code)} là loại {quote(kind)}", "chỉ nối các đơn vị cùng loại"
    if row.kind == "department" and row.closed_on is not None:
        yield "Sở không có ngày ngừng hoạt động", f"để trống cột {quote(CHANGE_HEADERS['closed_on'])} ở dòng này"


def _find_circle(code: str, parents: Mapping[str, str]) -> list[str]:
    """The way from a unit up through its parents back to itself; empty where it ends elsewhere."""
    way = [code]
    while (above := parents.get(way[-1], "")) and above not in way:
        way.append(above)
    return [*way, code] if above == code else []
