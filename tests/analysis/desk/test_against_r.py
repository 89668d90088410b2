"""The command against R's survey package, from the same two files, down to the digits of its JSON (tests/references)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent.parent / "references"
REFERENCE = json.loads((FOLDER / "estimates.json").read_text())
CONVENTIONS = ("eligible", "answers")


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("shown", [["--all"], []], ids=["all", "gated"])
def test_the_command_prints_the_figures_of_the_survey_package(convention: str, shown: list[str]) -> None:
    files = [str(FOLDER / "forms.csv"), "--units", str(FOLDER / "units.csv")]
    run = subprocess.run(
        [sys.executable, "-m", "analysis", "PVNT", *files, "--aggregate", convention, *shown],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(run.stdout)
    whole = "index" if convention == "eligible" else "ALL"
    compared = 0
    for group, figures in {"department": found["department"], **found["units"]}.items():
        for code, both in {whole: figures["index"], **figures["dimensions"], **figures["items"]}.items():
            for kind, name in (("share", "share"), ("score", "mean")):
                expected = REFERENCE["figures"][f"{group}|{convention}|{kind}|{code}"]
                if kind == "share" and convention == "eligible":
                    expected = REFERENCE["exact"].get(f"{group}|{code}", expected)
                if "suppressed" in both[name]:
                    assert both[name]["suppressed"] == "too_wide"
                    continue
                assert both[name]["value"] == pytest.approx(expected["value"], abs=1e-9), (group, code, kind)
                assert both[name]["base"] == expected["base"]
                if both[name]["se"] is not None:
                    assert both[name]["se"] == pytest.approx(expected["se"], abs=1e-9), (group, code, kind)
                is_finite = kind == "share" and convention == "answers"  # exact limits, or correlations to two digits in R's
                if "limits" in expected and not is_finite:
                    limits = (both[name]["low"], both[name]["high"], both[name]["low90"], both[name]["high90"])
                    assert limits == pytest.approx([*expected["limits"], *expected["limits90"]], abs=1e-7), (group, code, kind)
                    compared += 1
        expected = REFERENCE["figures"][f"{group}|{convention}|score|F02"]
        assert figures["expectation"]["value"] == pytest.approx(expected["value"], abs=1e-9)
    assert compared > 60
