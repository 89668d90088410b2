"""Documents to set: one with everything that makes a layout hard, one with next to nothing."""

import datetime as dt
from collections.abc import Callable
from functools import cache

from matplotlib.figure import Figure

from analysis import charts
from analysis.reports import UnitReport
from survey_app.documents.model import (
    Absent,
    Annex,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Letterhead,
    Limits,
    Number,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    blank,
    item,
    note,
    plain,
)
from tests.analysis import chart_reports

LONG_NAME = (
    "Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai số 2, xã Đăk Rơ Wa, "
    "điểm trường Ngọk Bay - Ya Ly"
)
MARKUP = "Trường #1 *A* _b_ @c $x$ [y] \\z <w> =1+1 `m` // k"
VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
ALPHABET = VOWELS + "bcdđghklmnpqrstvxfjwz"
PLACES = "Đăk Rơ Wa, Ngọk Bay, Ya Ly, Măng Đen, Đăk Glei, Sa Thầy, Ia H’Drai, Krông Pa, Mô Rai, Đăk Ui"
SHARES = (0.936, 0.956, 0.882, 0.905, 0.842)


@cache
def sample_report() -> UnitReport:
    return chart_reports.unit_report((2, 3, 3, 3, 3), hidden=("B02",))


def make_chart(title: str, alt: str, *, draw: Callable[[], Figure], drawing: Callable[[], str]) -> Chart:
    return Chart(title, alt, outlines=lambda: (charts.to_svg(draw(), has_text=True),), drawing=drawing)


def dimensions_chart() -> Chart:
    report = sample_report()
    return make_chart(
        "Biểu đồ 1. Tỷ lệ hài lòng theo lĩnh vực",
        charts.describe_dimensions(report),
        draw=lambda: charts.draw_dimensions(report),
        drawing=lambda: charts.svg_dimensions(report),
    )


def items_chart() -> Chart:
    report = sample_report()
    return make_chart(
        "Biểu đồ 2. Các câu trả lời theo từng câu hỏi",
        charts.describe_distributions(report),
        draw=lambda: charts.draw_distributions(report),
        drawing=lambda: charts.svg_distributions(report),
    )


def share(value: float) -> Number:
    return Number(value, f"{100 * value:.1f}%".replace(".", ","), "share")


def dimensions_table() -> Table:
    rows = [
        Row(
            (
                f"{letter}. {title}",
                share(value),
                Limits(value - 0.03, value + 0.02, f"{100 * value - 3:.1f} – {100 * value + 2:.1f}".replace(".", ","), "share"),
                Number(312, "312", "count"),
                "Đạt" if value > 0.9 else "Chưa đủ căn cứ",
            )
        )
        for letter, title, value in zip("ABCDE", chart_reports.TITLES, SHARES, strict=True)
    ]
    rows.insert(3, Row(("F. Học sinh học hòa nhập", *(Absent("–", "chưa đủ 10 phiếu"),) * 3, Absent("–", "không xét"))))
    whole = Limits(0.883, 0.947, "88,3 – 94,7", "share")
    rows.append(Row(("Toàn phiếu", share(0.919), whole, Number(312, "312", "count"), "Chưa đủ căn cứ"), is_strong=True))
    columns = (
        Column("Lĩnh vực", 5.6),
        Column("Tỷ lệ hài lòng", 2, "right"),
        Column("Khoảng nhất quán", 2.4, "right", is_interval=True),
        Column("Số phiếu", 1.4, "right"),
        Column("So với chỉ tiêu 90%", 2.8),
    )
    notes = (
        "“–” là số không hiển thị vì chưa đủ 10 phiếu; khoảng nhất quán không phải sai số của mẫu ngẫu nhiên.",
        "Tỷ lệ hài lòng gồm các câu trả lời “Hài lòng” và “Rất hài lòng”.",
    )
    return Table("linh-vuc", "Bảng 1. Tỷ lệ hài lòng theo lĩnh vực so với chỉ tiêu", columns, tuple(rows), notes)


def long_table(rows: int = 40) -> Table:
    columns = (
        Column("STT", 1, "center"),
        Column("Nội dung câu hỏi", 9),
        Column("Hài lòng", 2, "right"),
        Column("Điểm", 1.6, "right"),
    )
    texts = chart_reports.ITEM_TEXTS
    body = tuple(
        Row((str(n), texts[n % 5], share(0.8 + n / 250), Number(4.1, f"4,{n % 90 + 10}", "score"))) for n in range(1, rows + 1)
    )
    return Table("cau-hoi", "Bảng 1. Kết quả của từng câu hỏi trong phiếu khảo sát cha mẹ học sinh", columns, body)


def wide_table() -> Table:
    heads = ("Khối 1", "Khối 2", "Khối 3", "Khối 4", "Khối 5", "Bán trú", "Nội trú", "Toàn trường", "Kỳ trước", "Thay đổi")
    columns = (Column("STT", 1, "center"), Column("Lĩnh vực", 5), *(Column(head, 2, "right") for head in heads))
    rows = tuple(
        Row((str(n), title, *(share(0.82 + (7 * n + k) % 17 / 100) for k in range(9)), Number(0.012, "+1,2 điểm", "points")))
        for n, title in enumerate(chart_reports.TITLES, 1)
    )
    return Table(
        "khoi",
        "Bảng 2. Tỷ lệ hài lòng theo khối lớp, chỗ ở và so với kỳ trước",
        columns,
        rows,
        ("Khối dưới 10 phiếu gộp với khối kế tiếp.",),
    )


def rich_body() -> tuple[Block, ...]:
    return (
        Paragraph(
            (Run("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;"),), "basis"
        ),
        Paragraph(
            (
                Run("Căn cứ Kế hoạch số "),
                blank("số kế hoạch"),
                Run(" của Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi về khảo sát sự hài lòng năm 2026;"),
            ),
            "basis",
        ),
        plain(f"{LONG_NAME} báo cáo kết quả khảo sát sự hài lòng của cha mẹ học sinh năm 2026 như sau:"),
        Heading(1, "I. Công tác chỉ đạo, tổ chức khảo sát"),
        Heading(2, "1. Tổ chức thực hiện"),
        plain(
            "Nhà trường phổ biến mục đích, cách trả lời và quyền giữ kín danh tính đến toàn thể cha mẹ học sinh qua cuộc họp "
            "đầu năm, bảng tin và nhóm liên lạc của từng lớp; bố trí điểm trả lời cho gia đình không có điện thoại."
        ),
        item("Thời gian khảo sát: từ ngày 05 tháng 5 đến hết ngày 30 tháng 5 năm 2026;"),
        item("Hình thức: mã QR, điểm trả lời tại trường và phiếu giấy; không thu thập tên hay địa chỉ của người trả lời;"),
        Paragraph((Run("Người phụ trách: "), blank("họ tên, chức vụ"), Run(".")), "item"),
        Heading(2, "2. Số phiếu và mức độ tham gia"),
        Paragraph((Run("Nhà trường nhận "), Run("312 phiếu", bold=True), Run(" trên 640 người được hỏi; số cần có là 240."))),
        Heading(3, "a) Phiếu nhận qua mã QR và điểm trả lời"),
        plain("Phần lớn phiếu đến qua mã QR. Không phiếu nào bị loại khỏi kết quả."),
        Heading(1, "II. Kết quả khảo sát"),
        plain(
            "Tỷ lệ hài lòng toàn phiếu là 91,9%, khoảng nhất quán từ 88,3% đến 94,7%; chưa đủ căn cứ để nói là đạt chỉ tiêu."
        ),
        dimensions_table(),
        dimensions_chart(),
        note("Dấu chấm là tỷ lệ hài lòng, đoạn ngang là khoảng nhất quán; hình vuông là không đạt chỉ tiêu."),
        Heading(1, "III. Tồn tại, khó khăn và giải pháp"),
        Paragraph((Run("Nguyên nhân của những nội dung có tỷ lệ thấp nhất: "), blank("nhà trường nêu nguyên nhân"), Run("."))),
        plain(f"Các điểm trường {PLACES} giữ nguyên tên gọi. {MARKUP}"),
        plain("Trên đây là báo cáo kết quả khảo sát sự hài lòng năm 2026, kính trình Sở Giáo dục và Đào tạo xem xét."),
    )


def rich_document(*, has_date: bool = True, draws: bool = True, rows: int = 40) -> Document:
    """Everything at once; without `draws` no chart has to be drawn, for tests of the words alone."""
    alphabet = plain(f"Bảng chữ: {ALPHABET} {ALPHABET.upper()}")
    words = (
        Heading(1, "I. Ý kiến đã được xem xét"),
        item("Nhà vệ sinh cần sạch hơn, có giấy và xà phòng."),
        item("Em cảm ơn thầy cô 😊👍, thầy A Rơ\u0306 dạy vui."),
    )
    body = rich_body()
    return Document(
        kind="BÁO CÁO",
        abbreviation="BC",
        summary="Kết quả khảo sát sự hài lòng của cha mẹ học sinh và học sinh đối với dịch vụ giáo dục công năm 2026",
        letterhead=Letterhead(
            superior="Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi",
            issuer=LONG_NAME,
            symbol="PTDTBT",
            place="Quảng Ngãi",
            number=5 if has_date else None,
            date=dt.date(2026, 6, 5) if has_date else None,
        ),
        addressees=("Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi", "Ủy ban nhân dân xã Đăk Rơ Wa"),
        body=body if draws else tuple(block for block in body if not isinstance(block, Chart)),
        recipients=(
            "Như trên",
            "Đảng ủy, HĐND, UBND xã Đăk Rơ Wa",
            "Ban đại diện cha mẹ học sinh",
            "Trang thông tin của trường",
        ),
        archive="VT",
        signature=Signature(("KT. Hiệu trưởng", "Phó Hiệu trưởng")),
        annexes=(
            Annex("Kết quả từng câu hỏi", (alphabet, long_table(rows), *((items_chart(),) if draws else ()))),
            Annex("Kết quả theo khối lớp và so với kỳ trước", (wide_table(),)),
            Annex("Ý kiến của cha mẹ học sinh", words),
        ),
        subject="Khảo sát sự hài lòng năm 2026",
    )


def minimal_document() -> Document:
    return Document(
        kind="KẾ HOẠCH",
        abbreviation="KH",
        summary="Cải thiện chất lượng dịch vụ năm 2027",
        letterhead=Letterhead(superior="", issuer="Trường Mầm non Hoa Ban", symbol="", place=""),
        addressees=(),
        body=(plain("Nhà trường giao tổ chuyên môn thực hiện."),),
        recipients=(),
        archive="",
        signature=Signature(("Hiệu trưởng",), "Nguyễn Thị Ngọc Ưu"),
    )
