"""From forms to the sums of their cells. Knows how forms are held; must not know whose they are nor what is computed."""

from analysis.desk.answers import NO_PERCENT, Forms
from analysis.layout import Integers
from analysis.sheets import sums_by_cell_from_matrix
from analysis.sums import Sums
from questionnaires import Questionnaire


def count_forms(questionnaire: Questionnaire, forms: Forms, chosen: Integers) -> list[Sums]:
    """The sums of some forms of each cell.

    Parameters
    ----------
    questionnaire : Questionnaire
    forms : Forms
    chosen : ndarray of int
        Places of forms.

    Returns
    -------
    list of Sums
        One per cell of the forms, in their order.
    """
    percents = [
        None if max(answers, default=NO_PERCENT) == NO_PERCENT else [None if a == NO_PERCENT else a for a in answers]
        for answers in forms.percents[chosen].tolist()
    ]
    places = forms.cell_of[chosen]
    return sums_by_cell_from_matrix(questionnaire, forms.sheets[chosen], places, cells=len(forms.cells), percents=percents)
