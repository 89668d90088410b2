"""The figures of a part of an archive as two CSV files: the department's comparison, and all figures of all units."""

from pathlib import Path
from typing import Final

from survey_app.archives.figures import PartFigures
from survey_app.exports.csv_department import department_report_to_csv
from survey_app.exports.csv_unit import unit_report_to_csv

_LINE_END: Final = b"\r\n"


def write_part(found: PartFigures, folder: Path) -> None:
    """Write both files into a folder; the reports of some units are in memory at a time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{found.part.instrument}-{found.part.collection}-{found.part.kind}.csv"
    department = department_report_to_csv(found.groups.department, access=found.part.access)
    (folder / f"so-{name}").write_bytes(department)
    with (folder / f"don-vi-{name}").open("wb") as file:
        for number, (report, access) in enumerate(zip(found.reports(), found.access, strict=True)):
            table = unit_report_to_csv(report, access=access)
            file.write(table.partition(_LINE_END)[2] if number else table)  # one header is enough
