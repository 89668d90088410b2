"""The examples in the docstrings run."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["numbers", "scale", "markup", "style", "wording", "rank_places"])
def test_the_examples_are_true(module: str) -> None:
    results = doctest.testmod(importlib.import_module(f"analysis.charts.{module}"))
    assert results.attempted
    assert not results.failed
