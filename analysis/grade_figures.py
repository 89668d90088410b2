"""The shape of a unit's figures by grade (docs/methods.md section 4). Shapes only; `build_grades` fills them."""

from dataclasses import dataclass

from analysis.estimates import Result


@dataclass(frozen=True)
class GradeGroup:
    """One grade, or neighbouring grades put together until every figure shown rests on enough people.

    `grades` are codes in the order of the frame; "" at the end says that the forms without a grade are in the group, because
    they are too few to be told apart from it. `shares` are those of the dimensions, in the order of the questionnaire.
    `eligible` is None where the number of one of the grades is not known, and where forms without a grade are in the group.
    """

    grades: tuple[str, ...]
    forms: int
    eligible: int | None
    index_share: Result
    shares: tuple[Result, ...]


@dataclass(frozen=True)
class GradesReport:
    """A unit's figures by grade; `not_stated` forms named no grade and are in no group."""

    dimension_codes: tuple[str, ...]
    groups: tuple[GradeGroup, ...]
    not_stated: int
    method_version: str
    fingerprint: str = ""
