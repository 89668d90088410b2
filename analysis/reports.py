"""Everything a page, a chart or an export may show, as frozen values that have passed `disclosure`.

`build_unit_report` and `build_department_report` are the only ways to make them. Charts, pages and files take these and nothing
else, so that all of them say the same and none of them can show a withheld figure.
"""

from analysis.build_department import build_department_report
from analysis.build_unit import build_unit_report
from analysis.disclosure import Thresholds
from analysis.figures import (
    DepartmentReport,
    DimensionFigures,
    Distribution,
    Funnel,
    ItemFigures,
    UnitFigures,
    UnitReport,
)
from analysis.frame import Frame
from analysis.strata import UnitSums, build_frame

__all__ = [
    "DepartmentReport",
    "DimensionFigures",
    "Distribution",
    "Frame",
    "Funnel",
    "ItemFigures",
    "Thresholds",
    "UnitFigures",
    "UnitReport",
    "UnitSums",
    "build_department_report",
    "build_frame",
    "build_unit_report",
]
