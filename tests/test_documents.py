"""The documents keep up with the code: commands, settings, links, and no word about how the project was made."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = ROOT / "docs" / "operations.md"
OWN_COMMANDS_ONLY = {"run", "shell", "routes", "db"}  # Flask's own


def test_every_command_is_in_the_operators_manual(app: Flask) -> None:
    manual = OPERATIONS.read_text()
    missing = [name for name in app.cli.commands if name not in OWN_COMMANDS_ONLY and f"`{name}" not in manual]
    assert not missing


def test_every_setting_is_in_the_operators_manual() -> None:
    manual = OPERATIONS.read_text()
    source = "\n".join(path.read_text() for path in (ROOT / "survey_app").rglob("*.py"))
    settings = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source))
    assert settings
    assert not {name for name in settings if f"`{name}`" not in manual}


def _documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "questionnaires/FORMAT.md"]


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
