"""What a province, the country and a hundred countries need, reckoned from measured constants: the tables of docs/capacity.md.

Run: PYTHONPATH=. .venv/bin/python bench/capacity.py. Arithmetic and no measurement; the constants come from
`bench/constants.py` and docs/benchmarks.md. A test holds the page against what is printed here.
"""

from dataclasses import dataclass
from math import ceil

# measured, PostgreSQL (bench/constants.py, make load, bench/phone.py, bench/whole_table.py)
ROW_BYTES = 500  # response, sending and a quarter of a comment with their indexes
LOG_BYTES = 1_100  # write-ahead log of a response as it comes, one commit each
NIGHT_LOG_BYTES = 1_300  # write-ahead log for the rewriting of a night
BACKUP_BYTES = 120
SUMS_BYTES = 8_000  # of a unit and questionnaire, five grades
CPU_MS = 12.0  # of service and database for a whole journey under load; 5 to 8 were measured, 18 while pages are rendered first
DATABASE_CPU_MS = 2.0  # of it the database's: 0.4 to 1.2 to write, the rest to read the link and to follow
JOURNEY_BYTES = 25_012  # on the air, nothing kept in the phone
SUMS_MICROSECONDS = 14.0  # of a processor to read a response into sums

# assumed
PEAK_SHARE = 0.10  # of all forms of a campaign come in the hour after Monday 7:00
BURST = 3.0  # the worst minutes of that hour against its mean
BUSY = 0.6  # of the processors, so that queues stay short
CORES = 8  # of a host
NIGHTS = 16  # on each of which the open campaign is rewritten; half of it is there on the average
YEARS = 10


@dataclass(frozen=True)
class Size:
    name: str
    units: int
    forms: int


SIZES = (
    Size("province", 1_000, 485_531),
    Size("country", 54_000, 23_000_000),
    Size("100 countries", 5_400_000, 2_300_000_000),
)


def lines(size: Size) -> list[tuple[str, str]]:
    """What is needed, by name."""
    hour = size.forms * PEAK_SHARE / 3600
    peak = hour * BURST
    cores = peak * CPU_MS / 1000 / BUSY
    database = peak * DATABASE_CPU_MS / 1000 / BUSY
    hosts = ceil((cores - database) / CORES)
    return [
        ("units", f"{size.units:,}"),
        ("forms of a campaign", f"{size.forms:,}"),
        ("forms a second, mean of the hour after Monday 7:00", number(hour)),
        ("forms a second, its worst minutes", number(peak)),
        ("cores of the service then", number(cores - database)),
        (f"hosts of {CORES} cores, one more than needed", f"{hosts + 1:,}"),
        ("cores of PostgreSQL then", number(database)),
        ("network then, Mbit/s", number(peak * JOURNEY_BYTES * 8 / 1e6)),
        ("write-ahead log then, MB/s", number(peak * LOG_BYTES / 1e6)),
        ("answers of a campaign, GB", number(size.forms * ROW_BYTES / 1e9)),
        (f"answers of {YEARS} years, GB", number(YEARS * size.forms * ROW_BYTES / 1e9)),
        ("sums of a campaign, GB", number(size.units * SUMS_BYTES / 1e9)),
        ("write-ahead log of a campaign's days, GB", number(size.forms * LOG_BYTES / 1e9)),
        (f"write-ahead log of {NIGHTS} nights, GB", number(size.forms / 2 * NIGHTS * NIGHT_LOG_BYTES / 1e9)),
        ("backup of a campaign, GB", number(size.forms * BACKUP_BYTES / 1e9)),
        ("sums made anew from all rows, minutes of a core", number(size.forms * SUMS_MICROSECONDS / 60e6)),
    ]


def number(value: float) -> str:
    """Two digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def table() -> str:
    """The table as the page shows it."""
    columns = [dict(lines(size)) for size in SIZES]
    rows = [f"| | {' | '.join(size.name for size in SIZES)} |", "|---|" + "---|" * len(SIZES)]
    rows += [f"| {name} | {' | '.join(column[name] for column in columns)} |" for name in columns[0]]
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
