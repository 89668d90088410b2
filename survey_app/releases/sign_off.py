"""Signing a draft off, and withdrawing what is out. Both leave every figure as it is; the caller commits and notes it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.models import Release
from survey_app.releases.build import ReleaseRefusedError, find_released, mark_data, targets_now
from survey_app.releases.check import terms_of

LONGEST_NAME, LONGEST_POST, LONGEST_NOTE = 80, 120, 1000


@dataclass(frozen=True)
class SignOff:
    """Who answers for the figures, as typed: name, post, the day of signing, and for a correction what has changed and why."""

    signer: str
    post: str
    signed_on: dt.date
    note: str = ""


def publish_release(
    session: Session, release: Release, signed: SignOff, *, today: dt.date, account_id: int | None, is_current: bool
) -> None:
    """Put a draft out under a signature, if everything is still as it was when the draft was made (`find_current`)."""
    if release.state != "draft":
        raise ReleaseRefusedError("Bản này đã được công bố từ trước; không có gì thay đổi.")
    earlier = find_released(session, release.campaign_id)
    if (earlier[-1].number if earlier else 0) >= release.number:
        raise ReleaseRefusedError("Đã có bản công bố khác trong lúc này. Hãy lập lại bản chuẩn bị rồi ký.")
    if earlier and not signed.note.strip():
        raise ReleaseRefusedError("Hãy ghi điều đã sửa và lý do: đây là bản công bố thứ hai trở đi của đợt này.")
    if not is_current:
        raise ReleaseRefusedError(
            "Số liệu hoặc chỉ tiêu đã đổi sau khi lập bản chuẩn bị. Hãy lập lại bản chuẩn bị, xem lại rồi ký."
        )
    release.state = "published"
    release.signer, release.post, release.signed_on = signed.signer, signed.post, signed.signed_on
    release.note = signed.note
    release.published_on = today
    release.account_id = account_id
    session.flush()


def withdraw_release(session: Session, release: Release, *, because: str, by: str, today: dt.date) -> None:
    """Take the figures off the pages and say so where they stood: when, by whom, why. The release itself is kept."""
    if release.state != "published":
        raise ReleaseRefusedError("Chỉ rút được bản đang công bố.")
    if not because.strip():
        raise ReleaseRefusedError("Hãy ghi lý do rút: người đọc sẽ thấy lý do này ở chỗ của kết quả.")
    release.state = "withdrawn"
    release.withdrawn_on, release.withdrawn_by, release.withdrawn_because = today, by, because
    session.flush()


def find_current(session: Session, release: Release, *, secret: str) -> bool:
    """Whether the sums and the terms behind a draft are the ones of now."""
    campaign = release.campaign
    terms = terms_of(session, release)
    now = campaign.target, targets_now(session, campaign), campaign.convention
    if (terms.target, terms.targets, terms.convention) != now:
        return False
    return mark_data(session, campaign, terms.units, secret=secret) == release.data_mark
