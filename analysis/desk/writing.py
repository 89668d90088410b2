"""Where results go: to a file all at once or not at all, or to the terminal.

Knows places, not what is written.
"""

import contextlib
import os
import sys
from pathlib import Path

from analysis.desk.faults import cause_of, refuse


def write(text: str, path: Path | None) -> None:
    """Writes a text in UTF-8.

    Parameters
    ----------
    text : str
    path : Path or None
        None for standard output. A file is written beside its place first, so that nobody ever finds half of it.

    Raises
    ------
    DeskError
        The place cannot be written to.
    """
    content = text.encode()
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        _write_file(content, path)
    except OSError as error:
        message = f"không ghi được kết quả ({cause_of(error)})"
        raise refuse(str(path), message, "kiểm tra thư mục có sẵn và quyền ghi, hoặc chọn tệp khác cho -o") from None


def _write_file(content: bytes, path: Path) -> None:
    place = path.resolve()
    if place.exists() and not place.is_file():  # a pipe or a device must not be replaced; a folder refuses by itself
        place.write_bytes(content)
        return
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(place)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
