"""The report of a department."""

from collections.abc import Sequence

from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Convention
from analysis.figures import DepartmentReport
from analysis.frame import Frame
from analysis.strata import UnitSums
from questionnaires import Questionnaire


def build_department_report(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    target: float,
    measure_code: str = "",
    convention: Convention = "answers",
    frame: Frame | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> DepartmentReport:
    """The comparison of units of one kind."""
    raise NotImplementedError
