"""The unit's own early warnings on its first page: those that its list of tasks does not say already."""

from dataclasses import dataclass
from typing import Final

from flask import url_for
from sqlalchemy.orm import Session

from survey_app.improvement.warning_list import find_warnings
from survey_app.views.warning_lines import Line, current_moment, to_lines

# a unit that is silent or behind is told so with what to do about it (`improvement.tasks`)
IN_TASKS: Final = ("whole", "silent", "behind")
MOST: Final = 6  # the department has them all; a unit has seldom more


@dataclass(frozen=True)
class OwnWarning:
    """A warning with the page on which the unit sees more, "" for none."""

    line: Line
    label: str
    address: str


def own_warnings(session: Session, unit_id: int) -> list[OwnWarning]:
    """The warnings that hold for this unit and may be shown, those marked done by the department left out."""
    found = find_warnings(session, [unit_id], current_moment())
    wanted = [one for one in found if one.rule not in IN_TASKS and one.state != "done"]
    return [_own_warning(line) for line in to_lines(session, wanted[:MOST])]


def _own_warning(line: Line) -> OwnWarning:
    if line.report_id is not None:
        return OwnWarning(line, "Xem kết quả", url_for("unit.report", participation_id=line.report_id))
    if line.found.rule == "assessment":
        return OwnWarning(line, "Viết và gửi", url_for("unit.self_assessment", quarter=line.found.subject))
    if line.found.rule == "action":
        return OwnWarning(line, "Xem việc", url_for("unit.actions"))
    return OwnWarning(line, "", "")
