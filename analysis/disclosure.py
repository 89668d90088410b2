"""Thresholds of publication; the gate follows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """What must be reached before something is shown (docs/methods.md section 4).

    `numbers`: respondents for any figure. `comments`: responses of the unit before comments are read out. `tiers`: effective
    base below which "missed" and ranks are not printed. `width`: widest interval shown, as a part of the figure's range.
    `everyone`: a share of 0 from this part of the eligible or more says what everybody answered.
    """

    numbers: int = 10
    comments: int = 20
    tiers: int = 30
    width: float = 0.30
    everyone: float = 0.8


DEFAULTS = Thresholds()
