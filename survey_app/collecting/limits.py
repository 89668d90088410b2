"""How much a participation takes in at a time. Counted from what was accepted, so that every process and server shares it.

A sliding window over the ten-minute slots of `sending`: those of this slot, and of the slot before in proportion to the part
of it that the last ten minutes still cover. Nothing is remembered anywhere else, no thread waits, and nobody's address is
asked for: five hundred parents in a school hall are one address. Two requests at the same moment may both find the last place
free; a limit that is passed by as many as there are threads still is one.

Only accepted sendings count. So where one-time codes are asked for, nobody without slips can use the room up; where the link
is open, whoever stuffs it to the limit makes the others wait, not lose anything.
"""

import datetime as dt
import math

from sqlalchemy.orm import Session

from survey_app.collecting.responses import SLOT_SECONDS, Destination, count_sendings


def find_wait(session: Session, destination: Destination, *, now: dt.datetime, allowed: int) -> int:
    """After how many seconds there is room for another sending; 0 is "come in"."""
    slot, elapsed = divmod(now.timestamp(), SLOT_SECONDS)
    counts = count_sendings(session, destination, since=int(slot) - 1)
    return seconds_to_wait(counts.get(int(slot) - 1, 0), counts.get(int(slot), 0), elapsed=elapsed, allowed=allowed)


def seconds_to_wait(before: int, current: int, *, elapsed: float, allowed: int) -> int:
    """The same from two counts: of the slot before, and of the current one, `elapsed` seconds of which are over.

    A limit below one counts as one: what should take nothing is closed, not limited.
    """
    allowed = max(allowed, 1)
    if before * (1 - elapsed / SLOT_SECONDS) + current < allowed:
        return 0
    if current < allowed:
        free = SLOT_SECONDS * (1 - (allowed - current) / before) - elapsed
    else:  # this slot is full by itself and must first become the one before
        free = SLOT_SECONDS - elapsed + SLOT_SECONDS * (1 - allowed / current)
    return math.floor(free) + 1
