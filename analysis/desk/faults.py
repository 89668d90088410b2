"""What is wrong with the files that were given, said so that it can be put right; all of it at once, up to a page full.

Words and orders faults. Must not know any rule: those are with what is read.
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass

CAUSES = {
    errno.ENOENT: "không có thư mục này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EISDIR: "đây là thư mục",
    errno.ENOTDIR: "không có thư mục này",
    errno.ENAMETOOLONG: "tên quá dài",
}
MOST = 20  # faults that are told at once: a wrong column has one in every line


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right. `line` is 0 for the file as a whole, `place` names the column; `file` is "" for an option."""

    file: str
    line: int
    column: int
    place: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """One line: where, what, and what to do."""
        where = ", ".join(filter(None, (self.file, f"dòng {self.line}" if self.line else "", self.place)))
        return f"{where}: {self.message}. Cách sửa: {self.remedy}."


class DeskError(Exception):
    """Why nothing is computed: the first faults in the order of the file, and whether there are more."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        ordered = sorted(faults)
        self.faults: tuple[Fault, ...] = tuple(ordered[:MOST])
        more = [f"… và còn lỗi khác; hãy sửa {MOST} lỗi trên rồi chạy lại."] if len(ordered) > MOST else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


def refuse(file: str, message: str, remedy: str, *, line: int = 0, place: str = "") -> DeskError:
    """A single fault as an error to raise.

    Parameters
    ----------
    file, message, remedy : str
    line : int
        0 for the file as a whole.
    place : str

    Returns
    -------
    DeskError
    """
    return DeskError([Fault(file, line, 0, place, message, remedy)])


def cause_of(error: OSError) -> str:
    """Why the system refused a file, in words.

    Parameters
    ----------
    error : OSError

    Returns
    -------
    str
        The system's own words where they are not among the usual ones.
    """
    return CAUSES.get(error.errno or 0, error.strerror or str(error))
