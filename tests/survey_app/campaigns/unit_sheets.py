"""Small units files for these tests."""

from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import UnitsFileError

HEADER = "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Nhà trẻ,Khối 1,Khối 2,Tổng số"
DEPARTMENT = "SO,Sở Giáo dục và Đào tạo,Sở,,,,,,"
SCHOOL = "TH1,Trường Tiểu học Ổ Lạ,Trường,TH,SO,,30,31,"


def csv_file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def rows_of(content: bytes) -> list[UnitRow]:
    """The rows of a file without faults."""
    rows, faults = read_unit_rows(content)
    assert not faults
    return rows


def faults_of(content: bytes) -> list[str]:
    """What is wrong with a file or with its rows."""
    try:
        _, faults = read_unit_rows(content)
    except UnitsFileError as error:
        return [str(fault) for fault in error.faults]
    return [str(fault) for fault in faults]
