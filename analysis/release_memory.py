"""What releases of one campaign have told of an instrument, and what the next one must withhold (docs/methods.md, releases).

Within a release every figure is a function of figures of units that passed the gate, and of the whole's rest (`coverage`,
`build_groups`). Two releases can be subtracted, so each leaves a memory, and the next one shows a unit only if

* its answers are those of the earlier release, and nothing is shown of it that was withheld then: what protects a withheld item
  is another withheld one, and two releases that hide different ones would give both; or
* nothing of it was withheld in the earlier release, and those who came since would pass the gate by themselves: at least
  `numbers` respondents to every figure, and somebody among them satisfied. Then all that subtraction gives are figures of two
  groups that may both be known.

The small units together, the rest of the whole, are told again only if they are the same units with the same answers. So every
figure of a later release is a function of figures that may be known, told before or new. Planning figure by figure would show
more, but not hold: items of one dimension bound each other over releases (`tests/analysis/test_released_instruments.py`).

A sealed campaign gains and loses nothing; this is for the day when somebody has to correct it. A memory holds counts of units
that are withheld. It is kept beside the release and is never shown.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.blocks import BLOCKS, block_figures
from analysis.coverage import covered_units
from analysis.disclosure import DEFAULTS, Thresholds, find_reasons
from analysis.estimates import Convention
from analysis.strata import UnitSums, design_unit, stack_designs
from questionnaires import Questionnaire

Counts = tuple[int, int]  # people, satisfied answers


@dataclass(frozen=True)
class Told:
    """The memory of one release: one entry per figure in the order of the blocks.

    `counts` are by unit with forms, `marks` digests of all its sums, `small` the units with too few forms. `shown` are the
    units whose own figure may be known, `whole` those in the whole's figure.
    """

    counts: Mapping[str, tuple[Counts, ...]]
    marks: Mapping[str, str]
    small: frozenset[str]
    shown: tuple[frozenset[str], ...]
    whole: tuple[frozenset[str], ...]

    @property
    def rest(self) -> dict[str, str]:
        """The small units with what marks their answers."""
        return {code: self.marks[code] for code in sorted(self.small)}

    @property
    def rest_told(self) -> frozenset[int]:
        """The figures of the whole that the rest is in."""
        return frozenset(figure for figure, inside in enumerate(self.whole) if inside & self.small)

    def shown_of(self, code: str) -> frozenset[int]:
        """The figures of a unit that may be known."""
        return frozenset(figure for figure, units in enumerate(self.shown) if code in units)

    def to_plain(self) -> dict[str, object]:
        """As values that JSON can hold.

        Returns
        -------
        dict
        """
        sets = {"shown": self.shown, "whole": self.whole}
        plain = {name: [sorted(codes) for codes in by] for name, by in sets.items()}
        return {"counts": dict(self.counts), "marks": dict(self.marks), "small": sorted(self.small), **plain}

    @classmethod
    def from_plain(cls, stored: Mapping[str, Any]) -> "Told":
        """The memory that `to_plain` wrote, before or after it was JSON.

        Parameters
        ----------
        stored : mapping

        Returns
        -------
        Told
        """
        counts = {code: tuple((one[0], one[1]) for one in row) for code, row in stored["counts"].items()}
        shown, whole = (tuple(frozenset(codes) for codes in stored[name]) for name in ("shown", "whole"))
        return cls(counts, stored["marks"], frozenset(stored["small"]), shown, whole)


@dataclass(frozen=True)
class Refused:
    """What a release must withhold beside earlier ones: whole units, and the small units in the whole's figures."""

    units: frozenset[str]
    rest: bool

    def __bool__(self) -> bool:
        return bool(self.units) or self.rest


def told_by(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    convention: Convention,
    thresholds: Thresholds = DEFAULTS,
) -> Told:
    """What a release over these units tells.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    convention : "answers", "mean" or "eligible"
    thresholds : Thresholds

    Returns
    -------
    Told

    References
    ----------
    docs/methods.md, releases.
    """
    fewest = thresholds.fewest_in_stratum
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=fewest) for unit in units]
    if not designs:
        return Told({}, {}, frozenset(), (), ())
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)
    covered = covered_units(questionnaire, designs, reasons, convention=convention, thresholds=thresholds)
    counts: dict[str, list[Counts]] = {unit.code: [] for unit, one in zip(units, designs, strict=True) if one.forms}
    shown: list[frozenset[str]] = []
    whole: list[frozenset[str]] = []
    for block in BLOCKS:
        figures = block_figures(questionnaire, design, block, kind="share", convention="answers")
        people, hits = figures.basis.n.tolist(), figures.total.tolist()
        for u, unit in enumerate(units):
            if unit.code in counts:
                counts[unit.code] += [(n, int(total)) for n, total in zip(people[u], hits[u], strict=True)]
        for f in range(figures.value.shape[1]):
            known = reasons[block][:, f] == ""
            shown.append(frozenset(unit.code for unit, one in zip(units, known.tolist(), strict=True) if one))
            inside = covered[block][:, f].tolist()
            whole.append(frozenset(unit.code for unit, one in zip(units, inside, strict=True) if one))
    return Told(
        counts={code: tuple(row) for code, row in counts.items()},
        marks={unit.code: _mark(unit) for unit in units if unit.code in counts},
        small=frozenset(unit.code for unit, one in zip(units, designs, strict=True) if 0 < one.forms < thresholds.numbers),
        shown=tuple(shown),
        whole=tuple(whole),
    )


def find_refused(now: Told, earlier: Sequence[Told], *, thresholds: Thresholds = DEFAULTS) -> Refused:
    """What the latest release must withhold, so that no subtraction from earlier ones tells of a few people.

    Parameters
    ----------
    now : Told
        As if nothing were refused.
    earlier : sequence of Told
        Of all releases that were ever out; withdrawn ones too, for nobody forgets them.
    thresholds : Thresholds

    Returns
    -------
    Refused
        Nothing where all that is told has been told before.

    References
    ----------
    docs/methods.md, releases.
    """
    units = {
        code
        for code in now.counts
        if any(code in before.counts and not _may_follow(now, before, code, thresholds) for before in earlier)
    }
    rest = any(
        now.rest_told and before.rest_told and not (now.rest == before.rest and now.rest_told <= before.rest_told)
        for before in earlier
    )
    return Refused(frozenset(units), rest)


def _may_follow(now: Told, before: Told, code: str, thresholds: Thresholds) -> bool:
    """Whether a unit may be shown now, beside what an earlier release has told of it."""
    if now.marks[code] == before.marks[code]:
        return now.shown_of(code) <= before.shown_of(code)
    if code in before.small:
        return code in now.small  # nothing is shown of it in any case
    had, has = before.counts[code], now.counts[code]
    nothing = frozenset(figure for figure, (n, _) in enumerate(had) if not n)
    if before.shown_of(code) | nothing < frozenset(range(len(had))):
        return False
    gains = [(n - m, t - s) for (n, t), (m, s) in zip(has, had, strict=True) if n or m]
    return all(people >= thresholds.numbers and satisfied > 0 for people, satisfied in gains)


def _mark(unit: UnitSums) -> str:
    digest = hashlib.sha256()
    for grade in sorted(unit.cells):
        digest.update(grade.encode() + b"\0" + unit.cells[grade].to_bytes())
    return digest.hexdigest()[:32]
