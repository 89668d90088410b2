"""docs/dependencies.md names every package of setup.cfg with its reason, and none that is not there."""

import ast
import configparser
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "At run time": {"install_requires"},
    "Where it is wanted": {"pg", "oidc", "archive", "redis"},
    "For tests and releases": {"test"},
}


def wanted() -> dict[str, set[str]]:
    """The packages of setup.cfg by where they stand."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = {"install_requires": config["options"]["install_requires"], **config["options.extras_require"]}
    return {
        place: {re.split(r"[\[<>=;~ ]", line)[0].lower() for line in text.split("\n") if line} for place, text in listed.items()
    }


def told() -> dict[str, dict[str, list[str]]]:
    """The rows of the page: part → package → cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for part in re.split(r"^## ", (ROOT / "docs" / "dependencies.md").read_text(), flags=re.M)[1:]:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")]
        found[part.splitlines()[0]] = {name: row for row in rows for name in re.findall(r"`([^`]+)`", row[0])}
    return found


@pytest.mark.parametrize("part", PARTS)
def test_the_page_and_setup_cfg_name_the_same_packages(part: str) -> None:
    everywhere = wanted()
    known = set().union(*PARTS.values())
    assert set(everywhere) <= known, "a new extra: say in PARTS to which part of the page it belongs"
    names = set().union(*(everywhere.get(place, set()) for place in PARTS[part]))
    if part == "For tests and releases":  # the tests need the extras too
        names -= set().union(*(everywhere.get(place, set()) for place in PARTS["Where it is wanted"]))
    assert set(told()[part]) == names


def test_every_row_says_what_for_by_whom_and_what_instead() -> None:
    for part, rows in told().items():
        for name, cells in rows.items():
            assert len(cells) == (5 if part == "Where it is wanted" else 4), name
            assert all(len(cell) > 1 for cell in cells), name


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file, each with its version and hashes."""
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text().lower(), flags=re.M)[1:]
    return {re.split(r"[\[=]", block)[0]: re.sub(r"\n    #.*", "", block).strip() for block in blocks}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-server.lock"])
def test_every_package_is_in_the_lock_file_with_a_hash(name: str) -> None:
    assert set(wanted()["install_requires"]) | wanted()["pg"] | wanted()["oidc"] <= set(locked(name))
    assert all("--hash=sha256:" in block for block in locked(name).values())


def test_a_server_gets_no_tool_of_the_tests_and_else_the_very_same_packages() -> None:
    everything, server = locked("requirements.lock"), locked("requirements-server.lock")
    assert server.items() <= everything.items()
    assert not (wanted()["test"] - wanted()["pg"] - wanted()["oidc"]) & set(server)


def test_what_serves_imports_only_what_a_server_gets() -> None:
    """Names inside functions too; the packages of an extra that is not for every server are asked for where they are used."""
    makers, server = packages_distributions(), set(locked("requirements-server.lock"))
    optional = set().union(*(names for extra, names in wanted().items() if extra not in ("install_requires", "test")))
    files = [
        path for folder in ("questionnaires", "analysis", "survey_app", "migrations") for path in (ROOT / folder).rglob("*.py")
    ]
    found = {name for path in [*files, ROOT / "wsgi.py", ROOT / "deploy" / "gunicorn.conf.py"] for name in imported(path)}
    foreign = {name for name in found if "thuoc-do" not in makers.get(name, ["thuoc-do"])}
    assert len(foreign) > 15
    for name in foreign:
        assert {maker.lower().replace("_", "-") for maker in makers[name]} & (server | optional), name


def imported(path: Path) -> set[str]:
    """The first words of all modules that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in names}


def test_every_exception_from_the_check_of_the_code_has_its_reason_on_its_line() -> None:
    for path in [*sorted((ROOT / "survey_app").rglob("*.py")), *sorted((ROOT / "analysis").rglob("*.py"))]:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "nosec" in line:
                assert re.search(r"# nosec B\d{3}  # .{8,}", line), f"{path}:{number}"
