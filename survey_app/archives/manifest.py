"""What an archive says of itself: the campaign, its instruments, what was counted, and the fingerprints of its figures."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
NOT_OURS: Final = "Đây không phải thư mục lưu trữ của Thước Đo, hoặc tệp manifest.json đã hỏng."
LATER: Final = "Thư mục lưu trữ này do một phiên bản mới hơn ghi. Hãy cập nhật chương trình rồi chạy lại."


class ArchiveFaultError(Exception):
    """Why an archive was not made or cannot be used, in words for the operator."""


@dataclass(frozen=True)
class ArchivedCampaign:
    """The campaign as it was when it was archived."""

    code: str
    name: str
    opens_on: dt.date
    closes_on: dt.date
    sealed_on: dt.date
    convention: str
    access: str
    results_while_open: bool


@dataclass(frozen=True)
class ArchivedInstrument:
    """An instrument: `rows` single responses lie in the archive; `target` is the share by which it is judged."""

    code: str
    title: str
    version: int
    digest: str
    target: float
    rows: int


@dataclass(frozen=True)
class ArchivedPart:
    """Units of one kind that answered one instrument in one collection, with the fingerprints of the reports on them.

    `fingerprint` is that of all figures by group, as a backup keeps it; `department` that of the department's report.
    """

    instrument: str
    collection: str
    kind: str
    units: int
    access: str
    fingerprint: str
    department: str


@dataclass(frozen=True)
class FileMark:
    """How many rows a file has (of a text: 0) and its digest."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The whole of it. `responses` were in the database; `covered` of them are in the figures, `rows` lie here one by one."""

    version: str
    method_version: str
    layout_version: int
    made_on: dt.date
    campaign: ArchivedCampaign
    instruments: Sequence[ArchivedInstrument]
    parts: Sequence[ArchivedPart]
    responses: int
    covered: int
    rows: int
    participations: int
    files: Mapping[str, FileMark]

    def to_json(self) -> str:
        """As it stands in the folder: for people too."""
        plain = {"format": FORMAT, "program": "thuoc-do"} | asdict(self)
        return json.dumps(plain, ensure_ascii=False, indent=1, default=dt.date.isoformat) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """As it was read. Raises ArchiveFaultError for anything else."""
        try:
            plain: dict[str, Any] = json.loads(text)
            if plain.pop("program") != "thuoc-do":
                raise ArchiveFaultError(NOT_OURS)
            if plain.pop("format") != FORMAT:
                raise ArchiveFaultError(LATER)
            campaign = plain.pop("campaign")
            days: dict[str, Any] = {
                name: dt.date.fromisoformat(campaign.pop(name)) for name in ("opens_on", "closes_on", "sealed_on")
            }
            return cls(
                campaign=ArchivedCampaign(**days, **campaign),
                instruments=tuple(ArchivedInstrument(**one) for one in plain.pop("instruments")),
                parts=tuple(ArchivedPart(**one) for one in plain.pop("parts")),
                files={name: FileMark(**one) for name, one in plain.pop("files").items()},
                made_on=dt.date.fromisoformat(plain.pop("made_on")),
                **plain,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ArchiveFaultError(NOT_OURS) from None
