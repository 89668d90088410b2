"""Small units files for these tests."""

import pytest

from survey_app.campaigns.unit_rows import read_unit_rows
from survey_app.campaigns.units_file import UnitsFileError

HEADER = "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Nhà trẻ,Khối 1,Khối 2,Tổng số"
DEPARTMENT = "SO,Sở Giáo dục và Đào tạo,Sở,,,,,,"
SCHOOL = "TH1,Trường Tiểu học Ổ Lạ,Trường,TH,SO,,30,31,"


def csv_file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def faults_of(content: bytes) -> list[str]:
    with pytest.raises(UnitsFileError) as caught:
        read_unit_rows(content)
    return [str(fault) for fault in caught.value.faults]
