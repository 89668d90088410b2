"""Invented surveys as files, and the command run on them."""

import csv
import io
import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import xlsxwriter

from analysis.desk.command import main
from analysis.strata import Eligible
from questionnaires import Questionnaire, load_shipped
from tests.analysis.invented import random_forms
from tests.oracles import Form

ROOT = Path(__file__).parents[3]
CODE = "PVNT"  # the smallest of those that come with the service: four dimensions of two and three items

Table = Sequence[Sequence[object]]


def questionnaire() -> Questionnaire:
    """The questionnaire of these surveys."""
    return load_shipped()[CODE]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command as a program of its own, warnings as errors."""
    command = [sys.executable, "-W", "error", "-m", "analysis", *map(str, arguments)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(command, capture_output=True, cwd=cwd or ROOT, env=environment, check=False)


def run_json(*arguments: object) -> dict[str, Any]:
    """What the command says as JSON; NaN and infinity are no JSON."""
    done = run(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout, parse_constant=_refuse)
    return found


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def complaint(*arguments: object) -> str:
    """What the command says about bad input, here in this process since there is much of it; nothing else comes."""
    out, said = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        try:
            status: object = main([*map(str, arguments)])
        except SystemExit as ended:
            status = ended.code
    assert status == 2, said.getvalue()
    assert out.buffer.tell() == 0
    return said.getvalue()


def random_survey(rng: random.Random, units: Mapping[str, Mapping[str, int]]) -> dict[str, list[Form]]:
    """So many forms of each cell of each unit."""
    return {
        code: random_forms(questionnaire(), rng, cells, satisfied=rng.choice([0.6, 0.85, 0.97]))
        for code, cells in units.items()
    }


def answer_rows(survey: Mapping[str, Sequence[Form]]) -> list[list[object]]:
    """A table of answers: header and one row for each form; percent answers follow from the place of the row."""
    codes = [item.code for item in questionnaire().closed_items]
    rows: list[list[object]] = [["unit", "cell", *codes, "F02"]]
    for unit, forms in survey.items():
        for cell, sheet in forms:
            answers = ["" if sign == "-" else "na" if sign == "0" else sign for sign in sheet]
            rows.append([unit, cell, *answers, percent_of(len(rows))])
    return rows


def percent_of(place: int) -> object:
    """The percent answer of the form on that row; every fifth has none."""
    return "" if place % 5 == 0 else 37 * place % 101


def unit_rows(eligible: Mapping[str, Eligible]) -> list[list[object]]:
    """A table of units; those of which no number is known have no row."""
    rows: list[list[object]] = [["unit", "cell", "eligible"]]
    for unit, numbers in eligible.items():
        if isinstance(numbers, Mapping):
            rows += [[unit, cell, number] for cell, number in numbers.items()]
        elif numbers is not None:
            rows.append([unit, "", numbers])
    return rows


def write_csv(path: Path, rows: Table, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """The rows as a .csv."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Table) -> Path:
    """The rows as a .xlsx; numbers are written as numbers, which Excel keeps as fractions."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                text = str(cell)
                if text.isdigit():
                    sheet.write_number(line, column, int(text))
                else:
                    sheet.write(line, column, cell)
    return path
