"""`import-responses`: take over a survey that was held elsewhere."""

import datetime as dt
import random
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns.opening import CampaignRefusedError
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.cli.questionnaires import get_questionnaire
from survey_app.collecting import imports
from survey_app.collecting.import_table import Columns
from survey_app.db import get_database

_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-responses", cls=OperatorCommand)
@click.argument("questionnaire")
@click.argument("file", type=_file)
@click.option("--unit-column", required=True, help="Cột ghi mã đơn vị.")
@click.option("--campaign", required=True, help="Mã đợt, ví dụ GAZI-2013; đợt được tạo ở trạng thái đã kết thúc.")
@click.option("--name", help="Tên đợt; mặc định là tên phiếu.")
@click.option(
    "--closed-on",
    type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
    required=True,
    help="Ngày kết thúc cuộc khảo sát; chỉ biết năm hay tháng thì ghi ngày cuối của năm hay tháng ấy.",
)
@click.option("--columns", default="", help="Cột của từng câu: A01=Q1,A02=Q2… hoặc một tệp mỗi dòng một cặp.")
@click.option("--grade-column", default="", help="Cột ghi khối, nếu có.")
@click.option("--add", is_flag=True, help="Nhập thêm vào những đơn vị đã có câu trả lời trong đợt này.")
@click.option("--create-units", is_flag=True, help="Tạo những đơn vị chưa có.")
@click.option("--unit-name", default="{}", help="Tên đơn vị được tạo; {} là mã trong tệp.")
@with_appcontext
def import_responses(
    questionnaire: str,
    file: Path,
    unit_column: str,
    campaign: str,
    name: str | None,
    closed_on: dt.datetime,
    columns: str,
    grade_column: str,
    add: bool,
    create_units: bool,
    unit_name: str,
) -> None:
    """Nhập câu trả lời của một cuộc khảo sát đã làm, từ bảng .xlsx hoặc .csv, mỗi phiếu một dòng.

    QUESTIONNAIRE là mã một phiếu có sẵn hoặc một tệp phiếu. Câu nào không chỉ rõ cột bằng --columns thì lấy cột mang mã câu,
    hoặc cột mang tên ghi ở "source" của câu. Ô trả lời: số hoặc lời của mức trả lời, 0 hoặc na là không áp dụng, trống là
    không trả lời. Có một dòng sai thì không nhập gì; nhập lại cùng một tệp không thêm gì. Đơn vị đã có câu trả lời thì không
    nhận tệp khác, trừ khi có --add: hai tệp có chung một số phiếu sẽ đếm những phiếu ấy hai lần.
    """
    found = get_questionnaire(questionnaire)
    now = clock.now()
    held = imports.Round(code=campaign, name=name or found.title, closed_on=closed_on.date())
    try:
        with get_database().writing() as session:
            imported = imports.import_responses(
                session,
                file.read_bytes(),
                questionnaire=found,
                columns=Columns(unit=unit_column, grade=grade_column, items=_read_pairs(columns)),
                held=held,
                now=now,
                secret=current_app.config["SECRET_KEY"],
                rng=random.SystemRandom(),
                new_units=imports.NewUnits(unit_name) if create_units else None,
                may_add=add,
            )
            record_action(session, "import-responses", subject=f"{campaign}: {file.name}", account_id=None, now=now)
    except UnitsFileError as error:
        click.echo(error, err=True)
        raise CommandError(f"Chưa nhập phiếu nào: {len(error.faults)} chỗ cần sửa.") from None
    except (imports.ImportRefusedError, CampaignRefusedError) as error:
        raise CommandError(str(error)) from None
    if not imported.recorded:
        click.echo("Tệp này đã được nhập trước đây, không thêm gì.")
    click.echo(
        f"Đợt {campaign}: {imported.rows} phiếu của {len(imported.units)} đơn vị, {imported.recorded} phiếu mới, "
        f"{len(imported.created)} đơn vị mới. Cả đợt có {imported.total} phiếu."
    )


def _read_pairs(text: str) -> dict[str, str]:
    """The pairs of "A01=Q1,A02=Q2", or of a file with a pair on each line."""
    pairs = [pair.strip() for pair in text.split(",")]
    if text and "=" not in text:
        if not Path(text).is_file():
            raise CommandError(f"--columns: không có tệp {text}.")
        pairs = Path(text).read_text(encoding="utf-8-sig").splitlines()
    found = {}
    for pair in filter(None, (pair.strip() for pair in pairs)):
        code, sign, column = pair.partition("=")
        if not sign or not column.strip():
            raise CommandError(f"--columns: {pair} không có dạng mã câu=tên cột.")
        found[code.strip()] = column.strip()
    return found


COMMANDS = (import_responses,)
