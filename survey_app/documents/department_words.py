"""The sentences of the department's annual report, from figures that have passed the gate. They claim what intervals allow.

Of one instrument alone the sentences of a unit's report hold for the whole as well (`annual_words`); here is what only a
department can say: over instruments, over units, over targets of several years. Computes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts.change_rows import BROKEN, reason_phrase
from analysis.charts.numbers import (
    format_count,
    format_difference,
    format_difference_range,
    format_target,
)
from analysis.charts.wording import bind_numbers, value_phrase, withheld_phrase
from analysis.estimates import Estimate, Result, Verdict
from analysis.mean_of_parts import verdicts_against
from analysis.reports import ChangeReport
from survey_app.documents.annual_words import change_phrase, is_above
from survey_app.documents.listing import join_words
from survey_app.documents.report_words import AMONG, lowered
from survey_app.results.department_figures import Coverage, DepartmentPart, DepartmentReportFigures, OfficialFigure
from survey_app.results.named_targets import Target

MOST_NAMES: Final = 5  # of units in a sentence; the page of changes names all
OFFICIAL: Final = "Chỉ số hài lòng chung"
_AGAINST: Final[dict[Verdict, str]] = {
    "met": "đạt",
    "missed": "không đạt",
    "not shown": "chưa đủ căn cứ để nói đạt hay không đạt",
}
_AHEAD: Final[dict[Verdict, str]] = {"met": "đã đạt", "missed": "còn thấp hơn", "not shown": "chưa đủ căn cứ để nói đã đạt"}


def target_name(target: Target) -> str:
    """The target with what it is called: "90% (năm 2026)"."""
    return f"{format_target(target.value)} ({target.name})"


def targets_phrase(share: Result, targets: Sequence[Target]) -> str:
    """What may be said of a share against each target: "đạt 85% (...); chưa đủ căn cứ ... 90% (...)". "" where withheld."""
    told = [
        f"{(_AHEAD if target.is_ahead else _AGAINST)[verdict]} mức {target_name(target)}"
        for target, verdict in zip(targets, verdicts_against(share, [one.value for one in targets]), strict=True)
        if verdict is not None
    ]
    return "; ".join(told)


def official_sentences(report: DepartmentReportFigures) -> Iterator[str]:
    """The figure over instruments, what it is made of, and where it stands against the targets."""
    official = report.official
    if not official.parts:
        return
    made_of = (
        f"trung bình cộng của {format_count(len(official.parts))} phiếu ({join_words(tuple(map(lowered, official.parts)))})"
        if len(official.parts) > 1
        else f"của phiếu {lowered(official.parts[0])}"
    )
    if not isinstance(official.share, Estimate):
        yield bind_numbers(f"{OFFICIAL}, {made_of}: {withheld_phrase(official.share)}.")
        return
    yield bind_numbers(f"{OFFICIAL}, {made_of}: {AMONG}, {value_phrase(official.share)}.")
    if told := targets_phrase(official.share, report.targets):
        yield bind_numbers(f"So với các chỉ tiêu: {told}.")


def official_change(official: OfficialFigure) -> str:
    """What has become of the figure over instruments; why that is not known, where the instruments were others."""
    if len(official.parts) < 2:
        return ""
    if official.change is None or official.earlier is None:
        return f"{OFFICIAL} không so sánh với đợt trước: bộ phiếu đã khác, hoặc có đợt không hiển thị."
    return bind_numbers(
        f"{OFFICIAL} của đợt “{official.earlier_name}” là {value_phrase(official.earlier)}. So với đợt ấy, {AMONG}, "
        f"{OFFICIAL.lower()} {change_phrase(official.change)}."
    )


def targets_sentences(report: DepartmentReportFigures) -> Iterator[str]:
    """For each target the instruments that meet it, that miss it, and of which the answers do not decide."""
    known = dict.fromkeys(target for one in report.parts for target in one.targets)
    for target in sorted(known, key=lambda target: (target.value, target.name)):
        groups: dict[Verdict, list[str]] = {"met": [], "not shown": [], "missed": []}
        for one in report.parts:
            (verdict,) = verdicts_against(one.part.report.index_share, [target.value])
            if verdict is not None and target in one.targets:
                groups[verdict].append(f"“{one.part.questionnaire.short_title}”")
        words = _AHEAD if target.is_ahead else _AGAINST
        told = [f"{words[verdict]}: {join_words(tuple(names))}" for verdict, names in groups.items() if names]
        if told:
            yield bind_numbers(f"Mức {target_name(target)}, {AMONG}: {'; '.join(told)}.")


def coverage_sentence(coverage: Coverage) -> str:
    """How many units were surveyed, with enough answers, with too few, without any."""
    whole = coverage.whole
    if not whole.units:
        return "Không có đơn vị nào tham gia."
    counts = (
        (whole.enough, "đủ số phiếu cần có"),
        (whole.short, "chưa đủ số phiếu"),
        (whole.unknown, "chưa rõ vì chưa nhập số người được hỏi"),
        (whole.silent, "chưa có phiếu nào"),
    )
    told = "; ".join(f"{format_count(number)} đơn vị {words}" for number, words in counts if number)
    return bind_numbers(
        f"{format_count(whole.surveyed)}/{format_count(whole.units)} đơn vị đã khảo sát, {format_count(whole.received)} phiếu: "
        f"{told}. Chỉ tiêu: 100% đơn vị khảo sát hằng năm."
    )


def units_sentence(one: DepartmentPart) -> str:
    """How many units stand above or below the rest by more than chance, and how many at least meet the target."""
    units = [unit for unit in one.found.groups.department.units if unit.code in one.codes]
    judged = [unit for unit in units if unit.position is not None]
    shown = [unit for unit in units if isinstance(unit.result, Estimate)]
    if not shown:
        return "Chưa đơn vị nào có đủ phiếu để hiển thị kết quả."
    above, below = (sum(unit.position == where for unit in judged) for where in ("above", "below"))
    told = f"{format_count(len(shown))} đơn vị có kết quả hiển thị được."
    if judged and one.found.groups.department.funnel is not None:
        told += (
            f" So với mức chung, sau khi tính đến ngẫu nhiên và mức khác nhau thường có giữa các đơn vị: "
            f"{format_count(above)} đơn vị cao hơn, {format_count(below)} đơn vị thấp hơn, "
            f"{format_count(len(judged) - above - below)} đơn vị chưa thấy khác."
        )
    meeting = one.found.groups.department.units_meeting
    if meeting is not None and one.subject.kind == "whole":
        target = format_target(one.part.report.target)
        told += f" Với độ tin cậy 95%, ít nhất {format_count(meeting)} đơn vị đạt chỉ tiêu {target}."
    return bind_numbers(told)


def communes_sentence(one: DepartmentPart) -> str:
    """How many communes meet or miss the target; of how many nothing can be shown."""
    communes = one.communes
    if not communes:
        return ""
    words = {"met": "đạt", "missed": "không đạt", "not shown": "chưa đủ căn cứ"}
    counts = {word: sum(group.report.verdict == verdict for group in communes) for verdict, word in words.items()}
    withheld = sum(group.report.verdict is None for group in communes)
    told = "; ".join(f"{format_count(number)} nơi {word}" for word, number in counts.items() if number)
    hidden = f"{format_count(withheld)} nơi không hiển thị" if withheld else ""
    target = format_target(one.part.report.target)
    return bind_numbers(
        f"{format_count(len(communes))} xã, phường, đặc khu có đơn vị tham gia; so với chỉ tiêu {target}: "
        f"{'; '.join(filter(None, (told, hidden)))}."
    )


def panel_sentences(one: DepartmentPart) -> Iterator[str]:
    """The units that are in both campaigns, and those that have changed by more than chance."""
    if one.panel is None:
        return
    if one.panel.panel is not None:
        found = one.panel.panel
        limits = ""
        if found.low is not None and found.high is not None:
            name = "khoảng" if found.se is None else "khoảng 95%"
            limits = f" ({name}: {format_difference_range(found.low, found.high)})"
        yield bind_numbers(
            f"Trung bình của {format_count(one.panel.panel_units)} đơn vị có kết quả ở cả hai đợt: chênh lệch "
            f"{format_difference(found.value)} điểm phần trăm{limits}."
        )
    words = [row.change.word for row in one.panel.rows if row.change is not None]
    if words:
        yield bind_numbers(
            f"Trong {format_count(len(words))} đơn vị so sánh được: {format_count(words.count('risen'))} đơn vị tăng, "
            f"{format_count(words.count('fallen'))} đơn vị giảm quá mức ngẫu nhiên, "
            f"{format_count(words.count('stable'))} đơn vị ổn định, "
            f"{format_count(words.count('no clear change'))} đơn vị chưa rõ thay đổi."
        )
    yield from _broken_sentences(one.panel)


def _broken_sentences(panel: ChangeReport) -> Iterator[str]:
    """The units whose series broke off because they were merged or split, each reason with some of their names."""
    names: dict[str, list[str]] = {}
    for row in panel.rows:
        if row.reason in BROKEN:
            names.setdefault(reason_phrase(panel, row), []).append(row.label)
    for reason, found in names.items():
        rest = len(found) - MOST_NAMES
        listed = join_words((*found[:MOST_NAMES], f"{format_count(rest)} đơn vị khác") if rest > 0 else tuple(found))
        yield bind_numbers(f"{format_count(len(found))} đơn vị {reason}: {listed}.")


def level_beside_sentence(one: DepartmentPart) -> str:
    """The scope beside the whole department."""
    own, level = one.part.report.index_share, one.part.level
    if level is None or not isinstance(own, Estimate):
        return ""
    if is_above(own, level.share):
        told = "khoảng của phạm vi này nằm trên khoảng của toàn Sở"
    elif is_above(level.share, own):
        told = "khoảng của phạm vi này nằm dưới khoảng của toàn Sở"
    else:
        told = "hai khoảng còn chồng lên nhau, chưa đủ căn cứ để nói cao hơn hay thấp hơn"
    units = format_count(level.units)
    return bind_numbers(f"Toàn Sở ({units} đơn vị, tính cả phạm vi này) được {value_phrase(level.share)}: {told}.")
