"""What holds for all figures of a desk: how they are read and what they were made with. Knows Vietnamese; must not compute."""

from typing import Final

from analysis import METHOD_VERSION
from analysis.charts.numbers import format_count
from analysis.desk.columns import name_some
from analysis.desk.composing import Desk
from analysis.disclosure import DEFAULTS
from analysis.estimates import Convention

CONVENTIONS: Final[dict[Convention, str]] = {
    "eligible": (
        "đơn vị và khối có nhiều người được hỏi hơn thì được tính nặng hơn; toàn phiếu là trung bình cộng của các lĩnh vực"
    ),
    "answers": "gộp mọi câu trả lời, mỗi câu trả lời tính như nhau",
    "mean": "mức chung là trung bình cộng của các đơn vị; toàn phiếu là trung bình cộng của các lĩnh vực",
}
WITHHELD_BELOW: Final = f"Không hiển thị kết quả của nhóm dưới {DEFAULTS.numbers} phiếu và kết quả có thể làm lộ nhóm ấy."
SMALL_CELLS: Final = (
    f"có khối dưới {DEFAULTS.numbers} phiếu được tính trọng số riêng, nên có thể tính ngược ra khối ấy trả lời thế nào. Muốn "
    "công bố thì gộp khối ấy với khối khác trong cột cell, hoặc bỏ cột cell."
)
CONSISTENCY: Final = (
    "Trong ngoặc là khoảng nhất quán 95%: kết quả có thể nằm trong khoảng này nếu người trả lời tiêu biểu cho khối của mình. "
    "Đây không phải sai số chọn mẫu, vì người trả lời không được chọn ngẫu nhiên. Đơn vị mà mọi người được hỏi đều trả lời đủ "
    "các câu thì kết quả là chính xác."
)
VERDICT_RULE: Final = (
    "“Đạt”: đủ căn cứ ở mức 95% để nói kết quả không thấp hơn chỉ tiêu. “Không đạt”: đủ căn cứ ở mức 95% để nói kết quả thấp "
    "hơn chỉ tiêu. Còn lại là “Chưa đủ căn cứ”. Chỉ xét một phía nên có thể kết luận dù khoảng trong ngoặc còn chứa chỉ tiêu."
)


def notes_of(desk: Desk) -> list[str]:
    """How to read the figures and what they were made with.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    list of str
        Sentences.
    """
    report, settings = desk.department, desk.settings
    notes = [f"Cách gộp ({settings.convention}): {CONVENTIONS[settings.convention]}.", CONSISTENCY, VERDICT_RULE]
    if report.units_left_out:
        left_out = format_count(report.units_left_out)
        notes.append(f"Mức chung không gồm {left_out} đơn vị có phiếu nhưng kết quả không được hiển thị.")
    if report.ranking:
        draws, seed = format_count(report.ranking.draws), settings.seed
        notes.append(
            "Hạng ghi thành khoảng: ở mức tin cậy 95%, hạng của tất cả các đơn vị cùng lúc nằm trong các khoảng đã ghi "
            f"(mô phỏng {draws} lần, số khởi đầu {seed})."
        )
    if not settings.shows_all:
        notes.append(WITHHELD_BELOW)
    if desk.small_cells:
        notes.append(f"Không công bố số liệu của {name_some(desk.small_cells)}: {SMALL_CELLS}")
    digest = desk.questionnaire.digest[:12]
    notes.append(f"Phương pháp bản {METHOD_VERSION}; phiếu {desk.questionnaire.code}, mã nội dung {digest}.")
    return notes
