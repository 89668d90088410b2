"""The progress of a campaign as CSV: a row for each participation, counts only."""

from collections.abc import Mapping, Sequence

from survey_app.exports.csv_text import to_csv
from survey_app.results.progress import UnitProgress

_HEADER = (
    *("Mã đơn vị", "Đơn vị", "Xã, phường", "Mã phiếu", "Loại phiếu"),
    *("Số phiếu đã nhận", "Số phiếu cần có", "Số người được hỏi", "Cách nhận phiếu"),
)


def progress_to_csv(rows: Sequence[UnitProgress], *, titles: Mapping[str, str], access: Mapping[int, str]) -> bytes:
    """The rows in the order given; `titles` names the questionnaires by code, `access` is said by participation."""
    cells = (
        (
            *(row.unit_code, row.unit_name, row.commune, row.instrument_code, titles[row.instrument_code]),
            *(row.received, row.needed, row.eligible, access[row.participation_id]),
        )
        for row in rows
    )
    return to_csv(_HEADER, cells, expected_rows=len(rows))
