"""Long lists a page at a time: a reader on a phone scrolls through fifty rows, not through fifteen hundred."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Pager:
    """Which rows of how many a page holds, counted from 1."""

    page: int
    pages: int
    rows: int
    first: int
    last: int

    @property
    def skipped(self) -> int:
        """How many rows stand on the pages before this one."""
        return max(self.first - 1, 0)


def read_page(chosen: Mapping[str, str], *, name: str = "page") -> int:
    """The page that an address asks for; 1 where it names none."""
    page = chosen.get(name, "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def find_place(rows: int, page: int, *, size: int) -> Pager:
    """Where a page stands in so many rows; beyond the last page the last one."""
    pages = max(-(-rows // size), 1)
    page = min(max(page, 1), pages)
    return Pager(page, pages, rows, min((page - 1) * size + 1, rows), min(page * size, rows))


def paginate(rows: Sequence[Item], page: int, *, size: int) -> tuple[tuple[Item, ...], Pager]:
    """The rows of a page; beyond the last page the last one."""
    pager = find_place(len(rows), page, size=size)
    return tuple(rows[pager.skipped : pager.last]), pager
