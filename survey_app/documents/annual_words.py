"""The sentences of an annual report, written from figures that have passed the gate. Says no more than the intervals allow.

A difference between two figures is called one only where their intervals do not meet, a change only where `analysis` calls it
one; what is left open is said to be open. Computes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts.numbers import format_count, format_difference, format_difference_range, format_share, format_target
from analysis.charts.wording import INDEX, bind_numbers, value_phrase
from analysis.comparison_figures import Change, ChangeRow, ChangeWord
from analysis.disclosure import LOW_PARTICIPATION
from analysis.estimates import Estimate, Suppressed
from analysis.reports import DimensionFigures, ItemFigures, UnitReport
from survey_app.documents.report_words import AMONG, rated_items
from survey_app.results.annual_figures import AnnualPart, NotCompared

LOWEST_SHOWN: Final = 5
_WHO_ANSWERED: Final = {
    "own": "Ai muốn thì trả lời, không chọn mẫu ngẫu nhiên: khoảng đi kèm mỗi số là khoảng nhất quán, chỉ đúng với mọi người "
    "được hỏi nếu người chưa trả lời cũng nghĩ như người đã trả lời.",
    "sample": "Người trả lời được chọn ngẫu nhiên: khoảng đi kèm mỗi số là khoảng tin cậy 95%.",
}
_NOT_COMPARED: Final[dict[NotCompared, str]] = {
    "first": "Chưa có kết quả của đợt trước để so sánh.",
    "no answers": "Đợt trước không có phiếu nào nên không so sánh được.",
    "another convention": "Đợt trước gộp số liệu theo cách khác nên không so sánh được.",
}
_MANY: Final = 3  # names that a sentence can hold
_REAL: Final = "vượt quá mức ngẫu nhiên"
_CHANGES: Final[dict[ChangeWord, str]] = {
    "risen": f"tăng {{difference}} điểm phần trăm, {_REAL}",
    "fallen": f"giảm {{difference}} điểm phần trăm, {_REAL}",
    "stable": "ổn định, chênh lệch {signed} điểm phần trăm",
    "no clear change": "chưa rõ thay đổi: chênh lệch {signed} điểm phần trăm có thể chỉ do ngẫu nhiên",
}


def received_sentence(part: AnnualPart) -> str:
    """How many answered, beside how many were asked and needed."""
    report = part.report
    if report.eligible is None or report.needed is None or report.participation is None:
        return bind_numbers(
            f"Đã nhận {format_count(report.forms)} phiếu. Chưa nhập số người được hỏi nên không tính được tỷ lệ tham gia."
        )
    lacking = report.needed - report.forms
    enough = "đã đủ" if lacking <= 0 else f"còn thiếu {format_count(lacking)} phiếu"
    return bind_numbers(
        f"Đã nhận {format_count(report.forms)} phiếu trên {format_count(report.eligible)} người được hỏi "
        f"({format_share(report.participation)}); theo hướng dẫn chọn mẫu cần {format_count(report.needed)} phiếu, {enough}."
    )


def extremes_sentence(part: AnnualPart) -> str:
    """The dimensions with the highest and the lowest share, and whether one may be called higher than the other."""
    shown = [(one, one.share) for one in part.report.dimensions if isinstance(one.share, Estimate)]
    if len(shown) < 2:
        return ""
    (_, most), (_, least) = max(shown, key=_value), min(shown, key=_value)
    if most.value == least.value:
        return f"Các lĩnh vực có cùng tỷ lệ hài lòng, {format_share(most.value)}."
    highest = _named([one for one, share in shown if share.value == most.value])
    lowest = _named([one for one, share in shown if share.value == least.value])
    told = (
        "khoảng của hai bên không chồng lên nhau, có căn cứ để nói hai mức này khác nhau"
        if _is_above(most, least)
        else "khoảng của hai bên còn chồng lên nhau, chưa đủ căn cứ để nói bên nào được hài lòng hơn"
    )
    among = "" if part.collection == "sample" else f"{AMONG[:1].upper()}{AMONG[1:]}, "
    opening = f"{among}{highest}"
    return bind_numbers(
        f"{opening[:1].upper()}{opening[1:]} có tỷ lệ hài lòng cao nhất, {value_phrase(most)}; thấp nhất là {lowest}, "
        f"{value_phrase(least)}; {told}."
    )


def lowest_items(report: UnitReport) -> tuple[ItemFigures, ...]:
    """The items with the lowest shares that may be shown, the lowest first; ties in the order of the questionnaire."""
    shown = [(one, one.share) for one in rated_items(report) if isinstance(one.share, Estimate)]
    ordered = sorted(shown, key=lambda pair: pair[1].value)
    return tuple(one for one, _ in ordered[:LOWEST_SHOWN])


def below_target(report: UnitReport) -> tuple[DimensionFigures, ...]:
    """The dimensions of which the answers show that they miss the target."""
    return tuple(one for one in report.dimensions if one.verdict == "missed")


def targets_sentence(part: AnnualPart) -> str:
    """Which dimensions meet the target, which miss it, and of which the answers do not decide."""
    target = format_target(part.report.target)
    groups = {word: [one for one in part.report.dimensions if one.verdict == word] for word in ("met", "missed", "not shown")}
    pieces = []
    if groups["met"]:
        pieces.append(f"đạt chỉ tiêu {target}: {_titles(groups['met'])}")
    if groups["missed"]:
        pieces.append(f"không đạt: {_titles(groups['missed'])}")
    if groups["not shown"]:
        pieces.append(f"chưa đủ căn cứ để nói đạt hay không đạt: {_titles(groups['not shown'])}")
    return f"Theo lĩnh vực, {'; '.join(pieces)}." if pieces else ""


def level_sentence(part: AnnualPart) -> str:
    """The unit beside all units of its kind in the department."""
    own, level = part.report.index_share, part.level
    if level is None or not isinstance(own, Estimate):
        return ""
    common = f"Mức chung của {format_count(level.units)} đơn vị cùng loại trong Sở là {value_phrase(level.share)}"
    if _is_above(own, level.share):
        told = "khoảng của đơn vị nằm trên mức này"
    elif _is_above(level.share, own):
        told = "khoảng của đơn vị nằm dưới mức này"
    else:
        told = "khoảng của đơn vị và của mức chung còn chồng lên nhau, chưa đủ căn cứ để nói cao hơn hay thấp hơn"
    return bind_numbers(f"{common}; {told}.")


def independent_sentence(part: AnnualPart) -> str:
    """The unit's own collection beside that of the department."""
    if part.independent is None:
        return ""
    own, other = part.report.index_share, part.independent.index_share
    if not isinstance(own, Estimate) or not isinstance(other, Estimate):
        return ""
    apart = _is_above(own, other) or _is_above(other, own)
    told = (
        "khoảng của hai kết quả không chồng lên nhau; cần xem lại cách phát phiếu trước khi dùng kết quả"
        if apart
        else "khoảng của hai kết quả chồng lên nhau"
    )
    return bind_numbers(f"Sở khảo sát độc lập được {value_phrase(other)}; đơn vị tự khảo sát được {value_phrase(own)}: {told}.")


def change_sentences(part: AnnualPart) -> Iterator[str]:
    """What has become of the figures since the campaign before, and whether it is real."""
    if part.earlier is None:
        yield _NOT_COMPARED[part.not_compared or "first"]
        return
    change = part.earlier.change
    name = part.earlier.campaign_name
    if change.whole.change is None:
        yield f"{INDEX} không so sánh được với đợt “{name}”."
    else:
        yield bind_numbers(f"So với đợt “{name}”, {INDEX.lower()} {_change_phrase(change.whole.change)}.")
    dimensions = {one.code for one in part.report.dimensions}
    yield from _changed([row for row in change.rows if row.code in dimensions], noun="lĩnh vực")
    yield from _changed([row for row in change.rows if row.code not in dimensions], noun="câu")
    if change.dropped:
        yield bind_numbers(f"{format_count(len(change.dropped))} câu không so sánh vì lời văn hoặc thang trả lời đã đổi.")


def limits_sentence(part: AnnualPart) -> str:
    """What the data cannot show: who answered, how many did, what is withheld."""
    report = part.report
    said = [_WHO_ANSWERED.get(part.collection, "")]
    if report.participation is not None and report.participation < LOW_PARTICIPATION:
        said.append("Chưa đến một nửa số người được hỏi đã trả lời: người chưa trả lời có thể nghĩ khác.")
    if report.needed is not None and report.forms < report.needed:
        said.append("Số phiếu nhận được ít hơn số cần có theo hướng dẫn chọn mẫu.")
    if part.earlier is not None and part.collection != "sample":
        said.append("So với đợt trước cũng vậy: chỉ đúng nếu ở cả hai đợt người trả lời đều giống người chưa trả lời.")
    withheld = sum(isinstance(one.share, Suppressed) for one in rated_items(report))
    if withheld:
        said.append(f"{format_count(withheld)} câu không hiển thị vì còn ít người trả lời hoặc khoảng quá rộng.")
    if part.uncovered:
        said.append(f"{format_count(part.uncovered)} phiếu đến sau lần chốt số liệu cuối cùng không tính vào kết quả.")
    return bind_numbers(" ".join(filter(None, said)))


def _changed(rows: Sequence[ChangeRow], *, noun: str) -> Iterator[str]:
    for word, verb in (("risen", "Tăng"), ("fallen", "Giảm")):
        moved = [row for row in rows if row.change is not None and row.change.word == word]
        if not moved:
            continue
        moved.sort(key=_size, reverse=True)
        names = "; ".join(f"“{row.label}” ({_points(row)})" for row in moved[:_MANY])
        more = f" và {format_count(len(moved) - _MANY)} {noun} khác, xem phụ lục" if len(moved) > _MANY else ""
        yield bind_numbers(f"{verb} vượt quá mức ngẫu nhiên: {noun} {names}{more}.")
    compared = [row.change.word for row in rows if row.change is not None]
    if compared and "risen" not in compared and "fallen" not in compared:  # of what nobody could compare nothing is said
        yield f"Chưa thấy {noun} nào thay đổi vượt quá mức ngẫu nhiên."


def _change_phrase(change: Change) -> str:
    difference = change.difference
    signed = format_difference(difference.value)
    limits = ""
    if difference.low is not None and difference.high is not None and not change.is_exact:
        limits = f" (khoảng 95%: {format_difference_range(difference.low, difference.high)})"
    return _CHANGES[change.word].format(difference=signed.lstrip("+−"), signed=signed) + limits


def _size(row: ChangeRow) -> float:
    return 0.0 if row.change is None else abs(row.change.difference.value)


def _points(row: ChangeRow) -> str:
    assert row.change is not None
    return f"{format_difference(row.change.difference.value)} điểm"


def _value(pair: tuple[DimensionFigures, Estimate]) -> float:
    return pair[1].value


def _is_above(one: Estimate, other: Estimate) -> bool:
    """Whether the whole interval of one lies above that of the other; without an interval nothing is said."""
    return one.low is not None and other.high is not None and one.low > other.high


def _named(dimensions: Sequence[DimensionFigures]) -> str:
    return f"lĩnh vực {_titles(dimensions)}"


def _titles(dimensions: Sequence[DimensionFigures]) -> str:
    return ", ".join(f"“{one.title}”" for one in dimensions)
