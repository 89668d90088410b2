"""The guide for readers keeps up: every section of the methods page, and a worked example that the program confirms."""

import re
from pathlib import Path

import pytest

from analysis.charts import format_share
from analysis.estimates import Estimate
from analysis.frame import Frame
from analysis.reports import build_unit_report
from analysis.sheets import sums_from_sheets
from tests.analysis.invented import make_questionnaire

DOCS = Path(__file__).parent.parent.parent / "docs"
GUIDE = (DOCS / "phuong-phap.md").read_text()


def sections(page: str) -> list[str]:
    """The numbers of the sections of a page, without the overview."""
    return [number for number in re.findall(r"^## (\d+)\.", page, re.MULTILINE) if number != "0"]


def test_every_section_of_the_methods_page_is_explained_to_readers() -> None:
    assert sections(GUIDE) == sections((DOCS / "methods.md").read_text())


@pytest.mark.parametrize("number", sections(GUIDE))
def test_every_section_says_what_it_answers_how_and_what_misleads(number: str) -> None:
    text = GUIDE.split(f"## {number}. ")[1].split("\n## ")[0]
    for part in ("**Trả lời câu hỏi:**", "**Cách tính:**", "**Dễ hiểu sai:**"):
        assert part in text


def test_the_worked_example_is_what_the_program_computes() -> None:
    questionnaire = make_questionnaire((3,), overall=False, percent=False)
    sums = sums_from_sheets(questionnaire, ["555-"] * 15 + ["553-"] * 3 + ["533-"] * 2)
    frame = Frame(questionnaire.digest, (0.30,), 0.30)
    report = build_unit_report(questionnaire, {"": sums}, unit_code="", unit_name="", eligible=40, frame=frame, target=0.9)
    share = report.index_share
    assert isinstance(share, Estimate)

    def row(step: int) -> str:
        return next(line for line in GUIDE.splitlines() if line.startswith(f"| {step}. ")).split("|")[-2].strip()

    def number(value: float | None, digits: int) -> str:
        assert value is not None
        return f"{value:.{digits}f}".replace(".", ",")

    assert row(1) == format_share(share.value)
    assert row(4) == number((share.se or 0.0) ** 2, 5)
    assert row(5) == number(share.se, 4)
    assert row(8) == number(share.design_effect, 3)
    assert row(9) == number(share.effective_base, 1)
    assert row(10) == number(share.value * share.effective_base, 1)
    assert [row(11), row(12), row(13)] == [format_share(limit) for limit in (share.low, share.high, share.low90) if limit]
    assert format_share(share.high90 or 0.0) in GUIDE
    assert report.verdict == "not shown"
    assert f"cần {report.needed} phiếu" in GUIDE
