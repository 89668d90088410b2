"""Everything a page, a chart or an export may show, as frozen values that have passed `disclosure`.

The functions named `build_...` here are the only ways to make them. Charts, pages and files take these and nothing
else, so that all of them say the same and none of them can show a withheld figure.
"""

from analysis.build_change import build_department_change, build_unit_change
from analysis.build_comparison import add_ranks
from analysis.build_department import build_department_report
from analysis.build_grades import build_grades_report, build_grades_reports
from analysis.build_grid import build_dimension_grid
from analysis.build_quality import build_quality_report, build_quality_reports
from analysis.build_unit import build_unit_report, build_unit_reports
from analysis.comparison_figures import ChangeReport, ChangeRow, DimensionGrid, GridRow
from analysis.disclosure import Thresholds
from analysis.drivers import build_drivers_report
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
from analysis.grade_figures import GradeGroup, GradesReport
from analysis.insight_figures import DriversReport, QualityReport, Representativity, ScaleReliability
from analysis.levels import level_beside
from analysis.reliability import build_reliability
from analysis.representativity import build_representativity
from analysis.strata import UnitSums, build_frame

__all__ = [
    "ChangeReport",
    "ChangeRow",
    "DepartmentReport",
    "DimensionFigures",
    "DimensionGrid",
    "Distribution",
    "DriversReport",
    "Frame",
    "Funnel",
    "GradeGroup",
    "GradesReport",
    "GridRow",
    "ItemFigures",
    "QualityReport",
    "Representativity",
    "ScaleReliability",
    "Thresholds",
    "UnitFigures",
    "UnitReport",
    "UnitSums",
    "add_ranks",
    "build_department_change",
    "build_department_report",
    "build_dimension_grid",
    "build_drivers_report",
    "build_frame",
    "build_grades_report",
    "build_grades_reports",
    "build_quality_report",
    "build_quality_reports",
    "build_reliability",
    "build_representativity",
    "build_unit_change",
    "build_unit_report",
    "build_unit_reports",
    "level_beside",
]
