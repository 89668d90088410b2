"""To whom questionnaires go: units that stand, and for those bound to no level the kinds and codes chosen for a campaign."""

import datetime as dt
from collections.abc import Collection, Mapping

from questionnaires import Questionnaire
from survey_app.campaigns.eligible import BY_DEFAULT
from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.models import Campaign, Instrument, Unit
from survey_app.models.organisation import UNIT_KINDS


def assign(
    campaign: Campaign,
    instruments: Mapping[Instrument, Questionnaire],
    assigned: Mapping[str, Collection[str]],
    *,
    known: Collection[str],
) -> None:
    """Write down to whom instruments are assigned from now on, beside those whom they were assigned to before.

    Raises CampaignRefusedError for an instrument that the campaign has not, one of levels, and units that nobody knows.
    """
    by_code = {instrument.code: instrument for instrument in instruments}
    for code, names in assigned.items():
        instrument = by_code.get(code)
        if instrument is None:
            raise CampaignRefusedError(f"Đợt {campaign.code} không có phiếu {code}.")
        if instruments[instrument].levels:
            levels = ", ".join(instruments[instrument].levels)
            raise CampaignRefusedError(f"Phiếu {code} theo cấp học ({levels}) nên tự đến các trường, không giao riêng được.")
        strangers = sorted(set(names) - set(known))
        if strangers:
            kinds = ", ".join(UNIT_KINDS)
            raise CampaignRefusedError(f"Không có đơn vị mang mã {', '.join(strangers)}; loại đơn vị là một trong: {kinds}.")
        before = assigned_to(instrument) if instrument.assigned or campaign.opened else frozenset()
        instrument.assigned = ",".join(sorted(before.union(names)))


def assigned_to(instrument: Instrument) -> frozenset[str]:
    """The kinds and codes of the units that answer an instrument bound to no level."""
    return frozenset(instrument.assigned.split(",")) if instrument.assigned else BY_DEFAULT


def stands_on(unit: Unit, day: dt.date) -> bool:
    """Whether a unit is still there on a day, so that a campaign opened then asks it."""
    return unit.closed_on is None or unit.closed_on > day
