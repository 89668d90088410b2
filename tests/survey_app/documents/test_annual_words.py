"""What an annual report says in sentences: no more than the intervals allow."""

from dataclasses import replace

import pytest

from analysis.comparison_figures import ChangeWord
from analysis.estimates import Estimate, Suppressed, Verdict
from analysis.reports import DimensionFigures
from survey_app.documents import annual_words
from survey_app.documents.part_tables import interval_of
from survey_app.results.annual_figures import AnnualPart, CollectedBeside, DepartmentLevel
from tests.analysis.chart_reports import share
from tests.annual_reports import ELIGIBLE, make_part


@pytest.fixture(scope="module")
def part() -> AnnualPart:
    return make_part(with_earlier=True)


def interval(value: float, low: float, high: float) -> Estimate:
    return replace(share(value, 200), low=low, high=high)


def with_dimensions(part: AnnualPart, *shares: Estimate | Suppressed, verdicts: tuple[Verdict, ...] = ()) -> AnnualPart:
    figures = part.report.dimensions[: len(shares)]
    changed = tuple(
        replace(figure, share=one, verdict=verdicts[place] if verdicts else figure.verdict)
        for place, (figure, one) in enumerate(zip(figures, shares, strict=True))
    )
    return replace(part, report=replace(part.report, dimensions=changed))


def said(sentence: str) -> str:
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_the_numbers_received_are_set_beside_those_needed(part: AnnualPart) -> None:
    assert said(annual_words.received_sentence(part)) == (
        "Đã nhận 263 phiếu trên 420 người được hỏi (tỷ lệ tham gia 62,6%); theo hướng dẫn chọn mẫu cần 205 phiếu, đã đủ."
    )
    few = replace(part, report=replace(part.report, forms=105, participation=0.25))
    assert said(annual_words.received_sentence(few)).endswith("cần 205 phiếu, còn thiếu 100 phiếu.")
    unknown = replace(part, report=replace(part.report, eligible=None, needed=None, participation=None))
    assert "không tính được tỷ lệ tham gia" in annual_words.received_sentence(unknown)


def test_one_dimension_is_called_higher_only_where_the_intervals_do_not_meet(part: AnnualPart) -> None:
    apart = with_dimensions(part, interval(0.95, 0.93, 0.97), interval(0.85, 0.82, 0.88))
    assert "có căn cứ để nói hai mức này khác nhau" in annual_words.extremes_sentence(apart)
    touching = with_dimensions(part, interval(0.95, 0.88, 0.97), interval(0.85, 0.82, 0.88))
    assert "chưa đủ căn cứ" in annual_words.extremes_sentence(touching)
    open_ended = with_dimensions(part, replace(interval(0.95, 0, 0), low=None, high=None), interval(0.85, 0.82, 0.88))
    assert "chưa đủ căn cứ" in annual_words.extremes_sentence(open_ended)


def test_extremes_name_ties_and_say_nothing_of_one_dimension(part: AnnualPart) -> None:
    tied = with_dimensions(part, interval(0.95, 0.93, 0.97), interval(0.95, 0.93, 0.97), interval(0.85, 0.82, 0.88))
    first, second, third = (figure.title for figure in tied.report.dimensions)
    sentence = annual_words.extremes_sentence(tied)
    assert sentence.index(first) < sentence.index(second) < sentence.index("thấp nhất") < sentence.index(third)
    equal = with_dimensions(part, interval(1.0, 0.98, 1.0), interval(1.0, 0.97, 1.0))
    assert said(annual_words.extremes_sentence(equal)) == (
        "Trong số người đã trả lời, mọi lĩnh vực có cùng tỷ lệ hài lòng, 100,0% (97,0 – 100,0), 200 phiếu."
    )
    assert annual_words.extremes_sentence(with_dimensions(part, interval(0.9, 0.8, 0.95), Suppressed("too few"))) == ""


def test_each_dimension_stands_in_one_group_against_the_target(part: AnnualPart) -> None:
    figure = interval(0.9, 0.8, 0.95)
    one = with_dimensions(part, figure, figure, figure, verdicts=("met", "missed", "not shown"))
    first, second, third = (f"“{found.title}”" for found in one.report.dimensions)
    assert annual_words.targets_sentence(one) == (
        f"So với chỉ tiêu 90%, trong số người đã trả lời, đạt có lĩnh vực {first}; không đạt có lĩnh vực {second}; "
        f"chưa đủ căn cứ để nói đạt hay không đạt có lĩnh vực {third}."
    )
    assert [found.code for found in annual_words.below_target(one.report)] == [one.report.dimensions[1].code]
    alike = with_dimensions(part, figure, figure, figure, verdicts=("missed",) * 3)
    assert said(annual_words.targets_sentence(replace(alike, collection="sample"))) == (
        "So với chỉ tiêu 90%, cả 3 lĩnh vực đều không đạt."
    )


@pytest.mark.parametrize(
    ("low", "adjusted_p", "why"),
    [
        (-0.002, 0.2, "chưa đủ căn cứ để nói là tăng, giảm hay ổn định"),
        (0.002, 0.01, "có khác đợt trước nhưng chưa đến 2 điểm phần trăm, và chưa đủ căn cứ để nói là ổn định"),
        (0.002, 0.06, "còn có thể là ngẫu nhiên khi xét mọi chênh lệch cùng lúc"),
    ],
)
def test_a_change_without_a_word_says_why(part: AnnualPart, low: float, adjusted_p: float, why: str) -> None:
    assert part.earlier is not None
    change = part.earlier.change.whole.change
    assert change is not None
    difference = replace(change.difference, value=0.015, low=low, high=0.03, se=0.007)
    told = annual_words.change_phrase(replace(change, difference=difference, adjusted_p=adjusted_p, word="no clear change"))
    limits = f"{'+0,2' if low > 0 else '−0,2'} đến +3,0"
    assert said(told) == f"chưa rõ thay đổi, chênh lệch +1,5 điểm phần trăm, {why} (khoảng 95%: {limits})"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("risen", "tăng 3,0 điểm phần trăm, vượt quá mức ngẫu nhiên (khoảng 95%: +1,0 đến +5,0)"),
        ("fallen", "giảm 3,0 điểm phần trăm, vượt quá mức ngẫu nhiên (khoảng 95%: −5,0 đến −1,0)"),
        ("stable", "ổn định, chênh lệch"),
        ("no clear change", "chưa rõ thay đổi, chênh lệch"),
    ],
)
def test_a_change_is_called_what_the_analysis_calls_it(part: AnnualPart, word: ChangeWord, expected: str) -> None:
    assert part.earlier is not None
    whole = part.earlier.change.whole
    assert whole.change is not None
    assert isinstance(whole.earlier, Estimate)
    sign = -1 if word == "fallen" else 1
    limits = sorted((0.01 * sign, 0.05 * sign))
    difference = replace(whole.change.difference, value=0.03 * sign, low=limits[0], high=limits[1])
    changed = replace(whole, change=replace(whole.change, word=word, difference=difference))
    rows = tuple(
        replace(one, change=changed.change and replace(changed.change, word="stable")) for one in part.earlier.change.rows
    )
    earlier = replace(part.earlier, change=replace(part.earlier.change, whole=changed, rows=rows))
    first, *rest = annual_words.change_sentences(replace(part, earlier=earlier))
    assert expected in said(first)
    assert "trong số người đã trả lời" in first
    assert f"{whole.earlier.n} phiếu" in said(first)
    assert [said(one) for one in rest] == [
        f"Chưa thấy {noun} nào tăng hay giảm từ 2 điểm phần trăm trở lên mà vượt quá mức ngẫu nhiên."
        for noun in ("lĩnh vực", "câu")
    ]


def test_of_what_could_not_be_compared_no_stillness_is_claimed(part: AnnualPart) -> None:
    assert part.earlier is not None
    change = part.earlier.change
    rows = tuple(replace(row, change=None) for row in change.rows)
    silent = replace(part.earlier, change=replace(change, whole=replace(change.whole, change=None), rows=rows, dropped=()))
    (only,) = annual_words.change_sentences(replace(part, earlier=silent))
    assert "không so sánh được" in only


def test_without_a_campaign_before_nothing_is_compared(part: AnnualPart) -> None:
    assert list(annual_words.change_sentences(replace(part, earlier=None))) == ["Chưa có kết quả của đợt trước để so sánh."]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.95, 0.97, "nằm trên khoảng của mức chung"),
        (0.5, 0.6, "nằm dưới khoảng của mức chung"),
        (0.88, 0.93, "chưa đủ căn cứ"),
    ],
)
def test_the_unit_is_set_beside_the_level_of_its_kind(part: AnnualPart, low: float, high: float, expected: str) -> None:
    own = interval((low + high) / 2, low, high)
    level = DepartmentLevel(interval(0.91, 0.9, 0.92), units=12)
    one = replace(part, level=level, report=replace(part.report, index_share=own))
    assert expected in annual_words.level_sentence(one)
    assert "tính cả đơn vị này" in annual_words.level_sentence(one)
    assert annual_words.level_sentence(replace(one, level=None)) == ""
    hidden = replace(one.report, index_share=Suppressed("too few"))
    assert annual_words.level_sentence(replace(one, report=hidden)) == ""


def test_the_department_s_own_collection_is_no_correction(part: AnnualPart) -> None:
    other = replace(part.report, index_share=interval(0.7, 0.65, 0.75))
    apart = annual_words.beside_sentence(part, CollectedBeside("sample", other))
    assert apart.startswith("Sở khảo sát mẫu ngẫu nhiên được")
    assert "cần xem lại cách phát phiếu" in apart
    assert "khoảng tin cậy 95%" in apart
    alike = annual_words.beside_sentence(part, CollectedBeside("independent", part.report))
    assert alike.startswith("Sở khảo sát độc lập được")
    assert alike.endswith("khoảng của hai kết quả chồng lên nhau.")
    hidden = replace(part.report, index_share=Suppressed("too few"))
    assert annual_words.beside_sentence(replace(part, report=hidden), CollectedBeside("sample", other)) == ""


def test_the_limits_of_the_data_are_said(part: AnnualPart) -> None:
    dimensions: tuple[DimensionFigures, ...] = tuple(
        replace(one, items=tuple(replace(item, share=Suppressed("too few")) for item in one.items))
        for one in part.report.dimensions[:1]
    )
    report = replace(part.report, forms=100, participation=0.2, dimensions=dimensions, overall=None)
    sentence = said(annual_words.limits_sentence(replace(part, report=report, uncovered=3)))
    for expected in (
        "không chọn mẫu ngẫu nhiên",
        "Chưa đến một nửa",
        "ít hơn số cần có",
        "6 câu hỏi chưa đủ 10 phiếu, không hiển thị",
        "3 phiếu đến sau",
    ):
        assert expected in sentence
    sample = annual_words.limits_sentence(replace(part, collection="sample"))
    assert "chọn ngẫu nhiên" in sample
    assert "đợt trước" not in sample


def test_a_change_below_two_points_is_not_called_chance(part: AnnualPart) -> None:
    assert part.earlier is not None
    rows = tuple(
        replace(row, change=replace(row.change, word="no clear change"))
        for row in part.earlier.change.rows
        if row.change is not None
    )
    earlier = replace(part.earlier, change=replace(part.earlier.change, rows=rows))
    sentences = [said(one) for one in annual_words.change_sentences(replace(part, earlier=earlier))]
    assert "Chưa thấy lĩnh vực nào tăng hay giảm từ 2 điểm phần trăm trở lên mà vượt quá mức ngẫu nhiên." in sentences
    assert "Chưa thấy câu nào tăng hay giảm từ 2 điểm phần trăm trở lên mà vượt quá mức ngẫu nhiên." in sentences


def test_each_change_that_is_named_has_its_interval(part: AnnualPart) -> None:
    risen = [one for one in annual_words.change_sentences(part) if "tăng vượt quá mức ngẫu nhiên: " in one]
    assert len(risen) == 2
    for sentence in risen:
        assert sentence.count("điểm; khoảng 95%: ") == sentence.count("(")


def test_where_everybody_has_answered_no_interval_is_called_consistent() -> None:
    census = make_part(by_grade=ELIGIBLE, with_earlier=False)
    assert "Mọi người được hỏi đều đã trả lời" in annual_words.limits_sentence(census)
    assert "ai muốn thì trả lời" not in annual_words.limits_sentence(census).lower()
    assert "số người đã trả lời" not in annual_words.extremes_sentence(census)
    assert interval_of((census,)) == "Giới hạn chắc chắn"
    assert interval_of((make_part(),)) == "Khoảng nhất quán 95%"


def test_more_answers_than_people_asked_are_said_to_be_checked(part: AnnualPart) -> None:
    many = replace(part, report=replace(part.report, forms=500))
    assert "cần kiểm tra lại số người được hỏi" in annual_words.limits_sentence(many)


def test_a_weighted_figure_far_from_the_index_is_said_in_the_body(part: AnnualPart) -> None:
    assert "trọng số" not in annual_words.limits_sentence(part)
    far = replace(part.report, index_weighted_share=interval(0.85, 0.83, 0.87))
    assert "khác hơn nửa điểm phần trăm" in annual_words.limits_sentence(replace(part, report=far))


def test_nothing_is_the_lowest_where_everybody_is_satisfied() -> None:
    content = make_part(satisfied=1.0)
    assert annual_words.lowest_items(content.report) == ()
