"""Runs another benchmark several times and prints what it prints, each number as the median of the runs with its range.

Run: PYTHONPATH=. .venv/bin/python bench/_ranges.py 3 bench/slips.py [its own words]. Its lines must be the same in every run
but for the numbers; a line that is not is shown as every run has it.
"""

import re
import statistics
import subprocess
import sys
from collections.abc import Sequence

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.]*\w)")


def main(runs: int, program: Sequence[str]) -> None:
    """Run it and print."""
    told = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, *program], stdout=subprocess.PIPE, text=True, check=True)
        told.append(done.stdout.splitlines())
    if len(set(map(len, told))) > 1:
        raise SystemExit("\n\n".join("\n".join(one) for one in told))
    for lines in zip(*told, strict=True):
        print(*merge(lines), sep="\n")


def merge(lines: Sequence[str]) -> list[str]:
    """One line for all runs, or theirs."""
    if len({NUMBER.sub("", " ".join(line.split())) for line in lines}) > 1:
        return list(lines)
    numbers = iter(zip(*(NUMBER.findall(line) for line in lines), strict=True))
    return [NUMBER.sub(lambda _: median_and_range(next(numbers)), lines[0])]


def median_and_range(numbers: Sequence[str]) -> str:
    """ "12.0 (11.5-13.1)" in as many decimals as they have; what is the same in all runs stands alone."""
    if len(set(numbers)) == 1:
        return numbers[0]
    values = [float(number.replace(",", "")) for number in numbers]
    decimals = max(len(number.partition(".")[2]) for number in numbers)
    middle, low, high = (f"{value:,.{decimals}f}" for value in (statistics.median(values), min(values), max(values)))
    return f"{middle} ({low}-{high})"


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
