"""The sentences of the department's report on what it collected itself, beside what units collected. Computes nothing.

Like stands beside like: the units' own figure is that of the very units in which the department asked. That forms should be
looked at again is said only where the answers tell the two collections apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from analysis.charts.numbers import format_count, format_difference, format_difference_range
from analysis.charts.wording import bind_numbers, value_phrase, withheld_phrase
from analysis.comparison_figures import Difference
from analysis.estimates import Suppressed
from analysis.same_units import Apart, SameUnits
from survey_app.documents import annual_words
from survey_app.documents.listing import join_words
from survey_app.documents.report_words import BY_THE_DEPARTMENT
from survey_app.results.annual_figures import AnnualPart
from survey_app.results.department_figures import Beside, DepartmentPart

OWN: Final = "đơn vị tự khảo sát"
_TOLD: Final[dict[Apart, str]] = {
    "apart": "hai khoảng không chồng lên nhau; cần xem lại cách phát phiếu của các đơn vị này trước khi dùng kết quả",
    "not apart": "hai khoảng chồng lên nhau, chưa thấy khác",
    "only together": "hai khoảng không chồng lên nhau nhưng so từng đơn vị thì không thấy như vậy (số phiếu mỗi đơn vị góp vào "
    "hai lần thu có thể không cùng tỷ lệ), chưa đủ căn cứ để nói hai lần thu khác nhau",
    "only by unit": "khoảng của chênh lệch không chứa 0 nhưng hai khoảng còn chồng lên nhau, chưa đủ căn cứ để nói hai lần thu "
    "khác nhau",
}


def part_beside(one: DepartmentPart, beside: Beside) -> AnnualPart:
    """The instrument as the department collected it, in the shape of a part."""
    return replace(one.part, collection=beside.collection, report=beside.subject.report)


def both_phrase(units: int) -> str:
    """Where two collections are compared."""
    return f"ở {format_count(units)} đơn vị có cả hai lần thu"


def units_phrase(beside: Beside) -> str:
    """In how many units the department asked, and on how many its figure rests where these are fewer."""
    units, covered = beside.subject.units, beside.subject.covered_units
    partly = f" (tính trên {format_count(covered)} đơn vị)" if 0 < covered < units else ""
    return f"ở {format_count(units)} đơn vị{partly}"


def beside_sentences(one: DepartmentPart) -> Iterator[str]:
    """Of each collection of the department its result, and what it says beside the units' own over the same units."""
    for beside in one.beside:
        share, name = beside.subject.report.index_share, BY_THE_DEPARTMENT[beside.collection]
        if isinstance(share, Suppressed):
            result = f"{name} {units_phrase(beside)}: {withheld_phrase(share)}."
        else:
            result = f"{name} {units_phrase(beside)} được {value_phrase(share)}."
        who = annual_words.who_answered(part_beside(one, beside)) if beside.collection == "sample" else ""
        yield bind_numbers(" ".join(filter(None, (result, who, _compared(beside, name)))))


def heading(parts: Sequence[DepartmentPart], *, is_whole: bool) -> str:
    """What the section is called after what stands in it."""
    collections = {beside.collection for one in parts for beside in one.beside}
    of_department = {"independent": "khảo sát độc lập", "sample": "khảo sát mẫu ngẫu nhiên"}
    named = tuple(name for collection, name in of_department.items() if collection in collections)
    if is_whole:
        return f"{join_words(('Tự khảo sát', *named))} của Sở"
    return join_words(("So với toàn Sở", *named))


def _compared(beside: Beside, name: str) -> str:
    same = beside.same
    if same is None:
        return "Không so với kết quả tự khảo sát: không có đơn vị nào hiển thị được kết quả ở cả hai lần thu."
    where = both_phrase(same.units)
    for share in (same.own, same.other):
        if isinstance(share, Suppressed):
            return f"Không so với kết quả tự khảo sát {where}: {withheld_phrase(share)}."
    is_all = same.other == beside.subject.report.index_share
    other = "" if is_all else f", {name} được {value_phrase(same.other)}"
    figures = f"{where[:1].upper()}{where[1:]}, {OWN} được {value_phrase(same.own)}{other}"
    if same.apart is None or same.difference is None:
        return f"{figures}; không có khoảng nên không so hai lần thu."
    return f"{figures}; {_difference(same, same.difference)}: {_TOLD[same.apart]}."


def _difference(same: SameUnits, found: Difference) -> str:
    limits = ""
    if found.low is not None and found.high is not None:
        limits = f" ({'khoảng' if found.se is None else 'khoảng 95%'}: {format_difference_range(found.low, found.high)})"
    mean = "tính trung bình các đơn vị, mỗi đơn vị như nhau, " if same.units > 1 else ""
    return f"{mean}tự khảo sát chênh {format_difference(found.value)} điểm phần trăm so với Sở{limits}"
