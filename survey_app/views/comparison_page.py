"""What the page of a comparison shows: the funnel's sentence, three headline numbers, a row for each unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from analysis.charts import (
    comparison_bounds,
    describe_funnel,
    draw_funnel,
    draw_units,
    format_count,
    format_share,
    svg_funnel,
    svg_interval,
    to_png,
)
from analysis.charts.funnel_places import is_drawable
from analysis.charts.wording import INDEX
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.reports import DepartmentReport, UnitFigures
from questionnaires import Questionnaire
from survey_app.documents.report_words import AMONG, convention_note, wording_note
from survey_app.views.filters import capitalise
from survey_app.views.selection import is_named

Chart = Literal["funnel", "units"]
KIND_NAMES = {"school": "Trường, trung tâm", "desk": "Bộ phận một cửa", "commune": "Xã, phường", "department": "Sở"}
NOUNS = {"citizen": "đơn vị", "learner": "trung tâm"}  # every other audience answers about a school


@dataclass(frozen=True)
class ComparisonRow:
    """One unit of the table, its mark, and where its report is."""

    unit: UnitFigures
    mark: str
    participation_id: int | None


@dataclass(frozen=True)
class ComparisonPage:
    """The comparison in words, picture and rows. `met`, `judged` and `withheld` count units of the scope.

    `funnel` is "" where too few units are shown for a picture; `whole` says what the department's figure rests on.
    """

    noun: str
    sentence: str
    funnel: str
    whole: str
    met: int
    judged: int
    withheld: int
    rows: tuple[ComparisonRow, ...]
    notes: tuple[tuple[str, str], ...]


def build_page(
    report: DepartmentReport,
    participations: Mapping[str, int],
    *,
    name: str,
    questionnaire: Questionnaire,
    access: str,
) -> ComparisonPage:
    """The page; `name` narrows the table and nothing else, `access` says how the answers of all units were taken."""
    noun = noun_of(questionnaire)
    low, high = comparison_bounds(report)
    rows = tuple(
        ComparisonRow(
            unit,
            svg_interval(unit.result, report.target, low, high, verdict=unit.verdict, position=unit.position),
            participations.get(unit.code),
        )
        for unit in report.units
        if is_named(unit.name, name)
    )
    return ComparisonPage(
        noun=noun,
        sentence=describe_funnel(report, noun=noun),
        funnel=svg_funnel(report, noun=noun) if is_drawable(report) else "",
        whole=_describe_whole(report, noun=noun),
        met=sum(unit.verdict == "met" for unit in report.units),
        judged=sum(isinstance(unit.result, Estimate) for unit in report.units),
        withheld=sum(isinstance(unit.result, Suppressed) for unit in report.units),
        rows=rows,
        notes=(
            ("Cách so sánh", _COMPARING.format(noun=noun)),
            ("Cách nhận phiếu", f"{capitalise(access)}."),
            ("Người trả lời", _COLLECTED),
            (
                "Cách tính",
                f"{convention_note(report.convention, questionnaire)} {_WHOLES[report.convention].format(noun=noun)}",
            ),
            ("Cỡ mẫu hiệu dụng", _EFFECTIVE),
            ("Lời văn của phiếu", wording_note(questionnaire)),
        ),
    )


def draw_chart(
    report: DepartmentReport, chart: Chart, *, questionnaire: Questionnaire, campaign_name: str, is_open: bool
) -> bytes:
    """A chart as a picture that says by itself what is compared, in which campaign."""
    noun = noun_of(questionnaire)
    measure = report.measure_title if report.measure_code else INDEX
    state = ", kết quả tạm thời" if is_open else ""
    heading = (
        f"{measure} – {questionnaire.short_title}",
        f"{campaign_name}{state}, {format_count(len(report.units))}\N{NO-BREAK SPACE}{noun}",
    )
    return to_png({"funnel": draw_funnel, "units": draw_units}[chart](report, noun=noun, heading=heading))


def noun_of(questionnaire: Questionnaire) -> str:
    """What a unit that answers it is called."""
    return NOUNS.get(questionnaire.audience, "trường")


def _describe_whole(report: DepartmentReport, *, noun: str) -> str:
    """What the department's figure is called; where it does not rest on everybody, on how many."""
    is_everybody = not report.units_left_out and report.covered_eligible == report.eligible
    if is_everybody or isinstance(report.total, Suppressed):
        return "mức chung"
    whole = f"mức chung của {format_count(report.covered_units)}\N{NO-BREAK SPACE}{noun}"
    if not report.eligible or report.covered_eligible is None:
        return whole
    return f"{whole}, {format_share(report.covered_eligible / report.eligible)} số người được hỏi"


_COLLECTED = f"Người trả lời không được chọn ngẫu nhiên: mọi tỷ lệ và kết luận so với chỉ tiêu ở trang này là {AMONG}."
_WHOLES: Final[dict[Convention, str]] = {
    "answers": "Mức chung gộp mọi câu trả lời của các {noun}.",
    "mean": "Mức chung là trung bình cộng của các {noun}, mỗi {noun} tính như nhau.",
    "eligible": "Mức chung có trọng số theo số người được hỏi của từng {noun}.",
}
_COMPARING = (
    "Chỉ so những {noun} trả lời cùng một phiếu. Chỉ ghi “cao hơn” hay “thấp hơn mức chung” khi khác biệt vượt mức ngẫu nhiên, "
    "sau khi đã tính đến việc các {noun} vốn khác nhau. Bảng xếp theo tên; không có bảng xếp hạng, vì thứ tự của những {noun} "
    "gần nhau chủ yếu là ngẫu nhiên."
)
_EFFECTIVE = (
    "Số câu trả lời độc lập có độ chắc chắn tương đương: nhỏ hơn số câu đã nhận vì các câu của một người giống nhau; lớn hơn "
    "khi gần như mọi người đã trả lời."
)
