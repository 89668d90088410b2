"""A thousand slips with one-time codes: codes, pictures, typesetting, and the size of the file.

Run: PYTHONPATH=. .venv/bin/python bench/slips.py
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from survey_app.campaigns.codes import code_hash, make_codes
from survey_app.campaigns.qr import qr_svg
from survey_app.exports.slips import Bundle, Slip, SlipSheets, build_slips_pdf

GRADES, OF_EACH, TIMES = 5, 200, 5
ADDRESS = "https://khaosat.example.vn/q/K4M7P2Q9/1234567#ma-"


def main() -> None:
    """Print the medians."""
    codes = timed("codes and their hashes", make_hashed)
    slips = timed("pictures", lambda: [Slip(code, ADDRESS + code, qr_svg(ADDRESS + code)) for code in codes])
    bundles = tuple(
        Bundle(f"Khối {grade + 1}", tuple(slips[grade * OF_EACH : (grade + 1) * OF_EACH])) for grade in range(GRADES)
    )
    sheets = SlipSheets(
        unit_name="Trường Phổ thông Dân tộc bán trú Tiểu học Đăk Rơ Wa",
        campaign_name="Khảo sát sự hài lòng năm 2027",
        questionnaire_title="Cha mẹ học sinh tiểu học",
        invitation="Mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường.",
        minutes=5,
        address="khaosat.example.vn",
        token="K4M7-P2Q9",
        last_day="30/05/2027",
        bundles=bundles,
    )
    pdf = timed("typesetting", lambda: build_slips_pdf(sheets))
    print(f"{'file':24s} {len(pdf) / 1e6:8.1f} MB")


def make_hashed() -> list[str]:
    """A thousand codes; their hashes are made and dropped."""
    codes = make_codes(GRADES * OF_EACH)
    for code in codes:
        code_hash(code, secret="a benchmark's secret")
    return codes


def timed(label: str, work: Callable[[], Any]) -> Any:
    """The last result of `work`, after printing the median time."""
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    print(f"{label:24s} {statistics.median(seconds):8.2f} s")
    return result


if __name__ == "__main__":
    main()
