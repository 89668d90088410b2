"""What is withheld, why, and that `--all` shows it and says so; verdicts, ranks, labels and flags as programs read them."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.strata import Eligible
from tests.analysis.desk.survey_files import (
    answer_rows,
    questionnaire,
    random_survey,
    run,
    run_json,
    unit_rows,
    write_csv,
)
from tests.oracles import Form

WIDTH = len(questionnaire().closed_items)
ELIGIBLE: dict[str, Eligible] = {"few": 40, "unhappy": 14, "wide": None, "all of them": 20, "large": 900, "nobody": 30}
KEYS = [
    "responses", "eligible", "participation", "items", "dimensions", "index", "expectation", "verdict", "rank", "flags",
    "interval_label",
]  # fmt: skip


@pytest.fixture(scope="module")
def survey() -> dict[str, list[Form]]:
    rng = random.Random(8)
    made = random_survey(rng, {"few": {"": 6}, "large": {"": 400}, "all of them": {"": 20}})
    made["all of them"] = [("", "45454545454")] * 20
    made["unhappy"] = [("", "1212121212" + "1")] * 12
    made["wide"] = [("", ("5" if k % 2 else "2") * WIDTH) for k in range(12)]
    return made


@pytest.fixture(scope="module")
def files(survey: dict[str, list[Form]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("gate")
    return write_csv(folder / "phieu.csv", answer_rows(survey)), write_csv(folder / "don-vi.csv", unit_rows(ELIGIBLE))


@pytest.fixture(scope="module")
def gated(files: tuple[Path, Path]) -> dict[str, Any]:
    return run_json("PVNT", files[0], "--units", files[1], "--seed", "7")


@pytest.fixture(scope="module")
def shown(files: tuple[Path, Path]) -> dict[str, Any]:
    return run_json("PVNT", files[0], "--units", files[1], "--all")


def figures_of(found: dict[str, Any]) -> Iterator[dict[str, Any] | None]:
    """Every figure of a unit or of the department."""
    for part in (*found["items"].values(), *found["dimensions"].values(), found["index"]):
        yield from (part["mean"], part["share"])
    yield found["expectation"]


def test_every_unit_and_the_department_have_the_same_keys(gated: dict[str, Any]) -> None:
    assert list(gated) == ["questionnaire", "method", "department", "units"]
    assert gated["questionnaire"] == {"code": "PVNT", "digest": questionnaire().digest}
    for found in (gated["department"], *gated["units"].values()):
        assert list(found)[: len(KEYS)] == KEYS
        assert list(found["items"]) == [item.code for item in questionnaire().closed_items]
        assert list(found["dimensions"]) == ["A", "B", "C", "D"]
        assert list(found["verdict"]) == ["state", "target", "needed_more", "figure"]
    assert gated["department"]["rank"] is None


def test_small_groups_are_withheld_with_everything(gated: dict[str, Any]) -> None:
    few = gated["units"]["few"]
    assert few["responses"] == 6
    assert all(figure == {"suppressed": "few_responses"} for figure in figures_of(few) if figure is not None)
    assert few["items"]["A01"]["distribution"] == {"suppressed": "few_responses"}
    assert few["verdict"] == {"state": "not_shown", "target": 0.9, "needed_more": None, "figure": "index.share"}
    assert few["rank"] is None


def test_everybody_unhappy_and_too_wide_have_reasons_of_their_own(gated: dict[str, Any]) -> None:
    unhappy = gated["units"]["unhappy"]
    assert unhappy["index"]["share"] == {"suppressed": "everyone"}
    assert unhappy["items"]["A01"]["share"] == {"suppressed": "everyone"}
    assert gated["units"]["wide"]["index"]["share"] == {"suppressed": "too_wide"}


def test_a_protected_item_takes_another_with_it(tmp_path: Path) -> None:
    forms = [("", "-2" + "45454545454"[2:])] * 12 + [("", "25454545454")] * 3 + [("", "44444444442")] * 8
    path = write_csv(tmp_path / "phieu.csv", answer_rows({"A": forms[:15], "B": [("", "45324545454")] * 30}))
    items = run_json("PVNT", path)["units"]["A"]["items"]
    assert items["A01"]["share"] == {"suppressed": "few_responses"}
    reasons = [item["share"].get("suppressed") for code, item in items.items() if code in ("A02", "A03")]
    assert "complementary" in reasons


def test_all_shows_every_figure_and_says_so(files: tuple[Path, Path], gated: dict[str, Any], shown: dict[str, Any]) -> None:
    assert (gated["method"]["suppression"], shown["method"]["suppression"]) == ("on", "off")
    for code, found in shown["units"].items():
        if code == "nobody":
            assert not [figure for figure in figures_of(found) if figure is not None]
        else:
            assert all(figure is not None and "value" in figure for figure in figures_of(found))
            assert sum(found["items"]["A01"]["distribution"].values()) == found["responses"]
    assert shown["department"]["covered_units"] == 4  # "wide" has no number, and counts under `eligible` only with one
    for form in ("table", "html"):
        said = run("PVNT", files[0], "--units", files[1], "--format", form, "--all").stdout.decode()
        assert "Không che số liệu (--all)" in said
        assert "Không che số liệu" not in run("PVNT", files[0], "--units", files[1], "--format", form).stdout.decode()


def test_with_all_a_mean_that_no_unit_takes_part_in_is_nothing_and_not_withheld(tmp_path: Path) -> None:
    forms = {"one": [("", "5" * WIDTH)], "another": [("", "3" * WIDTH)]}
    path = write_csv(tmp_path / "phieu.csv", answer_rows(forms))
    found = run_json("PVNT", path, "--aggregate", "mean", "--all")["department"]
    assert not [figure for figure in figures_of(found) if figure is not None]
    assert found["items"]["A01"]["distribution"] == {"1": 0, "2": 0, "3": 1, "4": 0, "5": 1, "na": 0, "missing": 0}
    gated = run_json("PVNT", path, "--aggregate", "mean")["department"]
    assert gated["index"]["share"] == gated["items"]["A01"]["distribution"] == {"suppressed": "few_responses"}


def test_a_verdict_is_met_exactly_if_its_limit_reaches_the_target(shown: dict[str, Any]) -> None:
    for found in (shown["department"], *shown["units"].values()):
        share, verdict = found["index"]["share"], found["verdict"]
        if share is None:
            assert verdict["state"] == "not_shown"
            continue
        assert (verdict["state"] == "met") == (share["low90"] >= 0.9)
        if verdict["state"] == "missed":
            assert share["high90"] < 0.9
        if verdict["state"] != "not_shown" or share["value"] <= 0.9:
            assert verdict["needed_more"] is None


def test_limits_of_everybody_are_a_census_and_of_others_a_consistency_range(shown: dict[str, Any]) -> None:
    labels = {code: found["interval_label"] for code, found in shown["units"].items()}
    assert labels.pop("all of them") == "census"
    assert set(labels.values()) == {"consistency range"}
    census = shown["units"]["all of them"]["index"]["share"]
    assert (census["se"], census["low"], census["high"]) == (0, census["value"], census["value"])
    assert shown["department"]["interval_label"] == "consistency range"


def test_flags_say_what_a_reader_should_know(shown: dict[str, Any]) -> None:
    flags = {code: found["flags"] for code, found in shown["units"].items()}
    assert flags == {
        "all of them": [],
        "few": ["few_degrees_of_freedom", "low_participation"],
        "large": ["low_participation"],
        "nobody": ["low_participation", "no_responses"],
        "unhappy": [],
        "wide": ["eligible_unknown"],
    }


def test_ranks_come_from_the_seed_that_is_named(files: tuple[Path, Path], gated: dict[str, Any]) -> None:
    assert (gated["method"]["seed"], gated["method"]["draws"]) == (7, 10_000)
    again = run_json("PVNT", files[0], "--units", files[1], "--seed", "7")
    assert again == gated


def test_ranks_of_units_that_differ_are_told_apart(tmp_path: Path) -> None:
    rng = random.Random(2)
    survey = {
        code: [("", "".join("5" if rng.random() < share else "2" for _ in range(WIDTH))) for _ in range(200)]
        for code, share in (("A", 0.95), ("B", 0.8), ("C", 0.6))
    }
    found = run_json("PVNT", write_csv(tmp_path / "phieu.csv", answer_rows(survey)))
    assert {code: unit["rank"] for code, unit in found["units"].items()} == {
        "A": {"low": 1, "high": 1},
        "B": {"low": 2, "high": 2},
        "C": {"low": 3, "high": 3},
    }
    assert found["method"]["critical_value"] > 1.96


def test_pooled_correlations_are_rounded_only_where_something_is_withheld(gated: dict[str, Any], shown: dict[str, Any]) -> None:
    rounded, exact = gated["method"]["frame"], shown["method"]["frame"]
    assert (rounded["rounded_up"], exact["rounded_up"]) == (True, False)
    assert 0 <= rounded["index_rho"] - exact["index_rho"] < 0.01
    assert round(rounded["index_rho"], 2) == rounded["index_rho"] != exact["index_rho"]


def test_a_unit_with_a_small_cell_is_named_as_not_to_be_published(tmp_path: Path) -> None:
    forms = [("1", "45454545454")] * 12 + [("2", "25454545454")] * 4
    path = write_csv(tmp_path / "phieu.csv", answer_rows({"A": forms, "B": [("1", "45324545454")] * 30}))
    units = write_csv(
        tmp_path / "donvi.csv", [["unit", "cell", "eligible"], ["A", "1", "40"], ["A", "2", "20"], ["B", "1", "60"]]
    )
    found = run_json("PVNT", path, "--units", units)
    assert found["method"]["is_publishable"] is False
    assert "small_cells" in found["units"]["A"]["flags"]
    assert "small_cells" not in found["units"]["B"]["flags"]
    table = run("PVNT", path, "--units", units, "--format", "table").stdout.decode()
    assert "Không công bố số liệu của A: có khối dưới 10 phiếu" in table
    pooled = run_json("PVNT", path, "--units", units, "--aggregate", "answers")
    assert pooled["method"]["is_publishable"] is True
    assert run_json("PVNT", path, "--units", units, "--all")["method"]["is_publishable"] is False
