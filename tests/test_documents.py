"""The documents keep up with the code: commands, settings, links, and no word about how the project was made."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = [ROOT / "docs" / "operations.md", *sorted((ROOT / "docs" / "operations").glob("*.md"))]
OWN_COMMANDS_ONLY = {"run", "shell", "routes", "db"}  # Flask's own


def _manual() -> str:
    return "\n".join(path.read_text() for path in OPERATIONS)


def test_every_command_is_in_the_operators_manual(app: Flask) -> None:
    manual = _manual()
    missing = [name for name in app.cli.commands if name not in OWN_COMMANDS_ONLY and f"`{name}" not in manual]
    assert not missing


def test_every_setting_is_in_the_operators_manual() -> None:
    manual = _manual()
    source = "\n".join(path.read_text() for folder in ("survey_app", "deploy") for path in (ROOT / folder).rglob("*.py"))
    settings = set(re.findall(r'(?:environ(?:\.get\(|\[)|_number\()"([A-Z_]+)"', source))
    assert settings
    assert not {name for name in settings if f"`{name}`" not in manual}


def _documents() -> list[Path]:
    return [
        ROOT / "README.md",
        ROOT / "SECURITY.md",
        ROOT / "CHANGELOG.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        ROOT / "questionnaires/FORMAT.md",
    ]


@pytest.mark.parametrize("document", _documents(), ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", document.read_text()):
        path = target[0] or target[1]
        if not path.startswith("http"):
            assert (document.parent / path).exists(), f"{document.name}: {path}"


def test_files_are_composed_text_and_name_no_machine() -> None:
    import unicodedata

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in tracked:
        path = ROOT / name
        is_text = path.suffix in {".py", ".md", ".yaml", ".html", ".css", ".cfg", ".toml", ".typ", ".js"}
        if is_text and path.exists() and "/broken" not in name:  # files that are wrong on purpose
            text = path.read_text()
            assert unicodedata.is_normalized("NFC", text), f"{name} is not NFC"
            assert "/work" + "/" not in text, f"{name} names a machine's path"


def test_the_page_for_developers_names_files_that_there_are_and_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`((?:[\w.-]+/)+(?:[\w-]+\.\w+)?|[\w-]+\.(?:py|cfg))`", page))
    assert len(named) > 80
    assert not {name for name in named if not any((ROOT / place / name).exists() for place in ("", "survey_app"))}
    rooms = {path.parent.name for path in (ROOT / "survey_app").glob("*/__init__.py")}
    assert not {room for room in rooms if f"| `{room}/` |" not in page}


def test_commands_and_targets_of_the_page_for_developers_exist(app: Flask) -> None:
    page, makefile = (ROOT / "docs" / "architecture.md").read_text(), (ROOT / "Makefile").read_text()
    targets = re.findall(r"`make ([a-z-]+)`", page)
    assert targets
    assert not {name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)}
    commands = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page))
    assert {"close-campaigns", "check-releases"} <= commands
    assert commands <= set(app.cli.commands)
