"""The steps of the year in words, each with the pages on which it is done. Knows no database."""

from dataclasses import dataclass
from typing import Final

from flask import url_for

from survey_app.campaigns.year import Step

STATES: Final = {
    "done": "Đã xong",
    "running": "Đang diễn ra",
    "due": "Sắp đến hạn",
    "late": "Quá hạn",
    "ahead": "Chưa đến hạn",
    "before": "Không tính hạn",
}
TITLES: Final = {
    "plan": "Kế hoạch khảo sát",
    "analysis": "Báo cáo nguyên nhân mất điểm năm trước, giải pháp",
    "fieldwork": "Thu phiếu",
    "results": "Báo cáo kết quả năm",
    "publication": "Công bố kết quả",
    "dialogue": "Đối thoại với cha mẹ và học sinh",
    "quarter-report": "Báo cáo quý của Sở",
}
Link = tuple[str, str, dict[str, str]]  # endpoint, words, values


@dataclass(frozen=True)
class StepLine:
    """A step as the page prints it: what, when, how it stands, and the links (address, words)."""

    step: Step
    title: str
    when: str
    word: str
    links: tuple[tuple[str, str], ...]


def describe_step(step: Step, *, may_change: bool) -> StepLine:
    """A step in words, with links to the pages that the reader may open."""
    title = TITLES[step.kind]
    if step.campaign_name:
        title = f"{title}: {step.campaign_name}"
    word = "Tạm dừng" if step.phase == "paused" else STATES[step.state]
    if step.kind == "fieldwork" and step.phase is None:
        word = "Quá ngày mở" if step.state == "late" else "Chưa mở đợt"
    when = f"{step.due_on:%d/%m/%Y}"
    if step.first_on is not None:
        when = f"{step.first_on:%d/%m} – {when}"
    links = tuple(
        (url_for(endpoint, **values), words)  # type: ignore[arg-type]
        for endpoint, words, values in _links(step)
        if may_change or not endpoint.startswith("management.")
    )
    return StepLine(step, title, when, word, links)


def _links(step: Step) -> list[Link]:
    campaign = {"campaign_code": step.campaign_code}
    if step.kind == "plan":
        return [("management.plan", "Soạn, tải kế hoạch", campaign)] if step.campaign_code else []
    if step.kind == "fieldwork":
        settings: Link = ("management.campaign", "Cài đặt", campaign)
        return [settings] if step.phase is None else [("department.campaign", "Tiến độ", campaign), settings]
    if step.kind in ("analysis", "results") and step.campaign_code:
        return [("department.report", "Báo cáo", campaign)]
    wanted: dict[str, list[Link]] = {
        "publication": [("management.releases", "Công bố", {})],
        "quarter-report": [("department.self_assessments", "Tự đánh giá của đơn vị", {})],
    }
    return wanted.get(step.kind, [])
