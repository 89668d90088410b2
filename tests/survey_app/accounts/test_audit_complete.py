"""Nothing is changed or taken away without a line in the audit log, and every line has words: read from the code itself.

What the code does when it runs is watched in every test that posts a form: tests/audit_watch.py.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from flask import Flask

from survey_app.accounts.audit_words import ACTIONS, GROUPS, WORDS
from tests.audit_watch import NO_ENTRY, STAFF

ROOT = Path(__file__).resolve().parents[3]
RECORDERS = {"record_action", "send_download"}
# files for the page itself, not to take away
SHOWN = {"unit.logo": "the picture of the settings page"}
FILE = re.compile(r"\.(csv|xlsx|docx|pdf|png|svg|zip|sav|json|html)$|<any\([^)]*\b(csv|xlsx|docx|pdf|png|zip)\b[^)]*\):\w+>")


def reachable(view: Callable[..., Any]) -> set[str]:
    """The names that a view calls, and those that functions of our own call that it calls."""
    found: set[str] = set()
    waiting, seen = [inspect.unwrap(view)], set()
    while waiting:
        function = waiting.pop()
        if function in seen or not isinstance(function, FunctionType):
            continue
        seen.add(function)
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        for node in ast.walk(tree):
            name = node.func if isinstance(node, ast.Call) else None
            target: Any = None
            if isinstance(name, ast.Name):
                found.add(name.id)
                target = function.__globals__.get(name.id)
            elif isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):  # a function of a module
                found.add(name.attr)
                module = function.__globals__.get(name.value.id)
                target = getattr(module, name.attr, None) if isinstance(module, ModuleType) else None
            if (getattr(target, "__module__", None) or "").startswith("survey_app.views"):
                waiting.append(target)
    return found


def rules(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in STAFF:
            yield rule.endpoint, rule.rule, set(rule.methods or ())


def test_every_post_of_the_staff_leaves_a_line(app: Flask) -> None:
    posts = {endpoint for endpoint, _, methods in rules(app) if "POST" in methods}
    silent = {endpoint for endpoint in posts if not RECORDERS & reachable(app.view_functions[endpoint])}
    assert len(posts) > 15
    assert silent == set(NO_ENTRY) - {"unit.save_paper_entry"}  # taking a sheet out leaves one


def test_every_file_that_the_staff_take_leaves_a_line(app: Flask) -> None:
    files = {endpoint for endpoint, rule, methods in rules(app) if FILE.search(rule) and "GET" in methods}
    silent = {endpoint for endpoint in files if not RECORDERS & reachable(app.view_functions[endpoint])}
    assert len(files) > 20
    assert silent == set(SHOWN)


def written_actions() -> Iterator[tuple[str, str]]:
    """The actions that stand in the code as such: arguments of the recorders and of whatever hands one on to them."""
    for path in sorted((ROOT / "survey_app").rglob("*.py")):
        tree = ast.parse(path.read_text())
        texts = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in ([node.target] if isinstance(node, ast.AnnAssign) else node.targets)
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            given = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
            if name in ("record_action", "note", "_note") and len(call.args) > 1:
                given.append(call.args[1])
            for value in given:
                place = f"{path.name}:{call.lineno}"
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield place, value.value
                elif isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
                    table = texts.get(value.value.id)
                    assert isinstance(table, ast.Dict), f"{place}: actions stand in a dictionary of the module"
                    for one in table.values:
                        assert isinstance(one, ast.Constant), place
                        yield place, str(one.value)


def test_every_action_in_the_code_has_words() -> None:
    found = list(written_actions())
    assert len(found) > 50
    assert not [(place, action) for place, action in found if action not in ACTIONS]


def test_the_words_are_one_for_each_and_as_a_clerk_writes() -> None:
    assert set(WORDS) == set(GROUPS)
    assert len(ACTIONS) == sum(len(group) for group in WORDS.values()), "an action stands in two groups"
    assert len(set(ACTIONS.values())) == len(ACTIONS), "two actions have the same words"
    for action, words in ACTIONS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", action)
        assert len(action) <= 40  # the column
        assert words[0].isupper()
        assert not words.endswith(".")


@pytest.mark.parametrize("door", ["update", "delete"])
def test_no_code_changes_an_entry(door: str) -> None:
    for path in (ROOT / "survey_app").rglob("*.py"):
        assert not re.search(rf"\b{door}\(AuditEntry\b", path.read_text()), path
        assert f"{door.upper()} audit_entry" not in path.read_text().replace("DELETE FROM", "DELETE")
