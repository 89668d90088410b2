"""The unit's survey plan (kế hoạch khảo sát), written from the campaign's settings as a clerk writes it.

Names no law and no number that the project has no source for: what only the unit knows is a gap, or left out where the plan is
to be published. Knows no answer and no database.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import format_count
from questionnaires import Questionnaire
from survey_app.documents.kinds import compose_plan
from survey_app.documents.listing import join_words
from survey_app.documents.model import (
    Absent,
    Block,
    Cell,
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
from survey_app.documents.plan_figures import PlannedInstrument, PlannedSurvey
from survey_app.documents.settings import UnitSettings

_AUDIENCES: Final = {
    "parent": "cha mẹ học sinh",
    "pupil": "học sinh",
    "learner": "học viên",
    "citizen": "người làm thủ tục hành chính",
}
RUNGS: Final = {
    "open": "Phiếu thu qua đường dẫn mở: ai có đường dẫn hoặc mã QR đều trả lời được, không cần tài khoản.",
    "marked": "Phiếu thu qua đường dẫn mở; máy đã gửi một phiếu tự nhớ và nhắc người dùng, để hạn chế gửi lặp.",
    "codes": "Mỗi người nhận một phiếu mời có mã dùng một lần; mỗi mã gửi được một phiếu. Mã không gắn với tên người nhận.",
}


@dataclass(frozen=True)
class PlanEntries:
    """What only the unit knows of its plan: number and date, the documents of the department that it carries out, who is in
    charge ("" for what is not known yet).
    """

    number: int | None = None
    issued_on: dt.date | None = None
    bases: tuple[str, ...] = ()
    in_charge: str = ""


def build_plan(
    settings: UnitSettings, survey: PlannedSurvey, entries: PlanEntries, *, address: str, is_draft: bool = True
) -> Document:
    """The plan; `address` is the unit's permanent link. Only a draft asks for what may as well be left out."""
    who, year = join_words(audiences_of(survey)), survey.opens_on.year
    return compose_plan(
        settings,
        summary=f"Khảo sát sự hài lòng của {who} năm {year}",
        date=entries.issued_on,
        number=entries.number,
        body=(
            *_bases(settings, survey, entries, who, is_draft=is_draft),
            *_purpose(settings, survey, who),
            *_content(survey),
            *_methods(survey, address),
            *_calendar(settings, survey),
            *_organisation(settings, entries, who),
        ),
        recipients=_recipients(settings),
        subject=f"{settings.official_name}, {survey.campaign_name}",
    )


def audiences_of(survey: PlannedSurvey) -> tuple[str, ...]:
    """Who is asked, in the order of the questionnaires."""
    return name_audiences(one.questionnaire for one in survey.instruments)


def name_audiences(questionnaires: Iterable[Questionnaire]) -> tuple[str, ...]:
    """Whom these questionnaires ask, in their order."""
    found = ["cha mẹ trẻ" if one.levels == ("MN",) else _AUDIENCES[one.audience] for one in questionnaires]
    return tuple(dict.fromkeys(found))


def place_word(settings: UnitSettings) -> str:
    """What a sentence calls the unit after its name has been said."""
    if settings.unit_kind != "school":
        return "cơ quan"
    is_centre = settings.unit_levels == ("GDTX",) or settings.unit_name.lower().startswith("trung tâm")
    return "trung tâm" if is_centre else "nhà trường"


def write_day(day: dt.date) -> str:
    """A date in digits."""
    return f"{day:%d/%m/%Y}"


def _bases(settings: UnitSettings, survey: PlannedSurvey, entries: PlanEntries, who: str, *, is_draft: bool) -> Iterator[Block]:
    laws = ["Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "Nghị định số 356/2025/NĐ-CP của Chính phủ"]
    audiences = {one.questionnaire.audience for one in survey.instruments}
    if audiences - {"citizen"}:
        laws.append(
            "Quyết định số 2034/QĐ-BGDĐT của Bộ Giáo dục và Đào tạo (Đề án đo lường sự hài lòng về dịch vụ giáo dục, "
            "giai đoạn 2023 - 2030)"
        )
    if "citizen" in audiences:
        laws.append("Quyết định số 1001/QĐ-BNV năm 2023 của Bộ Nội vụ về phương pháp đo lường sự hài lòng")
    department = settings.department_name or "cơ quan quản lý"
    runs = (Run("; ".join(entries.bases)),) if entries.bases else (blank(f"số, ngày văn bản của {department}"),)
    has_more = bool(entries.bases) or is_draft
    for place, law in enumerate(laws, start=1):
        yield Paragraph((Run(f"Căn cứ {law}{';' if has_more or place < len(laws) else '.'}"),), "basis")
    if has_more:
        yield Paragraph((Run("Thực hiện "), *runs, Run(".")), "basis")
    yield plain(
        f"{settings.official_name} xây dựng kế hoạch khảo sát sự hài lòng của {who} năm {survey.opens_on.year} như sau:"
    )


def _purpose(settings: UnitSettings, survey: PlannedSurvey, who: str) -> Iterator[Block]:
    place = place_word(settings)
    yield Heading(1, "I. MỤC ĐÍCH, YÊU CẦU")
    yield Heading(2, "1. Mục đích")
    yield item(f"Biết mức độ hài lòng của {who}: điều gì đã tốt, điều gì cần sửa trước.")
    yield item(
        f"Đối chiếu với chỉ tiêu của đợt khảo sát: tỷ lệ hài lòng {survey.target_words}; "
        "làm căn cứ cho báo cáo kết quả và kế hoạch cải thiện."
    )
    yield Heading(2, "2. Yêu cầu")
    yield item("Mọi người thuộc đối tượng khảo sát đều được mời; trả lời hay không là tự nguyện.")
    yield item(
        f"Bảo đảm ẩn danh: không ai trong {place} yêu cầu người trả lời cho xem phiếu, trả lời thay hay gợi ý câu trả lời."
    )
    yield item("Thu đủ số phiếu cần có, đúng thời gian; số liệu trung thực, không loại phiếu vì ý kiến chưa hài lòng.")


def _content(survey: PlannedSurvey) -> Iterator[Block]:
    yield Heading(1, "II. NỘI DUNG, ĐỐI TƯỢNG, PHẠM VI")
    yield Heading(2, "1. Nội dung")
    for one in survey.instruments:
        asked = one.questionnaire
        fields = "; ".join(_small(dimension.title) for dimension in asked.dimensions)
        wording = "theo văn bản chính thức" if asked.wording.kind == "official" else "lời văn do phần mềm Thước Đo dự thảo"
        yield item(
            f"{asked.title} (mã {asked.code}, phiên bản {asked.version}): {len(asked.dimension_items)} câu chọn mức thuộc "
            f"{len(asked.dimensions)} lĩnh vực ({fields}), câu hỏi về hài lòng chung và ô ý kiến; {wording}."
        )
    yield Heading(2, "2. Đối tượng, phạm vi")
    yield plain("Mời tất cả người thuộc đối tượng, không chọn mẫu. Số người được hỏi và số phiếu cần có như bảng sau:")
    yield Table(
        code="doi-tuong",
        title="Đối tượng khảo sát và số phiếu cần có",
        columns=(
            Column("Phiếu, khối", 5),
            Column("Số người được hỏi", 2, "right"),
            Column("Số phiếu cần có", 2, "right"),
        ),
        rows=tuple(row for one in survey.instruments for row in _instrument_rows(one)),
        notes=(
            "Số phiếu cần có tính cho cả phiếu theo hướng dẫn chọn mẫu: n = N/(1 + N × e²), e = 5%, làm tròn lên; "
            "nên có phiếu của mọi khối.",
        ),
    )


def _instrument_rows(one: PlannedInstrument) -> Iterator[Row]:
    unknown = Absent("chưa có", "chưa có số người được hỏi trong hệ thống")
    cells: tuple[Cell, ...] = (
        one.questionnaire.short_title,
        unknown if one.eligible is None else _count(one.eligible),
        unknown if one.needed is None else _count(one.needed),
    )
    yield Row(cells, is_strong=True)
    for label, number in one.grades:
        yield Row((label, _count(number), Absent("–", "tính cho cả phiếu")))


def _methods(survey: PlannedSurvey, address: str) -> Iterator[Block]:
    yield Heading(1, "III. PHƯƠNG PHÁP, HÌNH THỨC")
    yield Heading(2, "1. Phương pháp")
    yield plain(
        "Khảo sát bằng phiếu hỏi, mỗi câu chọn một trong năm mức từ “Rất không hài lòng” đến “Rất hài lòng”. Tỷ lệ hài lòng là "
        "số câu trả lời “Hài lòng” và “Rất hài lòng” trên tổng số câu trả lời hợp lệ."
    )
    yield Heading(2, "2. Hình thức")
    yield item(f"Trực tuyến tại {address}, hoặc quét mã QR trên áp phích.")
    yield item("Tại chỗ: lần lượt trả lời trên máy của đơn vị, ở buổi họp hoặc nơi tiếp công dân.")
    yield item("Phiếu giấy: cho người không dùng điện thoại; phiếu thu về được nhập vào phần mềm.")
    yield plain(RUNGS[survey.access])
    yield Heading(2, "3. Bảo đảm ẩn danh")
    yield plain(
        "Phiếu không hỏi và phần mềm không ghi họ tên, số điện thoại, tài khoản, lớp học, địa chỉ mạng hay loại máy. Số liệu "
        "chỉ hiển thị cho nhóm từ 10 phiếu trở lên. Lời góp ý được cất riêng với các câu chọn mức và phải qua rà soát."
    )


def _calendar(settings: UnitSettings, survey: PlannedSurvey) -> Iterator[Block]:
    opens, closes, paper = (write_day(day) for day in (survey.opens_on, survey.closes_on, survey.paper_until))
    final = write_day(max(survey.closes_on, survey.paper_until))
    steps = (
        ("Ban hành, công bố kế hoạch; in áp phích, phiếu giấy; phổ biến mục đích và cách trả lời", f"Trước ngày {opens}"),
        ("Thu phiếu; theo dõi số phiếu, nhắc chung, không nhắc từng người", f"Từ ngày {opens} đến hết ngày {closes}"),
        ("Nhập phiếu giấy", f"Chậm nhất hết ngày {paper}"),
        (f"Nhận kết quả; viết báo cáo gửi {settings.department_name or 'cơ quan quản lý'}", f"Sau ngày {final}"),
        ("Công bố kết quả và việc sẽ làm; thực hiện, theo dõi cải thiện", "Sau khi ký báo cáo"),
    )
    yield Heading(1, "IV. THỜI GIAN")
    yield Table(
        code="thoi-gian",
        title="Các bước thực hiện",
        columns=(Column("TT", 1, "center"), Column("Công việc", 8), Column("Thời gian", 4)),
        rows=tuple(Row((str(place), work, when)) for place, (work, when) in enumerate(steps, start=1)),
    )


def _organisation(settings: UnitSettings, entries: PlanEntries, who: str) -> Iterator[Block]:
    place = place_word(settings)
    lead = {"nhà trường": "Lãnh đạo trường", "trung tâm": "Lãnh đạo trung tâm"}.get(place, "Lãnh đạo cơ quan")
    in_charge = Run(entries.in_charge) if entries.in_charge else blank("họ tên, chức vụ người phụ trách")
    yield Heading(1, "V. TỔ CHỨC THỰC HIỆN")
    yield plain(f"1. {lead} chỉ đạo chung, duyệt báo cáo kết quả và kế hoạch cải thiện.")
    yield Paragraph(
        (
            Run("2. Người phụ trách khảo sát, "),
            in_charge,
            Run(", quản lý tài khoản khảo sát, in áp phích và phiếu giấy, theo dõi số phiếu, soạn báo cáo."),
        )
    )
    if place == "cơ quan":
        yield plain(f"3. Bộ phận tiếp nhận mời {who} trả lời, hướng dẫn cách trả lời khi được hỏi, không ở cạnh lúc trả lời.")
    else:
        yield plain(
            f"3. Giáo viên chủ nhiệm gửi đường dẫn, phát phiếu giấy cho {who}; giải thích rằng phiếu không ghi tên; không thu "
            "phiếu giấy theo danh sách lớp."
        )
    yield plain("4. Bộ phận văn thư nhập phiếu giấy, lưu hồ sơ khảo sát.")
    if place == "nhà trường":
        yield plain("5. Đề nghị Ban đại diện cha mẹ học sinh phối hợp phổ biến, động viên cha mẹ tham gia trả lời.")
    yield plain(
        f"Trên đây là kế hoạch khảo sát sự hài lòng của {settings.official_name}. Nếu có vướng mắc, các bộ phận báo cáo "
        f"{lead.lower()} để xem xét, giải quyết./."
    )


def _recipients(settings: UnitSettings) -> tuple[str, ...]:
    report_to = tuple(f"{one} (để báo cáo)" for one in settings.addressees)
    parents = ("Ban đại diện cha mẹ học sinh (để phối hợp)",) if place_word(settings) == "nhà trường" else ()
    return (*report_to, *parents, "Các tổ, bộ phận (để thực hiện)")


def _count(number: int) -> Number:
    return Number(number, format_count(number), "count")


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
