"""The page of one campaign's settings: the check-list, the fields, and what each choice means in words."""

from dataclasses import dataclass
from typing import Final

from flask import current_app, render_template
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.campaigns import planning, readiness, targets
from survey_app.campaigns.collections import NAMES, OF_THE_DEPARTMENT, find_collections
from survey_app.campaigns.schedule import phase_of
from survey_app.models import Campaign
from survey_app.views.campaign_fields import TARGETS, Typed
from survey_app.views.campaign_rounds import describe_timing

ACCESS: Final = {
    "open": ("Đường dẫn mở", "Ai có mã QR hoặc đường dẫn đều gửi được. Hợp nơi không ai có lợi khi gửi nhiều lần."),
    "marked": (
        "Đường dẫn mở, máy đã gửi tự nhớ",
        "Ai có mã QR hoặc đường dẫn đều gửi được; báo cáo đếm phiếu gửi lặp từ máy đã gửi.",
    ),
    "codes": ("Mã dùng một lần", "Mỗi phiếu mời giấy có một mã, mỗi mã gửi một phiếu. Đơn vị phải in và phát phiếu mời."),
}
CONVENTIONS: Final = {
    "answers": ("Gộp mọi câu trả lời", "Số câu trả lời hài lòng chia cho mọi câu trả lời hợp lệ."),
    "mean": ("Trung bình các lĩnh vực", "Mỗi lĩnh vực nặng như nhau, dù có bao nhiêu câu."),
    "eligible": ("Theo số người được hỏi", "Mỗi đơn vị nặng theo số người được hỏi khi tính chung cả Sở."),
}
KINDS: Final = {"desk": "Bộ phận một cửa", "school": "Trường", "commune": "Xã, phường", "department": "Sở"}
# where what a check found is put right
PLACES: Final = {"units": "management.units", "accounts": "management.accounts", "letterhead": "management.letterhead"}
ABOUT: Final = {
    "independent": "Sở tự treo áp phích có mã riêng; phiếu về thẳng Sở, tính riêng, không gộp với phiếu đơn vị thu.",
    "sample": "Sở chọn đơn vị, phát phiếu mời có mã dùng một lần; phiếu tính riêng, có khoảng tin cậy của mẫu.",
}


@dataclass(frozen=True)
class Offered:
    """One questionnaire that a campaign may ask."""

    code: str
    title: str
    levels: tuple[str, ...]
    version: str
    is_official: bool
    is_frozen: bool


def render_campaign(
    session: Session, campaign: Campaign, typed: Typed, *, problem: str = "", deed: str = "", done: str = ""
) -> str:
    """The page; `deed` is the button that was refused, so that the page says it beside that button."""
    today, public_url = clock.today(), current_app.config["PUBLIC_URL"]
    phase = phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    frozen = {one.code for one in campaign.instruments}
    offered = [
        Offered(code, one.title, one.levels, str(one.version), one.wording.kind == "official", code in frozen)
        for code, one in planning.offered_questionnaires(session, campaign).items()
    ]
    for one in offered:
        if not one.levels:
            typed.chosen.setdefault(f"kinds-{one.code}", ("desk",))
    checks = [] if campaign.opened else readiness.build_checks(session, campaign, public_url=public_url, today=today)
    known = targets.find_targets(session, campaign)
    timing = describe_timing(phase, opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=today)
    return render_template(
        "management/campaign.html" if campaign.opened else "management/campaign_plan.html",
        campaign=campaign,
        phase=phase,
        timing=timing if campaign.opened else f"Đang soạn, dự kiến mở {campaign.opens_on:%d/%m/%Y}",
        typed=typed,
        offered=offered,
        kinds=tuple(KINDS.items()),
        access=ACCESS,
        conventions=CONVENTIONS,
        target_places=TARGETS,
        targets=known,
        judged=targets.target_of(known, campaign.closes_on.year),
        collections=[(one, NAMES[one], ABOUT[one]) for one in OF_THE_DEPARTMENT],
        collected=[(one, NAMES[one]) for one in find_collections(session, campaign.id)],
        checks=checks,
        stops=sum(check.state == "stop" for check in checks),
        looks=sum(check.state == "look" for check in checks),
        places=PLACES,
        default_grace=current_app.config["GRACE_MINUTES"],
        problem=problem,
        faulty=typed.faults,
        deed=deed,
        done=done,
    )
