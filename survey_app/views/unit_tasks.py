"""How the tasks of a unit are worded, and which pages they lead to."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from analysis.arrivals import Course
from analysis.charts.numbers import format_count
from analysis.charts.wording import bind_numbers
from survey_app.campaigns.calendar import DEFAULT_DAYS, Deadline
from survey_app.improvement.quarters import quarter_of
from survey_app.improvement.tasks import Task
from survey_app.results.progress import UnitCampaign
from survey_app.views.filters import format_date

INVITATION: Final = ("Lời mời", "#loi-moi")


@dataclass(frozen=True)
class TaskLine:
    """One line of the list: what to do, why or how, where; `due` in words; `deadline` where the unit may tick it off."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    due: str = ""
    is_pressing: bool = False
    deadline: Deadline | None = None


def word_tasks(
    tasks: Sequence[Task],
    courses: Mapping[int, Course],
    campaigns: Sequence[UnitCampaign],
    *,
    is_school: bool,
    today: dt.date,
) -> tuple[TaskLine, ...]:
    """The lines of a unit's tasks, in their order; `campaigns` are all of the unit's, to which dates of the year lead."""
    return tuple(
        word_deadline(task.deadline, campaigns, is_school=is_school, today=today)
        if task.deadline is not None
        else _campaign_line(task, courses, today=today)
        for task in tasks
    )


def word_deadline(deadline: Deadline, campaigns: Sequence[UnitCampaign], *, is_school: bool, today: dt.date) -> TaskLine:
    """The line of one date of the year. A self-assessment is not ticked off: the system knows whether it was sent."""
    title, text = _deadline_words(deadline, is_school=is_school)
    links = _deadline_links(deadline, campaigns)
    if deadline.kind == "returned-assessment":
        return TaskLine(title, text, links, is_pressing=True)
    days = (deadline.due_on - today).days
    ahead = f"còn {days} ngày" if days > 0 else "là hôm nay" if days == 0 else f"đã qua {-days} ngày"
    due = bind_numbers(f"Hạn {format_date(deadline.due_on)}, {ahead}" if days else "Hạn là hôm nay")
    may_tick = deadline if deadline.kind in DEFAULT_DAYS else None
    return TaskLine(title, text, links, due=due, is_pressing=days <= 0 and not deadline.is_done, deadline=may_tick)


def _deadline_words(deadline: Deadline, *, is_school: bool) -> tuple[str, str]:
    year, quarter = deadline.due_on.year, quarter_of(deadline.due_on).name
    people = "cha mẹ học sinh và học sinh" if is_school else "người dân"
    return {
        "plan": (f"Kế hoạch khảo sát năm {year}", "Lập trong quý I, trước khi đợt khảo sát mở."),
        "analysis": (
            f"Phân tích kết quả năm {year - 1}",
            "Nêu vì sao mất điểm, việc nào sửa trước, ai làm, xong khi nào; gửi lên Sở.",
        ),
        "self-assessment": (
            f"Tự đánh giá {quarter}",
            "Số liệu có sẵn; viết thêm vài câu, đối chiếu với chỉ tiêu, rồi gửi ngay trong hệ thống.",
        ),
        "returned-assessment": (f"Sửa bản tự đánh giá {quarter}", "Sở đã trả lại, có ghi cần sửa gì. Sửa xong thì gửi lại."),
        "results": (f"Báo cáo kết quả năm {year}", "Tổng hợp kết quả khảo sát và các việc đã làm trong năm, gửi lên Sở."),
        "dialogue": (f"Đối thoại với {people}", "Mỗi năm ít nhất hai lần, có biên bản và kết luận."),
    }[deadline.kind]


def _deadline_links(deadline: Deadline, campaigns: Sequence[UnitCampaign]) -> tuple[tuple[str, str], ...]:
    """The pages on which what is due by a date is done, as far as the system has such a page and a campaign to fill it."""
    year, kind = deadline.due_on.year, deadline.kind
    if kind in ("self-assessment", "returned-assessment"):
        return (("Viết và gửi", url_for("unit.self_assessment", quarter=quarter_of(deadline.due_on).code)),)
    label, endpoint, of_year = {
        "plan": ("Kế hoạch khảo sát", "unit.plan", year),
        "analysis": ("Báo cáo đề xuất giải pháp cải thiện", "unit.improvement_report", year - 1),
        "results": ("Báo cáo kết quả khảo sát", "unit.annual_report", year),
    }.get(kind, ("", "", 0))
    own = [one for one in campaigns if one.collection == "own" and one.opens_on.year == of_year]
    names = {one.campaign_code: one.campaign_name for one in own if kind == "plan" or one.phase == "closed"}
    return tuple(
        (f"{label}: {name}" if len(names) > 1 else label, url_for(endpoint, campaign_code=code)) for code, name in names.items()
    )


def _campaign_line(task: Task, courses: Mapping[int, Course], *, today: dt.date) -> TaskLine:
    first, titles = task.parts[0], ", ".join(part.instrument_title for part in task.parts)
    poster = ("Áp phích A4", url_for("unit.poster"))
    cards = ("Thẻ nhỏ để phát", url_for("unit.cards"))
    paper = ("Phiếu giấy", url_for("unit.paper"))
    match task.kind:
        case "remind":
            return TaskLine(
                f"Nhắc trả lời: {titles}",
                f"{' '.join(_shortfall(part, courses[part.participation_id], len(task.parts)) for part in task.parts)} "
                "Gửi lại lời mời vào nhóm, nhắc ở buổi họp, phát thẻ; người không dùng điện thoại thì phát phiếu giấy.",
                (INVITATION, cards, paper),
                is_pressing=True,
            )
        case "slips":
            links = tuple((f"In phiếu mời: {part.instrument_title}", _slips(part)) for part in task.parts)
            return TaskLine("In phiếu mời có mã", "Đợt này mỗi người cần một mã, đến nay chưa phát mã nào.", links)
        case "announce":
            text = "Đợt khảo sát đã mở, chưa có phiếu nào. Gửi lời mời vào nhóm, dán áp phích ở cổng và bảng tin."
            return TaskLine(f"Báo cho người được hỏi: {titles}", text, (INVITATION, poster, cards))
        case "paper":
            until = format_date(first.paper_until or first.closes_on)
            text = f"Đã hết hạn trả lời. Phiếu giấy còn nhập và khóa xấp được đến hết {until}."
            return TaskLine("Nhập nốt phiếu giấy", text, (("Nhập phiếu giấy", paper[1]),))
        case "count":
            text = "Chưa có số này nên chưa biết cần bao nhiêu phiếu. Xin báo Sở để nhập vào hệ thống."
            return TaskLine(f"Báo số người được hỏi: {titles}", text)
        case "prepare":
            days = (first.opens_on - today).days
            text = "Dán áp phích ở cổng và bảng tin, phát thẻ. Đường dẫn và mã QR không đổi qua các đợt."
            due = bind_numbers(f"Mở {format_date(first.opens_on)}, còn {days} ngày")
            return TaskLine(f"Chuẩn bị cho {first.campaign_name}", text, (poster, cards), due=due)
        case "read":
            links = tuple(
                (f"Kết quả: {part.instrument_title}", url_for("unit.report", participation_id=part.participation_id))
                for part in task.parts
                if part.received
            )
            annual = ("Báo cáo kết quả để ký", url_for("unit.annual_report", campaign_code=first.campaign_code))
            text = "Xem lĩnh vực và câu nào thấp nhất, xem xét ý kiến góp ý, rồi tải báo cáo (Word, PDF, Excel) để ký và gửi."
            return TaskLine(f"Đọc kết quả: {first.campaign_name}", text, (annual, *links))
        case _:
            text = "Chọn một, hai việc làm được ngay. Việc đã xong và công bố hiện ở đầu phiếu của đợt sau."
            proposal = url_for("unit.improvement_report", campaign_code=first.campaign_code)
            links = (("Câu nên cải thiện trước", proposal), ("Ghi việc", url_for("unit.actions")))
            return TaskLine("Làm theo góp ý và ghi lại việc đã làm", text, links)


def _shortfall(part: UnitCampaign, course: Course, parts: int) -> str:
    """How much is missing, and how many a day would do."""
    name = f"{part.instrument_title}: đ" if parts > 1 else "Đ"
    sentence = f"{name}ã nhận {format_count(course.received)} trong {format_count(course.needed or 0)} phiếu cần có"
    left = "hôm nay là ngày cuối" if course.days_left == 1 else f"còn {course.days_left - 1} ngày"
    pace = "" if course.days_left == 1 or not course.pace else f", mỗi ngày cần khoảng {format_count(course.pace)} phiếu"
    return bind_numbers(f"{sentence}, {left}{pace}.")


def _slips(part: UnitCampaign) -> str:
    return url_for("unit.slips", participation_id=part.participation_id)
