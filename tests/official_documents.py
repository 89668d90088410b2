"""Documents to set: one with everything that is long, wide or missing, one with next to nothing.

The figures are invented, the charts are the real ones of `analysis.charts`.
"""

import datetime as dt
from dataclasses import replace
from functools import cache

from analysis.charts import (
    describe_dimensions,
    describe_distributions,
    draw_dimensions,
    draw_distributions,
    svg_dimensions,
    svg_distributions,
    to_png,
)
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
from tests.analysis.chart_reports import OPTIONS, TITLES, unit_report

LONG_NAME = "Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Bá Ngọc, xã Đăk Rơ Wa, tỉnh Quảng Ngãi"
ALL_LETTERS = " ".join("".join(map(chr, range(start, start + 6))) for start in range(0x1EA0, 0x1EFA, 6)) + " ăâđêôơư ĂÂĐÊÔƠƯ"
REPORT = unit_report((4, 4, 4, 4, 4))
ITEM = "Thầy cô đối xử công bằng, tôn trọng học sinh, lắng nghe ý kiến của cha mẹ và phối hợp với gia đình khi có việc cần"


def share(value: float) -> Number:
    return Number(value, f"{value * 100:.1f}%".replace(".", ","), "share")


def limits(low: float | None, high: float | None) -> Limits:
    words = [("…" if end is None else f"{end * 100:.1f}%".replace(".", ",")) for end in (low, high)]
    return Limits(low, high, f"{words[0]} – {words[1]}", "share")


def count(value: int) -> Number:
    return Number(value, f"{value:,}".replace(",", "."), "count")


def score(value: float) -> Number:
    return Number(value, f"{value:.2f}".replace(".", ","), "score")


def points(value: float) -> Number:
    return Number(value, f"{value * 100:+.1f} điểm %".replace(".", ","), "points")


@cache
def _dimensions_png() -> tuple[bytes, ...]:
    return (to_png(draw_dimensions(REPORT)),)


@cache
def _distributions_png() -> tuple[bytes, ...]:
    return (to_png(draw_distributions(REPORT)),)


def dimensions_chart() -> Chart:
    title = "Biểu đồ 1. Tỷ lệ hài lòng theo lĩnh vực, kèm khoảng nhất quán 95%"
    return Chart(title, describe_dimensions(REPORT), _dimensions_png, lambda: svg_dimensions(REPORT))


def distributions_chart() -> Chart:
    title = "Biểu đồ 2. Phân bố câu trả lời từng câu hỏi"
    return Chart(title, describe_distributions(REPORT), _distributions_png, lambda: svg_distributions(REPORT))


def dimension_table() -> Table:
    rows = [
        Row((f"{letter}. {title}", count(1285 + place), share(0.95 - place / 50), limits(0.94 - place / 50, 0.96 - place / 50)))
        for place, (letter, title) in enumerate(zip("ABCDE", TITLES, strict=True))
    ]
    whole = Row(("Toàn bộ phiếu", count(1312), share(0.919), limits(0.905, None)), is_strong=True)
    gone = Row(("Mức đáp ứng mong đợi", count(8), Absent("×", "Dưới 10 phiếu"), Absent("×", "Dưới 10 phiếu")))
    columns = (
        Column("Lĩnh vực", 5),
        Column("Số phiếu", 1.4, "right"),
        Column("Tỷ lệ hài lòng", 1.6, "right"),
        Column("Khoảng nhất quán 95%", 2.4, "center", is_interval=True),
    )
    notes = ("Ghi chú: dấu × là không công bố vì dưới 10 phiếu; khoảng nhất quán cho biết kết quả có thể dao động đến đâu.",)
    return Table("dimensions", "Bảng 1. Kết quả theo lĩnh vực", columns, (whole, *rows, gone), notes)


def items_table(rows: int = 40) -> Table:
    columns = (
        Column("Mã", 1, "center"),
        Column("Nội dung câu hỏi", 6),
        Column("Số phiếu", 1.3, "right"),
        Column("Điểm TB", 1.2, "right"),
        Column("Tỷ lệ hài lòng", 1.4, "right"),
        Column("Khoảng nhất quán 95%", 2.2, "center", is_interval=True),
        Column("So với năm trước", 1.8, "right"),
    )
    lines = tuple(
        Row(
            (
                f"A{place:02}",
                ITEM if place % 3 == 0 else "Nhà vệ sinh của học sinh",
                count(1300 - place),
                score(4.5 - place / 50),
                share(0.97 - place / 200),
                limits(0.95 - place / 200, 0.98 - place / 200),
                points((place - 20) / 1000) if place % 7 else Absent("–", "Năm trước chưa hỏi câu này"),
            )
        )
        for place in range(1, rows + 1)
    )
    return Table("items", "Bảng 2. Kết quả từng câu hỏi", columns, lines)


def wide_table(rows: int = 14) -> Table:
    grades = [Column(f"Khối {grade}", 1, "right") for grade in range(1, 10)]
    columns = (
        Column("Mã", 1, "center"),
        Column("Nội dung câu hỏi", 5),
        *grades,
        Column("Khoảng nhất quán", 2, "center", is_interval=True),
    )
    lines = tuple(
        Row((f"B{place:02}", ITEM, *(share(0.99 - (place + grade) / 100) for grade in range(9)), limits(0.8123, 0.9456)))
        for place in range(1, rows + 1)
    )
    return Table(
        "grades", "Bảng 3. Tỷ lệ hài lòng theo khối lớp", columns, lines, ("Khối dưới 10 phiếu được ghép với khối kế.",)
    )


def distribution_table(rows: int = 20) -> Table:
    columns = (Column("Câu hỏi", 4), *(Column(option, 1.2, "right") for option in OPTIONS))
    lines = tuple(
        Row((f"C{place:02}. {ITEM[: 20 + place * 3]}", *(share(part / 100) for part in (1, 2, 9, 50 - place, 38 + place))))
        for place in range(1, rows + 1)
    )
    return Table("distribution", "Bảng 4. Phân bố câu trả lời", columns, lines)


def _body() -> tuple[Block, ...]:
    return (
        Paragraph((Run("Căn cứ Kế hoạch số 12/KH-SGDĐT ngày 15 tháng 01 năm 2026 của Sở Giáo dục và Đào tạo;"),), "basis"),
        Paragraph(
            (
                Run("Căn cứ "),
                blank("quyết định phân công nhiệm vụ của nhà trường"),
                Run(","),
            ),
            "basis",
        ),
        plain(f"{LONG_NAME} báo cáo kết quả khảo sát như sau:"),
        Heading(1, "I. Công tác chỉ đạo"),
        Heading(2, "1. Tổ chức thực hiện"),
        plain(f"Nhà trường đã tổ chức khảo sát từ ngày 05 đến ngày 30 tháng 5 năm 2026. Các chữ cái: {ALL_LETTERS}. " * 2),
        Heading(3, "a) Phân công"),
        item("Ban giám hiệu chỉ đạo chung, giáo viên chủ nhiệm thông tin đến cha mẹ học sinh qua sổ liên lạc và cuộc họp;"),
        item("Văn phòng tổng hợp, báo cáo;"),
        Paragraph((Run("Người phụ trách: "), blank("họ và tên"), Run(" – điện thoại "), blank("số điện thoại"), Run("."))),
        Heading(1, "II. Kết quả thực hiện"),
        Paragraph(
            (
                Run("Tỷ lệ hài lòng chung là "),
                Run("91,9%", bold=True),
                Run(" (90,5 – 93,1); "),
                Run("chưa", italic=True),
                Run(" khác."),
            )
        ),
        dimension_table(),
        dimensions_chart(),
        note("Nguồn: kết quả khảo sát của đơn vị."),
        Heading(2, "2. Từng câu hỏi"),
        items_table(),
        Heading(1, "III. Nhận xét, đánh giá chung"),
        *(
            plain(f"Nhận xét thứ {number}. Lĩnh vực có tỷ lệ hài lòng cao nhất là Tiếp cận dịch vụ giáo dục. " * 4)
            for number in range(5)
        ),
        Heading(1, "IV. Tồn tại, khó khăn và giải pháp"),
        plain("=1+1 không phải là công thức; <w:p> không phải là thẻ; &amp; là bốn ký tự\x00\x0b và hết."),
        plain("Trên đây là báo cáo kết quả khảo sát của nhà trường."),
    )


def rich_document() -> Document:
    return Document(
        kind="BÁO CÁO",
        abbreviation="BC",
        summary=f"Kết quả khảo sát sự hài lòng của cha mẹ học sinh đối với {LONG_NAME}, năm học 2025 - 2026",
        letterhead=Letterhead(
            "Ủy ban nhân dân xã Đăk Rơ Wa", LONG_NAME, "THCSNBN", "Quảng Ngãi", number=5, date=dt.date(2026, 6, 5)
        ),
        addressees=(
            "Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi (qua Văn phòng Sở)",
            "Ủy ban nhân dân xã Đăk Rơ Wa",
            "Phòng Văn hóa - Xã hội xã Đăk Rơ Wa, tỉnh Quảng Ngãi, phụ trách các trường mầm non, tiểu học và THCS",
        ),
        body=_body(),
        recipients=(
            "Như trên",
            "Ban đại diện cha mẹ học sinh",
            "Công đoàn, Đoàn Thanh niên và các tổ chuyên môn của nhà trường",
        ),
        archive="VT, NBN (5)",
        signature=Signature(("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"), ""),
        annexes=(
            Annex("Phân bố câu trả lời", (distribution_table(), distributions_chart())),
            Annex("Kết quả theo khối lớp của từng câu hỏi trong phiếu khảo sát cha mẹ học sinh", (wide_table(),)),
            Annex(
                "Phương pháp và chất lượng số liệu", (Heading(2, "1. Cách tính"), plain("Tỷ lệ hài lòng là số câu hài lòng."))
            ),
        ),
        subject="Khảo sát năm 2026",
    )


def minimal_document() -> Document:
    """One paragraph, one addressee, nothing known of number, date and signer."""
    document = rich_document()
    return replace(
        document,
        summary="Kết quả khảo sát năm 2026",
        letterhead=Letterhead("", "Trường Tiểu học Nghĩa Lộ", "", ""),
        addressees=("Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi",),
        body=(plain("Trường Tiểu học Nghĩa Lộ đã khảo sát xong"),),
        recipients=(),
        archive="VT",
        signature=Signature(("HIỆU TRƯỞNG",), "Nguyễn Thị Hòa"),
        annexes=(),
    )
