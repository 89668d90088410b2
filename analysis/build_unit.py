"""The report of one unit."""

from collections.abc import Mapping

from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Convention
from analysis.figures import UnitReport
from analysis.frame import Frame
from analysis.strata import Eligible
from analysis.sums import Sums
from questionnaires import Questionnaire


def build_unit_report(
    questionnaire: Questionnaire,
    cells: Mapping[str, Sums],
    *,
    unit_code: str,
    unit_name: str,
    eligible: Eligible,
    frame: Frame,
    target: float,
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> UnitReport:
    """The report of one unit."""
    raise NotImplementedError
