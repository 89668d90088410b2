"""The words of a row file: its dictionary and notes as cells, the same in .zip, .xlsx and .sav. Knows no format.

The dictionary has one line for each value of each variable, so that programs can join it; a variable that was left out has one
line with the reason.
"""

from collections.abc import Iterator
from typing import Final

from analysis.charts.wording import withheld_phrase
from survey_app.exports.csv_figures import CONVENTIONS
from survey_app.exports.csv_text import Cell
from survey_app.results.row_columns import FEWEST_IN_GROUP, GRADE, PERCENT_STEP, ColumnKind, LeftOut
from survey_app.results.row_files import DataDictionary, Variable

DICTIONARY_HEADER: Final = (
    *("Biến", "Câu hỏi", "Lĩnh vực", "Loại câu", "Thang đo", "Giá trị", "Nhãn của giá trị", "Tính là có trả lời"),
    *("Số trả lời hợp lệ", "Số phiếu chọn 0", "Số phiếu bỏ trống", "Có trong tệp"),
)
NOTES_HEADER: Final = ("Mục", "Nội dung")
LONGEST_IN_SPSS: Final = 255  # bytes of a variable's label

_KINDS: Final[dict[ColumnKind, tuple[str, str]]] = {
    "grade": ("về người trả lời", "định danh"),
    "choice": ("về người trả lời", "định danh"),
    "rating": ("mức độ hài lòng", "thứ bậc"),
    "percent": ("phần trăm", "tỷ lệ"),
}


def dictionary_rows(dictionary: DataDictionary) -> Iterator[tuple[Cell, ...]]:
    """The lines of the dictionary, variables in the order of the columns and what was left out after them."""
    for variable in dictionary.variables:
        yield from _variable_rows(variable)
    for left_out in dictionary.left_out:
        yield (left_out.code, left_out.label, *(None,) * 9, f"không: {describe_left_out(left_out)}")


def count_dictionary_rows(dictionary: DataDictionary) -> int:
    """How many lines the dictionary has."""
    values = [len(one.column.values) + (one.column.not_applicable is not None) for one in dictionary.variables]
    return sum(max(number, 1) for number in values) + len(dictionary.left_out)


def describe_left_out(left_out: LeftOut) -> str:
    """Why a column is not in the file, in small letters; never which group is the small one."""
    if left_out.reason == "small group":
        return f"có nhóm dưới {FEWEST_IN_GROUP} phiếu"
    if left_out.reason == "small combination":
        return f"kết hợp với câu về khối hoặc với cột khác về người trả lời thì có nhóm dưới {FEWEST_IN_GROUP} phiếu"
    if left_out.reason == "not by grade":
        return "kết quả theo từng khối của đơn vị không được công bố đủ"
    why = f": {withheld_phrase(left_out.withheld)}" if left_out.withheld else ""
    return f"kết quả của câu này không được công bố{why}"


def notes(dictionary: DataDictionary) -> tuple[tuple[str, str], ...]:
    """Where the rows come from, how to read them, and what must not be done with them."""
    source = dictionary.source
    wording = f"Văn bản chính thức. {source.wording.note}" if source.wording.kind == "official" else source.wording.note
    return (
        ("Đơn vị", f"{source.unit_name} ({source.unit_code})"),
        ("Đợt khảo sát", f"{source.campaign_name} ({source.campaign_code})"),
        ("Thời gian của đợt", f"từ {source.opens_on:%d/%m/%Y} đến {source.closes_on:%d/%m/%Y}"),
        ("Ngày khóa sổ", f"{source.sealed_on:%d/%m/%Y}; sau ngày này không có phiếu nào được thêm hay bớt"),
        ("Phiếu khảo sát", source.questionnaire_title),
        ("Mã và phiên bản phiếu", f"{source.questionnaire_code}, phiên bản {source.questionnaire_version}"),
        ("Mã nội dung phiếu", source.questionnaire_digest),
        ("Lời văn của phiếu", wording),
        ("Cách nhận phiếu", source.access),
        ("Cách tính của báo cáo", CONVENTIONS[source.convention]),
        ("Phiên bản phương pháp", source.method_version),
        ("Mã kiểm tra của báo cáo", source.fingerprint),
        ("Số dòng", f"{dictionary.responses}: mỗi dòng là một phiếu, đủ mọi phiếu đã nhận"),
        ("Thứ tự dòng", "Ngẫu nhiên, mỗi lần tải một thứ tự khác; số thứ tự của dòng không có ý nghĩa."),
        ("Ô trống", "Người trả lời bỏ trống câu đó."),
        *_reading_notes(dictionary),
        ("Trọng số", "Tệp không có trọng số. Báo cáo có thể tính trọng số theo khối, nên số tự tính có thể khác chút ít."),
        ("Không có trong tệp", "Ý kiến viết bằng lời, ngày giờ, cách gửi, thời gian làm phiếu, mã phiếu mời và mã biên nhận."),
        ("Không được làm", FORBIDDEN),
    )


FORBIDDEN: Final = (
    "Không tìm cách biết dòng nào là của ai, không ghép với danh sách người hay với tệp khác có thông tin về người, "
    "không chuyển cho người ngoài việc phân tích, không công bố bảng có nhóm dưới 10 phiếu."
)


def _reading_notes(dictionary: DataDictionary) -> Iterator[tuple[str, str]]:
    columns = [variable.column for variable in dictionary.variables]
    labels = dict.fromkeys(column.not_applicable for column in columns if column.not_applicable is not None)
    for label in labels:
        yield "Giá trị 0", f"“{label}”: không tính vào tỷ lệ và điểm trung bình; hãy bỏ ra trước khi tính."
    if any(column.kind == "percent" for column in columns):
        yield (
            "Câu phần trăm",
            f"Ghi đến bội số gần nhất của {PERCENT_STEP}, để một số lẻ hiếm gặp không cho biết phiếu là của ai; số trung bình "
            "trong báo cáo tính từ số chưa làm tròn.",
        )
    if any(column.code == GRADE for column in columns):
        yield "Cột KHOI", "Khối mà người trả lời tự ghi trên phiếu."
    for left_out in dictionary.left_out:
        yield f"Không có cột {left_out.code}", f"{left_out.label}: {describe_left_out(left_out)}."
    long = [column.code for column in columns if len(column.label.encode()) > LONGEST_IN_SPSS]
    if long:
        yield "Nhãn rút gọn trong SPSS", f"{', '.join(long)}: nhãn quá dài cho tệp .sav; nguyên văn ở từ điển của tệp .xlsx."


def _variable_rows(variable: Variable) -> Iterator[tuple[Cell, ...]]:
    column = variable.column
    kind, measure = _KINDS[column.kind]
    values: list[tuple[Cell, Cell, Cell]] = [(number, label, "có") for _, number, label in column.values]
    if column.not_applicable is not None:
        values.append((0, column.not_applicable, "không"))
    counts = (variable.valid, variable.not_applicable, variable.missing)
    for value in values or [(None, f"số từ 0 đến 100, bội số của {PERCENT_STEP}", "có")]:
        yield (column.code, column.label, column.dimension or None, kind, measure, *value, *counts, "có")
