"""What a person finds in an archive who has nothing else: a page to read first, and what every column means."""

from collections.abc import Iterator, Sequence
from typing import Final

from questionnaires import Questionnaire
from questionnaires.model import Item
from survey_app.exports.csv_text import Cell, to_csv
from survey_app.exports.data_dictionary import FORBIDDEN

DICTIONARY, READ_FIRST = "tu-dien.csv", "doc-truoc.txt"
_HEADER: Final = ("Phiếu", "Cột", "Câu hỏi", "Lĩnh vực", "Loại câu", "Giá trị", "Nhãn của giá trị", "Tính là hài lòng")
_KINDS: Final = {"rating": "mức độ hài lòng", "choice": "về người trả lời", "percent": "phần trăm"}

_READ_FIRST: Final = """LƯU TRỮ SỐ LIỆU ĐỢT KHẢO SÁT {code}: {name}

Thư mục này do Thước Đo ghi khi đợt đã khóa sổ. Tính lại mọi con số, không cần cơ sở dữ liệu:
    flask --app wsgi analyse-archive THƯ_MỤC

manifest.json               đợt, phiếu, số đếm, phiên bản phương pháp, mã kiểm tra của từng tệp và từng báo cáo
units.parquet               đơn vị (tên lúc lưu trữ), số phiếu, mã kiểm tra báo cáo của đơn vị
eligible.parquet            số người có thể trả lời của từng đơn vị, theo khối
responses-<PHIẾU>.parquet   mỗi dòng một phiếu: số của đơn vị ở units.parquet (participation), khối, câu trả lời từng câu
sums-<PHIẾU>.parquet        chỉ có khi đợt đã cho xem kết quả lúc còn nhận phiếu: số đã gộp thay cho từng phiếu
instrument-<PHIẾU>.json     nguyên văn bộ câu hỏi
tu-dien.csv                 nghĩa của từng cột và từng giá trị

Thứ tự dòng được sắp theo nội dung câu trả lời, không theo lúc gửi. Không có trong thư mục: ngày giờ, cách gửi, thời gian
làm phiếu, mã phiếu mời, mã biên nhận, ý kiến viết bằng lời.

Từng phiếu không kèm tên người, nhưng ai biết vài câu trả lời của một người có thể nhận ra phiếu của người ấy. Giữ thư mục
này như giữ một bản sao lưu không mã hóa: chỉ người làm phân tích được đọc.
{forbidden}
"""


def read_first(code: str, name: str) -> str:
    """The page to read first."""
    return _READ_FIRST.format(code=code, name=name, forbidden=FORBIDDEN)


def dictionary_csv(questionnaires: Sequence[Questionnaire]) -> bytes:
    """One line for each value of each column of single forms."""
    rows = [row for questionnaire in questionnaires for row in _rows(questionnaire)]
    return to_csv(_HEADER, rows, expected_rows=len(rows))


def _rows(questionnaire: Questionnaire) -> Iterator[tuple[Cell, ...]]:
    grade = (questionnaire.code, "grade", questionnaire.grade_question or "Khối", None, "khối")
    for one in questionnaire.grades:
        yield (*grade, one.code, one.label, None)
    yield (*grade, None, "không ghi khối", None)
    titles = {item.code: dimension.title for dimension in questionnaire.dimensions for item in dimension.items}
    for item in (*questionnaire.closed_items, *questionnaire.percent_items):
        place = (questionnaire.code, item.code, item.text, titles.get(item.code), _KINDS[item.kind])
        for value, label, satisfied in _values(questionnaire, item):
            yield (*place, value, label, satisfied)


def _values(questionnaire: Questionnaire, item: Item) -> Iterator[tuple[Cell, str, Cell]]:
    if item.kind == "percent":
        yield None, "số từ 0 đến 100", None
    elif item.kind == "choice":
        yield from ((option.value, option.label, None) for option in item.options)
    else:
        yield from (
            (option.value, option.label, "có" if option.satisfied else "không") for option in questionnaire.scale.options
        )
        yield 0, questionnaire.scale.not_applicable, "không tính"
    yield None, "không trả lời", None
