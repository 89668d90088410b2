"""The machine: its clock, its room on the disk, the fonts of documents, and how old the newest backup is."""

import ctypes
import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PIL import ImageFont

from survey_app.config import CALL, PROJECT_FOLDER
from survey_app.installation.findings import Finding, fault, good, look

FONTS: Final = PROJECT_FOLDER / "analysis" / "charts" / "fonts"
FACES: Final = ("tinos-regular.ttf", "tinos-bold.ttf", "tinos-italic.ttf", "tinos-bold-italic.ttf")
LEAST_ROOM, SCARCE_ROOM = 500, 2_000  # megabytes; a backup and the rewriting of a night need room beside the data
OLDEST_BACKUP, OLD_BACKUP = dt.timedelta(days=3), dt.timedelta(hours=36)
BACKUPS: Final = "thuoc-do-*.backup"
OLDEST_PYTHON: Final = (3, 11)
_UNSYNCHRONISED: Final = 5  # what adjtimex answers where nothing keeps the clock right
_MEGABYTE: Final = 1_000_000


def check_python() -> Iterator[Finding]:
    """A version that the locked packages are made for."""
    version = ".".join(str(number) for number in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield fault("Python", f"Phiên bản {version}.", "Cài Python 3.11 trở lên rồi chạy lại make install.")
    else:
        yield good("Python", version)


def check_time(
    now: dt.datetime, *, newest_file: dt.datetime | None = None, is_kept_right: bool | None = None
) -> Iterator[Finding]:
    """The time zone is known, the clock is not behind the program's own files, and something keeps it right."""
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        yield fault("Múi giờ", "Máy không biết Asia/Ho_Chi_Minh.", "Chạy: apt install tzdata")
    newest = newest_file or dt.datetime.fromtimestamp(max(path.stat().st_mtime for path in PROJECT_FOLDER.glob("*.py")), dt.UTC)
    if now < newest - dt.timedelta(days=1):
        yield fault(
            "Đồng hồ", f"Máy nói bây giờ là {now:%d/%m/%Y %H:%M}.", "Chỉnh giờ và bật đồng bộ: timedatectl set-ntp true"
        )
    elif is_kept_right if is_kept_right is not None else clock_is_kept_right():
        yield good("Đồng hồ", f"{now:%d/%m/%Y %H:%M}, được đồng bộ.")
    else:
        yield look(
            "Đồng hồ",
            f"Máy nói bây giờ là {now:%d/%m/%Y %H:%M}; không thấy chương trình nào đồng bộ giờ.",
            "Chạy: timedatectl set-ntp true. Máy ảo được máy chủ của nó chỉnh giờ thì bỏ qua dòng này.",
        )


def clock_is_kept_right() -> bool:
    """What the kernel says of its own clock; where it cannot be asked, nobody keeps it."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (AttributeError, OSError):
        return False
    answer: int = ask(ctypes.create_string_buffer(512))  # all zero: asks, changes nothing
    return 0 <= answer < _UNSYNCHRONISED


def check_fonts(folder: Path = FONTS) -> Iterator[Finding]:
    """The letters of reports, posters and charts lie in the project; no browser and no font of the machine is needed."""
    missing = [name for name in FACES if not _writes_vietnamese(folder / name)]
    if missing:
        yield fault("Phông chữ", f"Thiếu {', '.join(missing)} trong {folder}.", "Chép lại toàn bộ thư mục dự án.")
    else:
        yield good("Phông chữ", "Tinos có đủ; không cần Chromium hay phông của máy.")


def _writes_vietnamese(font: Path) -> bool:
    """Whether the file is a font that has a letter of its own for "ệ"."""
    try:
        letters = ImageFont.truetype(font, 20)
        return bytes(letters.getmask("ệ")) != bytes(letters.getmask("\uffff"))
    except OSError:
        return False


def check_room(folder: Path, *, free: int | None = None) -> Iterator[Finding]:
    """Room on the disk of the data. A full disk refuses answers: honestly, but it refuses them."""
    room = (shutil.disk_usage(nearest(folder)).free if free is None else free) // _MEGABYTE
    words = f"{folder} còn {room} MB trống."
    if room < LEAST_ROOM:
        yield fault("Chỗ trống", words, "Dọn đĩa ngay: xóa bản sao lưu cũ, nhật ký cũ; đĩa đầy thì không nhận được phiếu.")
    elif room < SCARCE_ROOM:
        yield look("Chỗ trống", words, "Dọn bớt hoặc mở rộng đĩa trước đợt khảo sát sau.")
    else:
        yield good("Chỗ trống", words)


def check_backups(folder: Path, data: Path, *, now: dt.datetime) -> Iterator[Finding]:
    """A backup of last night, readable by its owner only, and better not on the disk of the data."""
    subject = "Sao lưu"
    make = f"Chạy: {CALL} backup, rồi đặt lịch mỗi đêm (deploy/systemd/thuoc-do-nightly.timer)."
    files = sorted(folder.glob(BACKUPS), key=lambda path: path.stat().st_mtime) if folder.is_dir() else []
    if not files:
        yield fault(subject, f"Chưa có bản sao lưu nào trong {folder}.", make)
        return
    newest = files[-1]
    age = now - dt.datetime.fromtimestamp(newest.stat().st_mtime, dt.UTC)
    words = f"Bản mới nhất, {newest.name}, đã {age.total_seconds() / 3600:.0f} giờ."
    if age > OLDEST_BACKUP:
        yield fault(subject, words, make)
    elif age > OLD_BACKUP:
        yield look(subject, words, f"Xem vì sao đêm qua không có bản nào. {make}")
    else:
        yield good(subject, words)
    if newest.stat().st_size == 0:
        yield fault(subject, f"{newest.name} trống.", f"Đĩa có đầy không? {make}")
    if any(path.stat().st_mode & 0o077 for path in files):
        yield fault(subject, "Người khác trên máy đọc được bản sao lưu.", f"Chạy: chmod 600 {folder}/{BACKUPS}")
    if nearest(folder).stat().st_dev == nearest(data).stat().st_dev:
        yield look(
            subject, "Bản sao lưu nằm cùng đĩa với dữ liệu.", "Đặt BACKUP_FOLDER sang đĩa khác, hoặc chép sang máy khác."
        )


def nearest(folder: Path) -> Path:
    """The folder, or what will hold it once it is made."""
    return next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
