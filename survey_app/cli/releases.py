"""Releases, computed again."""

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app.campaigns.opening import find_campaign
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database
from survey_app.releases.build import find_released
from survey_app.releases.check import check_release, fingerprint_of_stored


@click.command("check-releases", cls=OperatorCommand)
@click.argument("code")
@with_appcontext
def check_releases(code: str) -> None:
    """Tính lại mọi bản công bố của một đợt từ số liệu gốc và so từng con số; không sửa gì."""
    with get_database().reading() as session:
        campaign = find_campaign(session, code, erased=True)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        released = find_released(session, campaign.id)
        if not released:
            raise CommandError(f"Đợt {code} chưa có bản công bố nào.")
        if campaign.erased_on is not None:
            click.echo(f"Số liệu gốc của đợt {code} đã xóa ngày {campaign.erased_on:%d/%m/%Y}: chỉ kiểm tra được bản đã lưu.")
        differing = 0
        for release in released:
            if campaign.erased_on is None:
                faults = check_release(session, release, secret=current_app.config["SECRET_KEY"])
            else:
                faults = () if fingerprint_of_stored(session, release) == release.fingerprint else ("bản đã lưu",)
            differing += bool(faults)
            state = "giống hệt" if not faults else f"khác ở {len(faults)} chỗ: {', '.join(faults[:10])}"
            click.echo(f"Bản số {release.number} ({release.fingerprint[:16]}): {state}.")
    if differing:
        raise CommandError(
            f"{differing} bản công bố không tính lại được như cũ. Nếu chỉ “số liệu gốc” khác: SECRET_KEY đã đổi."
        )


COMMANDS = (check_releases,)
