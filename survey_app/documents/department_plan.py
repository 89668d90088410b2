"""The department's survey plan (kế hoạch khảo sát), written from a campaign's settings: the whole that units' plans carry out.

Names no law and no number that the project has no source for; what only the department knows is a gap, printed and marked.
Knows no answer and no database.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts.numbers import format_count, format_target
from survey_app.documents.department_plan_figures import DepartmentSurvey, PlannedPart, PlannedUnit
from survey_app.documents.kinds import compose_plan
from survey_app.documents.listing import join_words
from survey_app.documents.model import (
    Absent,
    Annex,
    Block,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Run,
    Table,
    blank,
    item,
    plain,
)
from survey_app.documents.plan import RUNGS, PlanEntries, name_audiences, write_day
from survey_app.documents.report_words import lowered
from survey_app.documents.settings import UnitSettings

CONVENTIONS: Final = {
    "answers": "gộp mọi câu trả lời của các lĩnh vực",
    "mean": "trung bình cộng của các lĩnh vực",
    "eligible": "bình quân của các đơn vị theo số người được hỏi",
}
COLLECTIONS: Final = {
    "independent": "Sở khảo sát độc lập bằng áp phích có mã riêng của Sở; phiếu gửi thẳng về Sở, tính riêng, đặt cạnh "
    "kết quả do đơn vị thu, không gộp chung.",
    "sample": "Sở chọn mẫu, phát phiếu mời có mã dùng một lần; kết quả tính riêng, kèm khoảng tin cậy của mẫu.",
}
# what follows the survey, by kind of the calendar, in the order of the days that most departments set
FOLLOWING: Final = {
    "dialogue": ("Đối thoại với cha mẹ và học sinh về kết quả", "Đơn vị, Sở"),
    "results": ("Báo cáo kết quả của Sở", "Sở"),
    "publication": ("Công bố kết quả", "Sở"),
    "analysis": ("Phân tích nguyên nhân mất điểm, gửi Giám đốc Sở", "Sở"),
}
_UNKNOWN: Final = Absent("chưa có", "chưa có số người được hỏi trong hệ thống")
ANNEXES: Final = {"independent": "Đơn vị Sở khảo sát độc lập", "sample": "Đơn vị Sở khảo sát mẫu"}


def build_department_plan(settings: UnitSettings, survey: DepartmentSurvey, entries: PlanEntries, *, address: str) -> Document:
    """The plan with an annex of every unit's numbers; `address` is that of the service."""
    year, annexes = survey.closes_on.year, tuple(_annexes(survey))
    annex = "Phụ lục I" if len(annexes) > 1 else "Phụ lục"
    asks_citizens = any(part.questionnaire.audience == "citizen" for part in survey.parts)
    return compose_plan(
        settings,
        summary=f"Khảo sát sự hài lòng về dịch vụ giáo dục{' và thủ tục hành chính' if asks_citizens else ''} năm {year}",
        date=entries.issued_on,
        number=entries.number,
        body=(
            *_bases(settings, survey, entries, asks_citizens=asks_citizens),
            *_purpose(survey, annex),
            *_content(survey, annex),
            *_methods(survey, address),
            *_calendar(survey),
            *_organisation(settings, survey, entries),
        ),
        recipients=_recipients(settings),
        annexes=annexes,
        subject=f"{settings.official_name}, {survey.campaign_name}",
    )


def _bases(settings: UnitSettings, survey: DepartmentSurvey, entries: PlanEntries, *, asks_citizens: bool) -> Iterator[Block]:
    laws = [
        "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",
        "Nghị định số 356/2025/NĐ-CP của Chính phủ",
        "Quyết định số 2034/QĐ-BGDĐT của Bộ Giáo dục và Đào tạo (Đề án đo lường sự hài lòng về dịch vụ giáo dục, "
        "giai đoạn 2023 - 2030)",
    ]
    if asks_citizens:
        laws.append("Quyết định số 1001/QĐ-BNV năm 2023 của Bộ Nội vụ về phương pháp đo lường sự hài lòng")
    for law in laws:
        yield Paragraph((Run(f"Căn cứ {law};"),), "basis")
    runs = (Run("; ".join(entries.bases)),) if entries.bases else (blank("số, ngày văn bản của UBND tỉnh, của Bộ"),)
    yield Paragraph((Run("Thực hiện "), *runs, Run(".")), "basis")
    yield plain(f"{settings.official_name} ban hành kế hoạch khảo sát năm {survey.closes_on.year} như sau:")


def _purpose(survey: DepartmentSurvey, annex: str) -> Iterator[Block]:
    who = join_words(name_audiences(part.questionnaire for part in survey.parts))
    yield Heading(1, "I. MỤC ĐÍCH, YÊU CẦU")
    yield Heading(2, "1. Mục đích")
    yield item(f"Biết mức độ hài lòng của {who}: điều gì đã tốt, điều gì cần sửa trước, ở từng đơn vị và trong cả ngành.")
    yield item(
        f"Đối chiếu với chỉ tiêu của năm: tỷ lệ hài lòng {survey.target_words}; làm căn cứ "
        "cho báo cáo kết quả và kế hoạch cải thiện."
    )
    further = [one for one in survey.targets if one.by_year > survey.judged.by_year]
    if further:
        ahead = join_words(tuple(f"{format_target(one.share)} vào năm {one.by_year}" for one in further))
        yield item(f"Theo dõi đường đến chỉ tiêu các năm sau: {ahead}.")
    yield Heading(2, "2. Yêu cầu")
    yield item(f"100% đơn vị thuộc phạm vi tổ chức khảo sát; thu đủ số phiếu cần có ghi ở {annex}, đúng thời gian.")
    yield item(
        "Bảo đảm ẩn danh, tự nguyện: không ai yêu cầu người trả lời cho xem phiếu, trả lời thay hay gợi ý câu trả lời; "
        "không thu phiếu theo danh sách lớp."
    )
    yield item("Số liệu trung thực, không loại phiếu vì ý kiến chưa hài lòng; không xếp hạng đơn vị khi khác biệt chưa rõ.")


def _content(survey: DepartmentSurvey, annex: str) -> Iterator[Block]:
    units = survey.units.values()
    communes = {one.commune for one in units if one.commune}
    kinds = (("school", "trường, trung tâm"), ("desk", "bộ phận một cửa"), ("commune", "xã, phường"), ("department", "Sở"))
    counts = [(sum(one.kind == kind for one in units), name) for kind, name in kinds]
    named = join_words(tuple(f"{format_count(number)} {name}" for number, name in counts if number))
    yield Heading(1, "II. PHẠM VI, NỘI DUNG, CỠ MẪU")
    yield Heading(2, "1. Phạm vi, đối tượng")
    direct = " và trực thuộc Sở" if not all(one.commune for one in units) else ""
    where = f", thuộc {format_count(len(communes))} xã, phường{direct}" if communes else ""
    yield plain(f"Khảo sát ở {named or 'các đơn vị'}{where}. Mời tất cả người thuộc đối tượng ở mỗi đơn vị.")
    yield Heading(2, "2. Bộ công cụ")
    for part in survey.parts:
        asked = part.questionnaire
        fields = "; ".join(lowered(dimension.title) for dimension in asked.dimensions)
        wording = "theo văn bản chính thức" if asked.wording.kind == "official" else "lời văn do phần mềm Thước Đo dự thảo"
        yield item(
            f"{asked.title} (mã {asked.code}, phiên bản {asked.version}): {len(asked.dimension_items)} câu chọn mức thuộc "
            f"{len(asked.dimensions)} lĩnh vực ({fields}), câu hỏi về hài lòng chung và ô ý kiến; {wording}."
        )
    yield Heading(2, "3. Cỡ mẫu")
    yield plain(f"Số phiếu cần có của từng đơn vị ghi ở {annex}; cộng theo loại phiếu như bảng sau:")
    yield Table(
        code="co-mau",
        title="Số đơn vị, số người được hỏi và số phiếu cần có",
        columns=(
            Column("Loại phiếu", 5),
            Column("Số đơn vị", 2, "right"),
            Column("Số người được hỏi", 2, "right"),
            Column("Số phiếu cần có", 2, "right"),
        ),
        rows=tuple(_part_row(part) for part in survey.parts),
        notes=tuple(_sample_notes(survey)),
    )


def _part_row(part: PlannedPart) -> Row:
    is_known = part.unknown < len(part.units)
    numbers = (_count(part.eligible), _count(part.needed)) if is_known else (_UNKNOWN, _UNKNOWN)
    return Row((part.questionnaire.short_title, _count(len(part.units)), *numbers))


def _sample_notes(survey: DepartmentSurvey) -> Iterator[str]:
    yield (
        "Số phiếu cần có của mỗi đơn vị theo hướng dẫn chọn mẫu: n = N/(1 + N × e²), e = 5%, làm tròn lên; nên có "
        "phiếu của mọi khối."
    )
    unknown = sum(part.unknown for part in survey.parts)
    if unknown:
        yield f"{format_count(unknown)} lượt đơn vị chưa có số người được hỏi nên không nằm trong hai cột cuối."


def _methods(survey: DepartmentSurvey, address: str) -> Iterator[Block]:
    yield Heading(1, "III. PHƯƠNG PHÁP, HÌNH THỨC")
    yield Heading(2, "1. Hình thức")
    yield item(
        f"Trực tuyến tại {address}, mỗi đơn vị một mã QR và một đường dẫn cố định; phiếu giấy cho người không dùng điện thoại."
    )
    yield plain(RUNGS[survey.access])
    for collection in survey.collections:
        yield item(COLLECTIONS[collection])
    yield Heading(2, "2. Cách tính")
    yield plain(
        "Mỗi câu chọn một trong năm mức từ “Rất không hài lòng” đến “Rất hài lòng”. Tỷ lệ hài lòng là số câu trả lời "
        "“Hài lòng” và “Rất hài lòng” trên tổng số câu trả lời hợp lệ; chỉ số chung tính theo cách "
        f"{CONVENTIONS[survey.convention]}. Mỗi con số công bố kèm số phiếu và khoảng của nó; một đơn vị chỉ được nói là trên "
        "hay dưới mức chung khi khác biệt vượt quá ngẫu nhiên."
    )
    yield Heading(2, "3. Bảo đảm ẩn danh")
    yield plain(
        "Phiếu không hỏi và phần mềm không ghi họ tên, số điện thoại, tài khoản, lớp học, địa chỉ mạng hay loại máy. "
        "Số liệu chỉ hiển thị cho nhóm từ 10 phiếu trở lên. Lời góp ý được cất riêng với các câu chọn mức và phải qua rà soát."
    )


def _calendar(survey: DepartmentSurvey) -> Iterator[Block]:
    opens, closes, paper = (write_day(day) for day in (survey.opens_on, survey.closes_on, survey.paper_until))
    steps = [
        ("Ban hành kế hoạch; rà soát danh sách đơn vị, số học sinh, tài khoản", "Sở", f"Trước ngày {opens}"),
        ("Công bố kế hoạch của đơn vị; in áp phích, phiếu giấy; phổ biến", "Đơn vị", f"Trước ngày {opens}"),
        ("Thu phiếu; theo dõi tiến độ, nhắc đơn vị chậm", "Đơn vị, Sở", f"Từ ngày {opens} đến hết ngày {closes}"),
        ("Nhập phiếu giấy", "Đơn vị", f"Chậm nhất hết ngày {paper}"),
        ("Nhận kết quả chính thức; đơn vị gửi báo cáo", "Đơn vị", f"Sau ngày {paper}"),
    ]
    for kind, (work, who) in FOLLOWING.items():
        if days := join_words(tuple(f"{day:%d/%m/%Y}" for day in survey.due[kind])):
            steps.append((work, who, f"Chậm nhất ngày {days}"))
    yield Heading(1, "IV. THỜI GIAN")
    yield Table(
        code="thoi-gian",
        title="Các bước thực hiện",
        columns=(Column("TT", 1, "center"), Column("Công việc", 7), Column("Thực hiện", 2.4), Column("Thời gian", 4)),
        rows=tuple(Row((str(place), *step)) for place, step in enumerate(steps, start=1)),
    )


def _organisation(settings: UnitSettings, survey: DepartmentSurvey, entries: PlanEntries) -> Iterator[Block]:
    in_charge = Run(entries.in_charge) if entries.in_charge else blank("phòng, người phụ trách")
    yield Heading(1, "V. TỔ CHỨC THỰC HIỆN")
    yield Paragraph(
        (
            Run("1. Đầu mối của Sở, "),
            in_charge,
            Run(", mở và điều hành đợt khảo sát, theo dõi tiến độ, tổng hợp, báo cáo, công bố kết quả."),
        )
    )
    yield plain("2. Các phòng chuyên môn đôn đốc đơn vị thuộc cấp học phụ trách, đọc kết quả và đề xuất giải pháp cải thiện.")
    has_communes = any(one.commune for one in survey.units.values())
    if has_communes:
        yield plain("3. Đề nghị Ủy ban nhân dân các xã, phường chỉ đạo, theo dõi các trường thuộc quyền quản lý thực hiện.")
    yield plain(
        f"{4 if has_communes else 3}. Các trường, trung tâm ban hành kế hoạch của đơn vị; niêm yết áp phích, mời đủ đối tượng; "
        "cử người phụ trách; báo cáo kết quả và thực hiện kế hoạch cải thiện."
    )
    yield plain(
        f"Trên đây là kế hoạch khảo sát năm {survey.closes_on.year} của {settings.official_name}. Trong quá trình thực "
        "hiện nếu có vướng mắc, các đơn vị báo cáo Sở để xem xét, giải quyết./."
    )


def _recipients(settings: UnitSettings) -> tuple[str, ...]:
    above = (f"{settings.superior} (để báo cáo)",) if settings.superior else ()
    return (
        *above,
        "UBND các xã, phường (để phối hợp)",
        "Các phòng thuộc Sở (để thực hiện)",
        "Các trường, trung tâm (để thực hiện)",
    )


def _annexes(survey: DepartmentSurvey) -> Iterator[Annex]:
    blocks: list[Block] = []
    shown = [part for part in survey.parts if part.units]
    for place, part in enumerate(shown, start=1):
        blocks.append(Heading(2, f"{place}. {part.questionnaire.title}"))
        blocks.append(_units_table(part))
    if blocks:
        yield Annex("Số người được hỏi và số phiếu cần có của từng đơn vị", tuple(blocks))
    for collection, codes in survey.collections.items():
        named = [survey.units[code] for code in codes if code in survey.units]
        if named:
            yield Annex(ANNEXES[collection], (_named_table(collection, named),))


def _units_table(part: PlannedPart) -> Table:
    rows = [
        Row(
            (
                str(place),
                one.name,
                one.commune or "Trực thuộc Sở",
                _UNKNOWN if one.eligible is None else _count(one.eligible),
                _UNKNOWN if one.needed is None else _count(one.needed),
            )
        )
        for place, one in enumerate(part.units, start=1)
    ]
    if part.unknown < len(part.units):
        rows.append(Row(("", "Cộng", "", _count(part.eligible), _count(part.needed)), is_strong=True))
    return Table(
        code=f"don-vi-{part.questionnaire.code.lower()}",
        title=part.questionnaire.short_title,
        columns=(
            Column("TT", 1, "center"),
            Column("Đơn vị", 6),
            Column("Xã, phường", 4),
            Column("Số người được hỏi", 2, "right"),
            Column("Số phiếu cần có", 2, "right"),
        ),
        rows=tuple(rows),
    )


def _named_table(collection: str, units: Sequence[PlannedUnit]) -> Table:
    return Table(
        code=f"so-thu-{collection}",
        title=ANNEXES[collection],
        columns=(Column("TT", 1, "center"), Column("Đơn vị", 7), Column("Xã, phường", 4)),
        rows=tuple(Row((str(place), one.name, one.commune or "Trực thuộc Sở")) for place, one in enumerate(units, start=1)),
    )


def _count(number: int) -> Number:
    return Number(number, format_count(number), "count")
