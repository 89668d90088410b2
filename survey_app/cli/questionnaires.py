"""`check-questionnaires`: a methodologist checks questionnaire files before anybody answers them."""

import sys
from pathlib import Path

import click

from questionnaires import Questionnaire, QuestionnaireError, find_questionnaire, load_folder, load_questionnaire
from questionnaires.loader import SHIPPED_FOLDER
from survey_app.cli.command import CommandError, OperatorCommand

HEADINGS = ("Mã phiếu", "Phiên bản", "Số câu", "Phút", "Lời văn")
WORDINGS = {"official": "chính thức", "own": "tự soạn"}


@click.command("check-questionnaires", cls=OperatorCommand)
@click.argument("path", required=False, default=SHIPPED_FOLDER, type=click.Path(path_type=Path))
def check_questionnaires(path: Path) -> None:
    """Kiểm tra tệp phiếu PATH, hoặc mọi tệp phiếu trong thư mục PATH (mặc định: các phiếu có sẵn).

    In mọi lỗi của mọi tệp rồi kết thúc với mã 1; nếu không có lỗi, in bảng các phiếu.
    """
    if not path.exists():
        raise CommandError(f"Không có {path}.")
    try:
        questionnaires = list(load_folder(path).values()) if path.is_dir() else [load_questionnaire(path)]
    except QuestionnaireError as error:
        click.echo(str(error))
        click.echo(f"Có {len(error.faults)} lỗi.")
        sys.exit(1)
    for line in _table([_row(questionnaire) for questionnaire in questionnaires]):
        click.echo(line)


def get_questionnaire(code_or_path: str) -> Questionnaire:
    """What an operator named: the shipped questionnaire of that code, or the one in that file."""
    try:
        found = find_questionnaire(code_or_path)
    except QuestionnaireError as error:
        raise CommandError(f"Phiếu {code_or_path} có {len(error.faults)} chỗ cần sửa.\n{error}") from None
    if found is None:
        raise CommandError(f"Không có phiếu nào mang mã {code_or_path}, cũng không có tệp nào như vậy.")
    return found


def _row(questionnaire: Questionnaire) -> tuple[str, ...]:
    numbers = (questionnaire.version, len(questionnaire.items), questionnaire.minutes)
    return (questionnaire.code, *map(str, numbers), WORDINGS[questionnaire.wording.kind])


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Headings and rows in columns; the numbers stand right, the words left."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return ["  ".join(_cell(text, widths[column], column) for column, text in enumerate(line)).rstrip() for line in lines]


def _cell(text: str, width: int, column: int) -> str:
    return text.rjust(width) if 1 <= column <= 3 else text.ljust(width)


COMMANDS = (check_questionnaires,)
