"""What the page of a comparison shows: the funnel's sentence, three headline numbers, a row for each unit."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.charts import comparison_bounds, describe_funnel, svg_funnel, svg_interval
from analysis.estimates import Estimate, Suppressed
from analysis.reports import DepartmentReport, UnitFigures
from questionnaires import Questionnaire
from survey_app.views.report_words import convention_note, wording_note
from survey_app.views.selection import is_named

NOUNS = {"citizen": "đơn vị", "learner": "trung tâm"}  # every other audience answers about a school


@dataclass(frozen=True)
class ComparisonRow:
    """One unit of the table, its mark, and where its report is."""

    unit: UnitFigures
    mark: str
    participation_id: int | None


@dataclass(frozen=True)
class ComparisonPage:
    """The comparison in words, picture and rows. `met`, `judged` and `withheld` count units of the scope."""

    noun: str
    sentence: str
    funnel: str
    met: int
    judged: int
    withheld: int
    rows: tuple[ComparisonRow, ...]
    notes: tuple[tuple[str, str], ...]


def build_page(
    report: DepartmentReport, participations: Mapping[str, int], *, name: str, questionnaire: Questionnaire
) -> ComparisonPage:
    """The page; `name` narrows the table and nothing else."""
    noun = NOUNS.get(questionnaire.audience, "trường")
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
        funnel=svg_funnel(report, noun=noun),
        met=sum(unit.verdict == "met" for unit in report.units),
        judged=sum(isinstance(unit.result, Estimate) for unit in report.units),
        withheld=sum(isinstance(unit.result, Suppressed) for unit in report.units),
        rows=rows,
        notes=(
            ("Cách so sánh", _COMPARING.format(noun=noun)),
            ("Cách tính", convention_note(report.convention, questionnaire)),
            ("Cỡ mẫu hiệu dụng", _EFFECTIVE),
            ("Lời văn của phiếu", wording_note(questionnaire)),
        ),
    )


_COMPARING = (
    "Chỉ so những {noun} trả lời cùng một phiếu. Chỉ ghi “cao hơn” hay “thấp hơn mức chung” khi khác biệt vượt mức ngẫu nhiên, "
    "sau khi đã tính đến việc các {noun} vốn khác nhau. Bảng xếp theo tên; không có bảng xếp hạng, vì thứ tự của những {noun} "
    "gần nhau chủ yếu là ngẫu nhiên."
)
_EFFECTIVE = (
    "Số câu trả lời độc lập có độ chắc chắn tương đương: nhỏ hơn số câu đã nhận vì các câu của một người giống nhau; lớn hơn "
    "khi gần như mọi người đã trả lời."
)
