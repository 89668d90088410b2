"""The command `python -m analysis`: what was asked, from which files, in which form, and what to say when it cannot be done.

Knows arguments, exit status and the terminal; everything else is in the modules beside it.
"""

import argparse
import math
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from analysis.desk.answers import read_answers
from analysis.desk.composing import Desk, Settings, compose, match_units
from analysis.desk.eligible import read_units
from analysis.desk.faults import DeskError, refuse
from analysis.desk.json_form import to_json
from analysis.desk.writing import write
from questionnaires import Questionnaire, QuestionnaireError, find_questionnaire, shipped_codes

FORMS: Final = ("json", "table", "html")
SUFFIXES: Final = {".html": "html", ".htm": "html", ".txt": "table"}
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
SEED: Final = 1
EPILOG: Final = (
    "RESPONSES: mỗi phiếu một dòng; cột unit (mã đơn vị; không có cột này thì mọi phiếu là của một đơn vị, mã all), cell "
    "(khối lớp hay tầng khác, có thể không có) và mỗi câu một cột theo mã câu: 1-5, 0 hoặc na là không áp dụng, để trống là "
    "không trả lời. UNITS: cột unit, cell (có thể không có), eligible (số người được hỏi). Cả hai là .csv (UTF-8) hoặc .xlsx."
)


# What argparse says of a call that it cannot read, and how we say it.
USAGE: Final = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.+)\)", r"\1: không có lựa chọn \2; chọn một trong: \3"),
    (r"argument (\S+): expected one argument", r"\1: thiếu giá trị"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1: không nhận giá trị \2"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 có thể là \2; hãy ghi đủ tên"),
    (r"unrecognized arguments: (.+)", r"không có tham số \1"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)


class Parser(argparse.ArgumentParser):
    """argparse, which knows English only, in the words of those who call."""

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the call and ends with status 2."""
        said = next((re.sub(f"^{theirs}$", ours, message) for theirs, ours in USAGE if re.match(theirs, message)), message)
        usage = self.format_usage().replace("usage:", "Cách gọi:", 1)
        self.exit(BAD_INPUT, f"{usage}Lỗi: {said}. Xem cách dùng: python -m analysis --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process where not given.

    Returns
    -------
    int
        Exit status: 0, 2 for bad input, 130 if interrupted.
    """
    asked = _parser().parse_args(arguments)
    try:
        _run(asked)
    except (DeskError, QuestionnaireError) as error:
        _clear_progress()
        print(error, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads has enough; nothing may be flushed into the closed pipe at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _run(asked: argparse.Namespace) -> None:
    _refuse_overwriting(asked)
    questionnaire = _get_questionnaire(asked.questionnaire)
    units = None if asked.units is None else read_units(asked.units)
    forms = read_answers(asked.responses, questionnaire, progress=lambda rows: _say_progress(f"Đang đọc phiếu: {rows}"))
    eligible, unit_of, notes = match_units(forms, units)
    _clear_progress()
    for note in (*(units.notes if units else ()), *forms.notes, *notes):
        print(f"Lưu ý: {note}", file=sys.stderr)
    settings = Settings(asked.target, asked.aggregate, asked.seed, asked.all)
    form = asked.format or _format_for(asked.output)
    desk = compose(questionnaire, forms, eligible, unit_of, settings=settings, progress=_say_progress)
    _say_progress("Đang ghi kết quả")
    text = _to_text(desk, form)
    _clear_progress()
    write(text, asked.output)


def _parser() -> Parser:
    parser = Parser(
        prog="python -m analysis",
        description="Phân tích khảo sát từ tệp, không cần trang web: tỷ lệ hài lòng, khoảng nhất quán, kết luận, thứ hạng.",
        epilog=EPILOG,
    )
    add = parser.add_argument
    add("questionnaire", metavar="QUESTIONNAIRE", help="mã phiếu có sẵn (như TH-PH) hoặc tệp phiếu .yaml")
    add("responses", metavar="RESPONSES", type=Path, help="tệp câu trả lời .csv hoặc .xlsx")
    add("--units", metavar="UNITS", type=Path, help="tệp số người được hỏi của từng đơn vị .csv hoặc .xlsx")
    add("--target", type=_share, default=0.9, help="chỉ tiêu, từ 0 đến 1 (mặc định 0.9)")
    add("--aggregate", choices=("mean", "answers", "eligible"), default="eligible", help="cách gộp (mặc định eligible)")
    add(
        "--all",
        action="store_true",
        help="hiện cả số liệu mà quy tắc bảo vệ người trả lời sẽ che; chỉ để làm việc, không công bố",
    )
    add("--seed", type=_seed, default=SEED, help=f"số khởi đầu khi mô phỏng thứ hạng (mặc định {SEED})")
    add(
        "--format",
        choices=FORMS,
        help="dạng kết quả (mặc định: theo đuôi của -o; table ra màn hình, json ra chương trình)",
    )
    add("-o", "--output", metavar="FILE", type=Path, help="ghi vào tệp này thay vì ra màn hình")
    return parser


def _to_text(desk: Desk, form: str) -> str:
    """The results in a form. Charts take their time to load, so only the forms that need them or their words load them."""
    if form == "json":
        return to_json(desk)
    if form == "table":
        from analysis.desk.table_form import to_table

        return to_table(desk)
    from analysis.desk.html_form import to_html

    return to_html(desk)


def _format_for(output: Path | None) -> str:
    """The form for a person who looks at a terminal, or for the program or the file that takes the result."""
    if output is not None:
        return SUFFIXES.get(output.suffix.lower(), "json")
    return "table" if sys.stdout.isatty() else "json"


def _share(text: str) -> float:
    try:
        share = float(text.replace(",", "."))
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” không phải chỉ tiêu; ghi số từ 0 đến 1, như 0.9 cho 90%")
    return share


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” không phải số nguyên từ 0 trở lên")
    return int(text)


def _get_questionnaire(code_or_path: str) -> Questionnaire:
    questionnaire = find_questionnaire(code_or_path)
    if questionnaire is None:
        raise refuse(
            code_or_path,
            "không có phiếu mang mã này và không có tệp này",
            f"dùng một trong các mã {', '.join(shipped_codes())}, hoặc đường dẫn tới tệp phiếu .yaml",
        )
    return questionnaire


def _refuse_overwriting(asked: argparse.Namespace) -> None:
    """A result must not take the place of what it was made from."""
    given = [path for path in (Path(asked.questionnaire), asked.responses, asked.units) if path is not None]
    if asked.output is not None and any(path.exists() and path.resolve() == asked.output.resolve() for path in given):
        raise refuse(str(asked.output), "tệp kết quả trùng với tệp dữ liệu", "chọn tên khác cho -o")


def _say_progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{words} …", end="", file=sys.stderr, flush=True)


def _clear_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
