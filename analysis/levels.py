"""The department's level beside the figure of one unit, which knows its own answers (docs/methods.md section 4)."""

from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Estimate
from analysis.figures import DepartmentReport, UnitReport

LEAST_OTHERS = 3  # units beside the reader's own


def level_beside(department: DepartmentReport, own: UnitReport, *, thresholds: Thresholds = DEFAULTS) -> Estimate | None:
    """The share of all units of a kind, where the unit that reads it cannot work out another one.

    A department's figure is safe against whoever knows all figures that are shown (`coverage`): what is left after taking them
    away is nothing, or the small units together. A unit knows more, its own answers. If it is shown itself it is covered as
    itself, and taking it away leaves a sum over other units: three at least, of ten forms or more, so that two who put their
    numbers together do not have the third's. If it is small it is among the small units, and taking it away might leave a
    single other one; if its figure is withheld, it has nothing to compare. So such a unit is shown no level.

    Parameters
    ----------
    department : DepartmentReport
        Of the whole questionnaire, over units of the kind that reads it.
    own : UnitReport
        Of one of these units.
    thresholds : Thresholds

    Returns
    -------
    Estimate or None

    Raises
    ------
    ValueError
        Reports of two questionnaires or conventions, or a department's report on a single dimension.

    References
    ----------
    docs/methods.md section 4.
    """
    same = (own.questionnaire_digest, own.convention, "")
    if (department.questionnaire_digest, department.convention, department.measure_code) != same:
        raise ValueError(f"the department's report is not on what {own.unit_code} was asked")
    if not isinstance(department.total, Estimate) or not isinstance(own.index_share, Estimate):
        return None
    others = department.covered_units - 1
    left = department.total.n - own.index_share.n
    return department.total if others >= LEAST_OTHERS and left >= thresholds.numbers else None
