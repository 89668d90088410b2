"""The sentences of an annual report, written from figures that have passed the gate. Says no more than the intervals allow.

A difference between two figures is called one only where their intervals do not meet: with limits alike that asks for 2.77
standard errors, more than Tukey's 2.73 for the widest gap among five. A change is called one only where `analysis` does; what
is left open is said to be open. Computes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from analysis.change import LEVEL, MATERIAL
from analysis.charts.numbers import format_count, format_difference, format_difference_range, format_share, format_target
from analysis.charts.wording import INDEX, bind_numbers, value_phrase, withheld_sentences
from analysis.comparison_figures import Change, ChangeRow, ChangeWord
from analysis.disclosure import LOW_PARTICIPATION
from analysis.estimates import Estimate, Result, Suppressed
from analysis.reports import DimensionFigures, ItemFigures, UnitReport
from survey_app.documents.listing import join_words
from survey_app.documents.report_words import (
    BY_THE_DEPARTMENT,
    EVERYBODY,
    among_answered,
    has_figures,
    is_census,
    rated_items,
    weighted_remark,
)
from survey_app.results.annual_figures import AnnualPart, CollectedBeside, NotCompared

LOWEST_SHOWN: Final = 5
_WHO_ANSWERED: Final = {
    "own": "Ai muốn thì trả lời, không chọn mẫu ngẫu nhiên: khoảng đi kèm mỗi số là khoảng nhất quán, chỉ đúng với mọi người "
    "được hỏi nếu người chưa trả lời cũng nghĩ như người đã trả lời.",
    "independent": "Phiếu do Sở thu độc lập; ai muốn thì trả lời, không chọn mẫu ngẫu nhiên: khoảng đi kèm mỗi số là khoảng "
    "nhất quán, chỉ đúng với mọi người được hỏi nếu người chưa trả lời cũng nghĩ như người đã trả lời.",
    "sample": "Người trả lời được chọn ngẫu nhiên: khoảng đi kèm mỗi số là khoảng tin cậy 95%.",
}
_NOT_COMPARED: Final[dict[NotCompared, str]] = {
    "first": "Chưa có kết quả của đợt trước để so sánh.",
    "no answers": "Đợt trước không có phiếu nào nên không so sánh được.",
    "another convention": "Đợt trước gộp số liệu theo cách khác nên không so sánh được.",
    "split": "Từ đợt trước đến nay đơn vị đã chia tách nên không so sánh được: không biết phiếu nào thuộc phần nào.",
    "scope split": "Từ đợt trước đến nay có đơn vị chia tách giữa phạm vi này và nơi khác nên mức chung của phạm vi không so "
    "sánh được: không biết phiếu nào thuộc phần nào.",
    "part silent": "Đơn vị sáp nhập từ nhiều đơn vị, có đơn vị không có phiếu ở đợt trước, nên không so sánh được.",
    "few answers": "Đơn vị sáp nhập từ nhiều đơn vị, có đơn vị quá ít phiếu ở đợt trước để cộng vào, nên không so sánh được.",
    "uneven": "Đơn vị sáp nhập từ nhiều đơn vị; ở đợt trước các đơn vị ấy trả lời với tỷ lệ quá khác nhau, hoặc chưa có số "
    "người được hỏi, nên cộng lại không đại diện cho đơn vị bây giờ và không so sánh.",
}
_VERDICTS: Final = {"met": "đạt", "missed": "không đạt", "not shown": "chưa đủ căn cứ để nói đạt hay không đạt"}
_MANY: Final = 3  # names that a sentence can hold
_REAL: Final = "vượt quá mức ngẫu nhiên"
_CHANGES: Final[dict[ChangeWord, str]] = {
    "risen": f"tăng {{difference}} điểm phần trăm, {_REAL}",
    "fallen": f"giảm {{difference}} điểm phần trăm, {_REAL}",
    "stable": "ổn định, chênh lệch {signed} điểm phần trăm",
    "no clear change": "chưa rõ thay đổi, chênh lệch {signed} điểm phần trăm, {why}",
}
_UNDECIDED: Final = "chưa đủ căn cứ để nói là tăng, giảm hay ổn định"
# why there is no word for it though its own interval leaves 0 out
_SMALL: Final = "có khác đợt trước nhưng chưa đến 2 điểm phần trăm, và chưa đủ căn cứ để nói là ổn định"
_ONE_OF_MANY: Final = "còn có thể là ngẫu nhiên khi xét mọi chênh lệch cùng lúc"


def received_sentence(part: AnnualPart) -> str:
    """How many answered, beside how many were asked and needed."""
    report = part.report
    if not report.forms:
        return "Không nhận được phiếu nào."
    if report.eligible is None or report.needed is None or report.participation is None:
        return bind_numbers(
            f"Đã nhận {format_count(report.forms)} phiếu. Chưa nhập số người được hỏi nên không tính được tỷ lệ tham gia."
        )
    lacking = report.needed - report.forms
    enough = "đã đủ" if lacking <= 0 else f"còn thiếu {format_count(lacking)} phiếu"
    return bind_numbers(
        f"Đã nhận {format_count(report.forms)} phiếu trên {format_count(report.eligible)} người được hỏi "
        f"(tỷ lệ tham gia {format_share(report.participation)}); theo hướng dẫn chọn mẫu cần {format_count(report.needed)} "
        f"phiếu, {enough}."
    )


def extremes_sentence(part: AnnualPart) -> str:
    """The dimensions with the highest and the lowest share, and whether one may be called higher than the other."""
    shown = [(one, one.share) for one in part.report.dimensions if isinstance(one.share, Estimate)]
    if len(shown) < 2:
        return ""
    values = [share.value for _, share in shown]
    top, bottom = ([pair for pair in shown if pair[1].value == end] for end in (max(values), min(values)))
    most, least = (min((share for _, share in pairs), key=_surety) for pairs in (top, bottom))  # of equals the widest speaks
    among = _among(part, most)
    if most.value == least.value:
        return _sentence(f"{among}mọi lĩnh vực có cùng tỷ lệ hài lòng, {value_phrase(most)}.")
    highest, lowest = (_named([one for one, _ in pairs]) for pairs in (top, bottom))
    told = (
        "khoảng của hai bên không chồng lên nhau, có căn cứ để nói hai mức này khác nhau"
        if is_above(most, least)
        else "khoảng của hai bên còn chồng lên nhau, chưa đủ căn cứ để nói bên nào được hài lòng hơn"
    )
    ends = f"{highest} có tỷ lệ hài lòng cao nhất, {value_phrase(most)}; thấp nhất là {lowest}, {value_phrase(least)}"
    return _sentence(f"{among}{ends}; {told}.")


def lowest_items(report: UnitReport) -> tuple[ItemFigures, ...]:
    """The items with the lowest shares that may be shown, the lowest first; ties in the order of the questionnaire.

    None with which everybody is satisfied: where all are, none is the lowest.
    """
    shown = [(one, one.share) for one in rated_items(report) if isinstance(one.share, Estimate)]
    ordered = sorted((pair for pair in shown if pair[1].value < 1), key=lambda pair: pair[1].value)
    return tuple(one for one, _ in ordered[:LOWEST_SHOWN])


def below_target(report: UnitReport) -> tuple[DimensionFigures, ...]:
    """The dimensions of which the answers show that they miss the target."""
    return tuple(one for one in report.dimensions if one.verdict == "missed")


def targets_sentence(part: AnnualPart) -> str:
    """Which dimensions meet the target, which miss it, and of which the answers do not decide."""
    target = format_target(part.report.target)
    groups = {word: [one for one in part.report.dimensions if one.verdict == word] for word in ("met", "missed", "not shown")}
    told = [(_VERDICTS[word], ones) for word, ones in groups.items() if ones]
    if not told:
        return ""
    opening = f"So với chỉ tiêu {target}, {_among(part, part.report.index_share)}"
    if len(told) == 1 and len(told[0][1]) == len(part.report.dimensions) > 1:
        return bind_numbers(f"{opening}cả {len(told[0][1])} lĩnh vực đều {told[0][0]}.")
    return f"{opening}{'; '.join(f'{word} có {_named(ones)}' for word, ones in told)}."


def level_sentence(part: AnnualPart) -> str:
    """The unit beside all units of its kind in the department."""
    own, level = part.report.index_share, part.level
    if level is None or not isinstance(own, Estimate):
        return ""
    common = (
        f"Mức chung của {format_count(level.units)} đơn vị cùng loại trên địa bàn, tính cả đơn vị này, là "
        f"{value_phrase(level.share)}; kết quả của đơn vị là {value_phrase(own)}"
    )
    if is_above(own, level.share):
        told = "khoảng của đơn vị nằm trên khoảng của mức chung"
    elif is_above(level.share, own):
        told = "khoảng của đơn vị nằm dưới khoảng của mức chung"
    else:
        told = "hai khoảng còn chồng lên nhau, chưa đủ căn cứ để nói cao hơn hay thấp hơn"
    return bind_numbers(f"{common}; {told}.")


def beside_sentence(part: AnnualPart, beside: CollectedBeside) -> str:
    """The unit's own collection beside one of the department's."""
    own, other = part.report.index_share, beside.report.index_share
    if not isinstance(own, Estimate) or not isinstance(other, Estimate):
        return ""
    apart = is_above(own, other) or is_above(other, own)
    told = (
        "khoảng của hai kết quả không chồng lên nhau; cần xem lại cách phát phiếu trước khi dùng kết quả"
        if apart
        else "khoảng của hai kết quả chồng lên nhau"
    )
    theirs = f"{BY_THE_DEPARTMENT[beside.collection]} được {value_phrase(other)}"
    ours = f"đơn vị tự khảo sát được {value_phrase(own)}: {told}."
    if beside.collection != "sample":
        return bind_numbers(f"{theirs}; {ours}")
    who = who_answered(replace(part, collection=beside.collection, report=beside.report))
    return bind_numbers(f"{theirs}. {who} {_sentence(ours)}")


def change_sentences(part: AnnualPart) -> Iterator[str]:
    """What has become of the figures since the campaign before, and whether it is real."""
    if part.earlier is None:
        yield _NOT_COMPARED[part.not_compared or "first"]
        return
    change, whole = part.earlier.change, part.earlier.change.whole
    name = part.earlier.campaign_name
    if whole.change is None or whole.earlier is None or whole.later is None:
        yield f"{INDEX} không so sánh được với đợt “{name}”."
    else:
        yield bind_numbers(
            f"Đợt “{name}” được {value_phrase(whole.earlier)}. So với đợt ấy, {_among(part, whole.later)}{INDEX.lower()} "
            f"{change_phrase(whole.change)}."
        )
    formerly = part.earlier.formerly
    if len(formerly) > 1:
        yield f"Số liệu của đợt ấy là tổng các phiếu của {join_words(formerly)}, nay là một đơn vị."
    elif formerly:
        yield f"Ở đợt ấy đơn vị là {formerly[0]}."
    dimensions = {one.code for one in part.report.dimensions}
    yield from _changed([row for row in change.rows if row.code in dimensions], noun="lĩnh vực")
    yield from _changed([row for row in change.rows if row.code not in dimensions], noun="câu")
    if change.dropped:
        yield bind_numbers(f"{format_count(len(change.dropped))} câu không so sánh vì lời văn hoặc thang trả lời đã đổi.")


def who_answered(part: AnnualPart) -> str:
    """Of whom the figures tell, and what their intervals are; "" where there are none."""
    if not has_figures(part.report):
        return ""
    return EVERYBODY if is_census(part.report) else _WHO_ANSWERED.get(part.collection, "")


def limits_sentence(part: AnnualPart, *, with_who: bool = True) -> str:
    """What the data cannot show: who answered (unless that was said before), how many did, what is withheld."""
    report = part.report
    said = [who_answered(part) if with_who else ""]
    if report.eligible is not None and report.forms > report.eligible:
        said.append("Số phiếu nhiều hơn số người được hỏi: cần kiểm tra lại số người được hỏi đã nhập.")
    if report.participation is not None and report.participation < LOW_PARTICIPATION:
        said.append("Chưa đến một nửa số người được hỏi đã trả lời: người chưa trả lời có thể nghĩ khác.")
    if report.needed is not None and report.forms < report.needed:
        said.append("Số phiếu nhận được ít hơn số cần có theo hướng dẫn chọn mẫu.")
    if part.earlier is not None and part.collection != "sample" and not (is_census(report) and is_census(part.earlier.report)):
        said.append("So với đợt trước: chỉ đúng nếu ở mỗi đợt người trả lời đều giống người chưa trả lời.")
    said.append(weighted_remark(report))
    withheld = [one.share for one in rated_items(report) if isinstance(one.share, Suppressed)]
    said.append(withheld_sentences(withheld, noun="câu hỏi"))
    if part.uncovered:
        said.append(f"{format_count(part.uncovered)} phiếu đến sau lần chốt số liệu cuối cùng không tính vào kết quả.")
    return bind_numbers(" ".join(filter(None, said)))


def _among(part: AnnualPart, share: Result) -> str:
    """The opening of a sentence that tells only of those who answered; "" where it tells of everybody asked."""
    among = among_answered(share, part.collection)
    return f"{among}, " if among else ""


def _sentence(text: str) -> str:
    return bind_numbers(f"{text[:1].upper()}{text[1:]}")


def _changed(rows: Sequence[ChangeRow], *, noun: str) -> Iterator[str]:
    compared = [row for row in rows if row.change is not None]
    for word, verb in (("risen", "tăng"), ("fallen", "giảm")):
        moved = [row for row in compared if row.change is not None and row.change.word == word]
        if not moved:
            continue
        moved.sort(key=_size, reverse=True)
        names = "; ".join(f"“{row.label}” ({_points(row)})" for row in moved[:_MANY])
        more = f"; và {format_count(len(moved) - _MANY)} {noun} khác" if len(moved) > _MANY else ""
        yield _sentence(f"{noun} {verb} {_REAL}: {names}{more}.")
    if compared and not any(row.change is not None and row.change.word in ("risen", "fallen") for row in compared):
        yield bind_numbers(f"Chưa thấy {noun} nào tăng hay giảm từ 2 điểm phần trăm trở lên mà {_REAL}.")


def change_phrase(change: Change) -> str:
    """What may be said of a change, with its size and limits."""
    difference = change.difference
    signed = format_difference(difference.value)
    limits = f" ({spread})" if (spread := _limits(change)) else ""
    return _CHANGES[change.word].format(difference=signed.lstrip("+−"), signed=signed, why=_why_unclear(change)) + limits


def _why_unclear(change: Change) -> str:
    difference = change.difference
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return _UNDECIDED
    if change.adjusted_p > LEVEL:
        return _ONE_OF_MANY
    return _SMALL if abs(difference.value) < MATERIAL["share"] else _UNDECIDED


def _size(row: ChangeRow) -> float:
    return 0.0 if row.change is None else abs(row.change.difference.value)


def _points(row: ChangeRow) -> str:
    assert row.change is not None
    limits = f"; {spread}" if (spread := _limits(row.change)) else ""
    return f"{format_difference(row.change.difference.value)} điểm{limits}"


def _limits(change: Change) -> str:
    difference = change.difference
    if difference.low is None or difference.high is None or change.is_exact:
        return ""
    name = "khoảng" if difference.se is None else "khoảng 95%"  # where everybody was asked the limits are certain
    return f"{name}: {format_difference_range(difference.low, difference.high)}"


def _surety(share: Estimate) -> float:
    """Of equal shares the one with the widest limits sorts first; one without limits before all."""
    return -2.0 if share.low is None or share.high is None else share.low - share.high


def is_above(one: Estimate, other: Estimate) -> bool:
    """Whether the whole interval of one lies above that of the other; without an interval nothing is said."""
    return one.low is not None and other.high is not None and one.low > other.high


def _named(dimensions: Sequence[DimensionFigures]) -> str:
    return f"{'các ' if len(dimensions) > 1 else ''}lĩnh vực {_titles(dimensions)}"


def _titles(dimensions: Sequence[DimensionFigures]) -> str:
    return join_words(tuple(f"“{one.title}”" for one in dimensions))
