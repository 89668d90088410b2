"""The plan of the house, checked: which way imports go, how long files get, which words never name a module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("questionnaires", "analysis", "survey_app")

# what a package may import beside the standard library and itself
ALLOWED = {
    "questionnaires": {"yaml", "pydantic", "pydantic_core"},
    "analysis": {"numpy", "scipy", "matplotlib", "questionnaires"},
}
# one named file → what it alone may import beside that, and why
DOORS = {"analysis/desk/reading.py": {"python_calamine"}}  # the desk reads .xlsx, and we write no reader of our own
FORBIDDEN = {"survey_app": {"numpy", "scipy", "matplotlib", "tests"}}
LONG_FILES: dict[str, str] = {}  # file → why it may pass 300 lines
LIMIT = 300
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "handler", "misc"}


def _python_files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_go_one_way(package: str) -> None:
    import sys

    allowed = ALLOWED[package] | {package} | set(sys.stdlib_module_names)
    for path in _python_files(package):
        own = DOORS.get(path.relative_to(ROOT).as_posix(), set())
        strangers = {name.split(".")[0] for name in _imported(path)} - allowed - own
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_the_service_does_no_arithmetic_of_its_own() -> None:
    for path in _python_files("survey_app"):
        strangers = {name.split(".")[0] for name in _imported(path)} & FORBIDDEN["survey_app"]
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_only_the_doors_touch_answers() -> None:
    """Response rows are written by the door in, read by the door out, and rewritten in key order by sealing; nothing else.

    Comments have a door out of their own, `results/comments.py`, which never touches responses: it reads words, masked, and
    writes what a unit has decided about them.
    """
    doors = {"collecting/responses.py", "results/store.py", "campaigns/sealing.py", "models/__init__.py", "models/response.py"}
    for path in _python_files("survey_app"):
        place = path.relative_to(ROOT / "survey_app").as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("survey_app.models"):
                names = {alias.name for alias in node.names}
                found = names & {"Response", "Sending", "Comment"}
                assert place in doors or not found or (place, found) == ("results/comments.py", {"Comment"}), place


def test_models_hold_no_queries() -> None:
    for path in _python_files("survey_app/models"):
        assert not {"select", "insert", "update", "Session"} & {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }


def test_only_views_commands_and_the_clock_know_the_running_application() -> None:
    may_know = ("views/", "cli/", "accounts/", "clock.py", "db.py", "__init__.py", "languages.py", "collecting/form.py")
    for path in _python_files("survey_app"):
        place = path.relative_to(ROOT / "survey_app").as_posix()
        if not place.startswith(may_know):
            assert not any(name.startswith(("flask", "wtforms")) for name in _imported(path)), place


def test_no_room_calls_back() -> None:
    """Views and commands call rooms; only the application itself knows views and commands."""
    for path in _python_files("survey_app"):
        place = path.relative_to(ROOT / "survey_app").as_posix()
        if not place.startswith(("views/", "cli/")) and place != "__init__.py":
            assert not any(name.startswith(("survey_app.views", "survey_app.cli")) for name in _imported(path)), place


def test_no_file_grows_past_its_idea() -> None:
    files = [path for package in (*PACKAGES, "tests", "bench") for path in _python_files(package)]
    files += [
        path
        for pattern in ("*.html", "*.css", "*.js")
        for folder in ("templates", "survey_app")
        for path in (ROOT / folder).rglob(pattern)
    ]
    too_long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) > LIMIT and path.relative_to(ROOT).as_posix() not in LONG_FILES
    }
    assert not too_long


def test_modules_are_nouns_of_the_field() -> None:
    for package in PACKAGES:
        for path in _python_files(package):
            assert path.stem not in VAGUE_NAMES, path


def test_templates_contain_no_arithmetic_and_no_inline_script_or_style() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<script>" not in text, path
        assert "onclick" not in text, path
        for operator in (" * 100", "* 100", "/ 100", "round("):
            assert operator not in text, f"{path}: {operator}"
