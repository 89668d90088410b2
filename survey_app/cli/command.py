"""What all our commands share: faults told in plain words. None ends in a traceback that an operator could have avoided."""

from collections.abc import Callable
from functools import wraps
from typing import IO, Any, Final, ParamSpec

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from survey_app.config import CALL
from survey_app.db import RestoreUnfinishedError, get_database
from survey_app.migrate import find_state

Given = ParamSpec("Given")

_DATABASE_FAULTS: Final = {
    "empty": f"Cơ sở dữ liệu chưa có bảng. Chạy trước: {CALL} upgrade-database",
    "older": f"Cơ sở dữ liệu còn ở phiên bản trước. Chạy trước: {CALL} upgrade-database",
    "away": "Không kết nối được với cơ sở dữ liệu. Hãy kiểm tra DATABASE_URL và INSTANCE_FOLDER.",
}


_RESTORE_UNFINISHED: Final = (
    "Cơ sở dữ liệu này đang được khôi phục từ bản sao lưu, hoặc lần khôi phục trước bị ngắt giữa chừng, nên chưa dùng được. "
    f"Nếu không còn lệnh khôi phục nào đang chạy, hãy chạy lại: {CALL} restore TỆP"
)


class CommandError(click.ClickException):
    """Why a command did nothing, in words for the operator."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it as our other messages are printed."""
        click.echo(f"Lỗi: {self.message}", file=file, err=file is None)


class UsageFault(CommandError):
    """A command that was typed wrongly."""

    exit_code = click.UsageError.exit_code


class OperatorCommand(click.Command):
    """A command whose faults are told in Vietnamese: how it was typed, and a database that is not ready for it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read what was typed."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise UsageFault(f"{_describe(error)} Xem cách dùng: {CALL} {self.name} --help") from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except RestoreUnfinishedError:
            raise CommandError(_RESTORE_UNFINISHED) from None
        except (OperationalError, ProgrammingError):
            state = find_state(_load_app(ctx).extensions["database"].engine)
            if state == "current":
                raise
            raise CommandError(_DATABASE_FAULTS[state]) from None


def on_one_host_at_a_time(work: Callable[Given, None]) -> Callable[Given, None]:
    """A command of the night that several hosts may start at the same moment: one does it, then the next looks what is left."""

    @wraps(work)
    def wait_and_do(*args: Given.args, **options: Given.kwargs) -> None:
        with get_database().alone(work.__name__, on_wait=_tell_of_waiting):
            work(*args, **options)

    return wait_and_do


def _tell_of_waiting() -> None:
    click.echo("Một máy khác đang chạy lệnh này. Chờ đến lượt…", err=True)


def _load_app(ctx: click.Context) -> Flask:
    return ctx.ensure_object(ScriptInfo).load_app()


def _describe(error: click.UsageError) -> str:
    """What was typed wrongly. Only what one meets by mistyping has words of its own; the rest is left as click says it."""
    parameter = error.param if isinstance(error, click.BadParameter) else None
    name = ""
    if parameter is not None:
        name = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(error.ctx)  # type: ignore[arg-type]
    if isinstance(error, click.MissingParameter):
        return f"Thiếu {name}."
    if isinstance(error, click.NoSuchOption):
        return f"Không có {error.option_name}."
    if parameter is not None:
        if isinstance(parameter.type, click.Choice):
            return f"{name} là một trong: {', '.join(parameter.type.choices)}."
        if isinstance(parameter.type, click.DateTime):
            return f"{name} là một ngày, ví dụ 29/05/2026."
        if isinstance(parameter.type, click.Path):
            return f"{name}: không có tệp này, hoặc đó là một thư mục."
        return f"{name}: giá trị không dùng được ({error.message})."
    return f"Lệnh chưa đúng ({error.format_message()})."
