"""Units from the command line: `import-units`, `write-units-template`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns.units import import_units as take_over
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_template import build_units_template
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database


@click.command("import-units", cls=OperatorCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_units(file: Path) -> None:
    """Nhập danh sách đơn vị từ tệp .xlsx hoặc .csv; có một dòng sai thì không nhập gì.

    Nhập lại tệp đã sửa để cập nhật: đơn vị được nhận ra theo mã, mã QR đã in không đổi.
    """
    try:
        with get_database().writing() as session:
            imported = take_over(session, file.read_bytes())
            record_action(session, "import-units", subject=file.name, account_id=None, now=clock.now())
    except UnitsFileError as error:
        click.echo(error, err=True)
        raise CommandError(f"Chưa nhập đơn vị nào: {len(error.faults)} chỗ cần sửa.") from None
    click.echo(f"Thêm {len(imported.added)}, cập nhật {len(imported.updated)}, không đổi {len(imported.unchanged)} đơn vị.")
    if imported.updated:
        click.echo(f"Đã cập nhật: {', '.join(imported.updated)}.")
    if imported.parts:
        parts = ", ".join(imported.parts)
        click.echo(f"Cần xem lại: {parts} có đơn vị nối tiếp nhưng chưa có ngày ngừng hoạt động, nên được hiểu là tách.")
    if imported.absent:
        click.echo(f"Giữ nguyên {len(imported.absent)} đơn vị không có trong tệp: {', '.join(imported.absent)}.")


@click.command("write-units-template", cls=OperatorCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_units_template(file: Path) -> None:
    """Ghi tệp mẫu danh sách đơn vị (.xlsx), có hướng dẫn và ví dụ."""
    file.write_bytes(build_units_template())
    click.echo(f"Đã ghi {file}.")


COMMANDS = (import_units, write_units_template)
