"""What the page of a comparison shows: the finding, the chart, a page of its table, the units that the reader looks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.charts import format_count, format_share
from analysis.charts.wording import INDEX
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.reports import DepartmentReport
from questionnaires import Questionnaire
from survey_app.documents.report_words import AMONG, convention_note, wording_note
from survey_app.paging import Pager, paginate
from survey_app.views.comparison_choice import PAGE_ROWS, Choice, View
from survey_app.views.comparison_content import Content, Entry
from survey_app.views.filters import begin_small, capitalise
from survey_app.views.selection import is_named

KIND_NAMES = {"school": "Trường, trung tâm", "desk": "Bộ phận một cửa", "commune": "Xã, phường", "department": "Sở"}
NOUNS = {"citizen": "đơn vị", "learner": "trung tâm"}  # every other audience answers about a school
MOST_PICKED: Final = 5  # units whose figures stand above the chart; more are in the table
TITLES: Final[dict[View, str]] = {
    "funnel": "Tỷ lệ hài lòng",
    "target": "Tỷ lệ hài lòng so với chỉ tiêu",
    "intervals": "Tỷ lệ hài lòng từng {noun}",
    "ranks": "Hạng và nhóm",
    "dimensions": "Tỷ lệ hài lòng theo lĩnh vực",
    "change": "Thay đổi tỷ lệ hài lòng",
    "drivers": "Điều gắn với hài lòng chung",
    "benchmark": "Tỷ lệ hài lòng theo cơ cấu khối",
}


@dataclass(frozen=True)
class ComparisonRow:
    """One unit of the table, its mark, and where its report is."""

    name: str
    figures: object
    mark: str
    participation_id: int | None


@dataclass(frozen=True)
class ComparisonPage:
    """A view of the comparison in words, picture and rows; `chart` is "" where too few units are shown for a picture.

    `picks` are the units that the reader looks for, each with its figures in words; `picked` counts them all.
    """

    sentence: str
    chart: str
    rows: tuple[ComparisonRow, ...]
    pager: Pager
    groups: tuple[tuple[str, str], ...]
    picks: tuple[tuple[str, str], ...]
    picked: int


@dataclass(frozen=True)
class Headlines:
    """The numbers beside the chart. `met`, `judged` and `withheld` count units; `whole` says what the level rests on."""

    whole: str
    met: int
    judged: int
    withheld: int


def build_page(content: Content, choice: Choice, participations: Mapping[str, int]) -> ComparisonPage:
    """The page; name and group narrow the table and nothing else, and a name is looked for in the chart too."""
    sought = [entry for entry in content.entries if choice.name and is_named(entry.name, choice.name)]
    listed = sought if choice.name else content.entries
    offered = {key for key, _ in content.groups}
    if choice.group in offered:
        listed = [entry for entry in listed if choice.group in entry.groups]
    part, pager = paginate(listed, choice.page, size=PAGE_ROWS)
    codes = {entry.code for entry in part}
    return ComparisonPage(
        sentence=content.sentence,
        chart=content.draw({entry.code for entry in sought}, codes),
        rows=tuple(_row(entry, participations) for entry in part),
        pager=pager,
        groups=tuple((key, f"{capitalise(words)} ({_count(content.entries, key)})") for key, words in content.groups),
        picks=tuple((entry.name, entry.phrase()) for entry in sought[:MOST_PICKED]),
        picked=len(sought),
    )


def build_headlines(report: DepartmentReport, *, noun: str) -> Headlines:
    """The numbers beside the chart, of the units in the report."""
    return Headlines(
        whole=_describe_whole(report, noun=noun),
        met=sum(unit.verdict == "met" for unit in report.units),
        judged=sum(isinstance(unit.result, Estimate) for unit in report.units),
        withheld=sum(isinstance(unit.result, Suppressed) for unit in report.units),
    )


def heading_of(view: View, questionnaire: Questionnaire, measure: str, *, units: int | None, noun: str) -> str:
    """The heading of a view: what is shown, of which questionnaire, on which measure, of how many units."""
    title = TITLES[view].format(noun=noun)
    if measure:
        about = f"Hài lòng về {begin_small(measure)}"
        title = about if view == "funnel" else f"{title}, {begin_small(measure)}"
    counted = "" if units is None else f", {format_count(units)} {noun}"
    return f"{title}: {begin_small(questionnaire.short_title)}{counted}"


def measure_name(report: DepartmentReport) -> str:
    """What is compared, as a chart for a document says it."""
    return report.measure_title if report.measure_code else INDEX


def noun_of(questionnaire: Questionnaire) -> str:
    """What a unit that answers it is called."""
    return NOUNS.get(questionnaire.audience, "trường")


def build_notes(questionnaire: Questionnaire, convention: Convention, *, noun: str, access: str) -> tuple[tuple[str, str], ...]:
    """What a careful reader must know of every view."""
    return (
        ("Cách so sánh", _COMPARING.format(noun=noun)),
        ("Cách nhận phiếu", f"{capitalise(access)}."),
        ("Người trả lời", _COLLECTED),
        ("Cách tính", f"{convention_note(convention, questionnaire)} {_WHOLES[convention].format(noun=noun)}"),
        ("Cỡ mẫu hiệu dụng", _EFFECTIVE),
        ("Lời văn của phiếu", wording_note(questionnaire)),
    )


def _row(entry: Entry, participations: Mapping[str, int]) -> ComparisonRow:
    return ComparisonRow(entry.name, entry.figures, entry.mark(), participations.get(entry.code))


def _count(entries: Sequence[Entry], group: str) -> str:
    return format_count(sum(group in entry.groups for entry in entries))


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
    "sau khi đã tính đến việc các {noun} vốn khác nhau; mỗi {noun} được xét riêng, nên khi không có gì khác thường vẫn chừng "
    "5 trong 100 {noun} bị ghi như vậy. Không có bảng xếp theo tỷ lệ, vì thứ tự của những {noun} gần nhau chủ yếu là ngẫu "
    "nhiên."
)
_EFFECTIVE = (
    "Số câu trả lời độc lập có độ chắc chắn tương đương: nhỏ hơn số câu đã nhận vì các câu của một người giống nhau; lớn hơn "
    "khi gần như mọi người đã trả lời."
)
