"""A disk that can be full and lose its power: root gets a small ext4 in a file, others a limit.

The limit (RLIMIT_FSIZE, lowered for the running processes) lets no file be written at all: harsher than a full disk, for
PostgreSQL cannot even write its log of changes. Which of the two it is stands in `kind`.
"""

import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEGABYTES = 400
BLOCK = 4096


class LoopDisk:
    """A mounted file; full is where a ballast file has taken everything."""

    kind = f"the disk is an ext4 of {MEGABYTES} MB on a loop device"

    def __init__(self, file: Path, folder: Path) -> None:
        self._file, self._folder, self._noted = file, folder, file.with_suffix(".noted")
        self._ballast = folder / "ballast"

    def note_what_is_on_it(self) -> None:
        """Copy the file below the file system: it lacks what is written and not yet handed down. Nobody may be running."""
        name = subprocess.run(
            ["losetup", "-n", "-O", "NAME", "-j", str(self._file)], check=True, capture_output=True, text=True
        ).stdout.strip()
        counts = Path("/sys/block") / Path(name).name / "stat"
        for _ in range(20):
            before = counts.read_text().split()
            subprocess.run(["cp", "--sparse=always", str(self._file), str(self._noted)], check=True)
            after = counts.read_text().split()
            if before[4:7] == after[4:7] and before[8] == after[8] == "0":  # written meanwhile, under way
                return
        raise SystemExit("the disk does not come to rest")

    def forget_the_rest(self) -> None:
        """Go on with the copy; nothing that used the disk may live."""
        for _ in range(100):
            if not subprocess.run(["umount", str(self._folder)], capture_output=True).returncode:
                break
            time.sleep(0.1)
        os.replace(self._noted, self._file)
        subprocess.run(["mount", "-o", "loop", str(self._file), str(self._folder)], check=True)

    def can_fill(self, _processes: list[int]) -> bool:
        """Always."""
        return True

    def fill(self, _processes: list[int]) -> None:
        """Leave no block."""
        size, step = 0, 64 << 20
        with self._ballast.open("wb") as ballast:
            while step >= BLOCK:
                try:
                    os.posix_fallocate(ballast.fileno(), size, step)
                    size += step
                except OSError:
                    step //= 2

    def free(self, _processes: list[int]) -> None:
        """Give it back."""
        self._ballast.unlink(missing_ok=True)


class WriteLimit:
    """A limit on the size of files for processes that run."""

    kind = "for a full disk stands RLIMIT_FSIZE of 0 for the running processes"

    def can_fill(self, processes: list[int]) -> bool:
        """Only processes of one's own account can be limited."""
        return all(os.stat(f"/proc/{process}").st_uid == os.geteuid() for process in processes)

    def fill(self, processes: list[int]) -> None:
        """Let them write nothing more into files."""
        self._limit(processes, none=True)

    def free(self, processes: list[int]) -> None:
        """Let them write again."""
        self._limit(processes, none=False)

    def _limit(self, processes: list[int], *, none: bool) -> None:
        for process in processes:
            with suppress(ProcessLookupError):
                most = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
                resource.prlimit(process, resource.RLIMIT_FSIZE, (0 if none else most, most))


@contextmanager
def small_disk(folder: Path) -> Iterator[tuple[Path, LoopDisk | WriteLimit]]:
    """Where the data go, and how to fill it."""
    place, file = folder / "disk", folder / "disk.img"
    place.mkdir()
    if not _mount(file, place):
        yield place, WriteLimit()
        return
    try:
        yield place, LoopDisk(file, place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        file.unlink()


def _mount(file: Path, place: Path) -> bool:
    """Only root may, and not in every container."""
    if os.geteuid() != 0:
        return False
    with file.open("wb") as made:
        made.truncate(MEGABYTES << 20)
    for command in (["mkfs.ext4", "-q", "-F", "-m", "0", str(file)], ["mount", "-o", "loop", str(file), str(place)]):
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return False
    place.chmod(0o755)
    return True
