"""The examples in the docstrings run, and docs/methods.md names every public function."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(path.stem for path in (ROOT / "analysis").glob("*.py") if not path.stem.startswith("__"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"analysis.{name}"))
    assert found.failed == 0


def public_functions(name: str) -> list[str]:
    tree = ast.parse((ROOT / "analysis" / f"{name}.py").read_text())
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


@pytest.mark.parametrize("name", MODULES)
def test_the_methods_page_names_every_public_function(name: str) -> None:
    page = (ROOT / "docs" / "methods.md").read_text()
    assert [function for function in public_functions(name) if f"`{name}.{function}`" not in page] == []


@pytest.mark.parametrize("name", MODULES)
def test_public_functions_say_what_they_take_and_give_and_where_it_is_from(name: str) -> None:
    module = importlib.import_module(f"analysis.{name}")
    for function in public_functions(name):
        text = getattr(module, function).__doc__ or ""
        assert "Parameters" in text, function
        assert "Returns" in text, function
        assert "References" in text or "(docs/methods.md section" in text, function


@pytest.mark.parametrize("number", range(1, 13))
def test_every_section_of_the_methods_page_says_when_it_misleads(number: int) -> None:
    page = (ROOT / "docs" / "methods.md").read_text()
    section = page.split(f"\n## {number}. ")[1].split("\n## ")[0]
    assert "mislead" in section.lower()
