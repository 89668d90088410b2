"""`flask check-questionnaires`: a methodologist checks questionnaire files before anybody answers them."""

import sys
from pathlib import Path

import click

from questionnaires import Questionnaire, QuestionnaireError, load_folder
from questionnaires.loader import SHIPPED_FOLDER

HEADINGS = ("Mã phiếu", "Phiên bản", "Số câu", "Phút", "Lời văn")
WORDINGS = {"official": "chính thức", "own": "tự soạn"}


@click.command("check-questionnaires")
@click.argument("folder", required=False, default=SHIPPED_FOLDER, type=click.Path(path_type=Path))
def check_questionnaires(folder: Path) -> None:
    """Kiểm tra mọi tệp phiếu trong FOLDER (mặc định: các phiếu có sẵn).

    In mọi lỗi của mọi tệp rồi kết thúc với mã 1; nếu không có lỗi, in bảng các phiếu.
    """
    try:
        questionnaires = load_folder(folder)
    except QuestionnaireError as error:
        click.echo(str(error))
        click.echo(f"Có {len(error.faults)} lỗi.")
        sys.exit(1)
    for line in _table([_row(questionnaire) for questionnaire in questionnaires.values()]):
        click.echo(line)


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
