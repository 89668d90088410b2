"""What docs/ngon-ngu.md promises a commune, done for real: a language that nobody speaks, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app.cli.languages import check_translations, start_translation

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("questionnaires", "analysis", "survey_app", "templates", "migrations", "wsgi.py")

# a small school whose page is asked for in the language, as the guide's step “Xem thử” does it
LOOK = """
import datetime as dt
from survey_app import create_app
from survey_app.migrate import upgrade
from tests.respondents import TOKEN, add_school
from survey_app.config import TIMEZONE
app = create_app({"CLOCK": lambda: dt.datetime(2026, 5, 1, tzinfo=TIMEZONE), "TESTING": True})
upgrade(app.extensions["database"].engine)
add_school(app.extensions["database"])
print(app.test_client().get(f"/k/{TOKEN}?lang=zza").get_data(as_text=True))
app.config["CLOCK"] = lambda: dt.datetime(2026, 5, 12, tzinfo=TIMEZONE)
print(app.test_client().get(f"/k/{TOKEN}?lang=zza").get_data(as_text=True))
"""


class Copy:
    """The project in a folder of its own, where commands may write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PARTS:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.ttf"))
            else:
                shutil.copy(source, folder / name)
        (folder / "tests").mkdir()
        for name in ("__init__.py", "respondents.py"):
            shutil.copy(ROOT / "tests" / name, folder / "tests" / name)

    def run(self, *arguments: str, status: int = 0) -> str:
        surroundings = os.environ | {"INSTANCE_FOLDER": str(self.folder / "instance"), "PYTHONPATH": str(self.folder)}
        surroundings.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=surroundings, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def command(self, *arguments: str, status: int = 0) -> str:
        return self.run("-m", "flask", "--app", "wsgi", *arguments, status=status)

    def look(self) -> str:
        """A school's page before its survey opens and while it is open, asked for in the language."""
        shutil.rmtree(self.folder / "instance", ignore_errors=True)
        return self.run("-c", LOOK)

    def texts(self) -> list[Path]:
        return sorted((self.folder / "questionnaires/texts/zza").glob("*.yaml"))

    @property
    def interface(self) -> Path:
        return self.folder / "survey_app/translations/zza.po"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


def fill_in_questionnaire(path: Path) -> None:
    """As a translator would: the word ZĔ before every text, in the line below it."""
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'( *)vi: "(.*)"\n *zza: ""', r'\1vi: "\2"\n\1zza: "ZĔ \2"', text), "utf-8")


def fill_in_interface(path: Path) -> None:
    text = path.read_text("utf-8")
    blocks = []
    for block in text.split("\n\n"):
        source = re.search(r'msgid ((?:"[^\n]*"\n?)+)', block)
        is_text = source is not None and not block.lstrip("#\n").endswith('\\n"') and "Language:" not in block
        words = "".join(re.findall(r'"([^\n]*)"', source[1])) if source and is_text else ""
        blocks.append(re.sub(r'(msgstr(?:\[0\])?) ""$', lambda found, w=words: f'{found[1]} "ZĔ {w}"', block.rstrip("\n")))
    path.write_text("\n\n".join(blocks) + "\n", "utf-8")


def test_a_commune_adds_a_language(copy: Copy) -> None:
    said = copy.command("start-translation", "zza")
    assert len(copy.texts()) == 10
    assert copy.interface.is_file()
    assert "Dịch xong thì kiểm tra: .venv/bin/flask --app wsgi check-translations zza" in said

    lacking = copy.command("check-translations", "zza", status=1)
    count = re.search(r"^zza: (\d+) chưa dịch$", lacking, re.MULTILINE)
    assert count is not None
    assert lacking.count("[chưa dịch]") == int(count[1]) > 600
    assert "[chưa dịch] zza/common.yaml, dòng 10, scales › hai-long › 1 › zza: chưa dịch “Rất không hài lòng”" in lacking

    first = copy.folder / "questionnaires/texts/zza/th-ph.yaml"
    fill_in_questionnaire(first)
    words = first.read_text("utf-8")
    said = copy.command("start-translation", "zza")
    assert first.read_text("utf-8") == words, "what is there is left alone"
    assert "questionnaires/texts/zza/thcs-ph.yaml: đã có, điền giúp 43 câu." in said
    assert "ZĔ Thư viện" in (copy.folder / "questionnaires/texts/zza/thcs-ph.yaml").read_text("utf-8")
    assert copy.look().count('<html lang="vi">') == 2, "what is begun is not offered"

    for path in copy.texts():
        fill_in_questionnaire(path)
    fill_in_interface(copy.interface)
    assert copy.command("check-translations", "zza") == "zza: đủ, không thiếu câu nào\n"
    pages = copy.look()
    assert pages.count('<html lang="zza">') == 2
    assert "ZĔ Phiếu khảo sát sự hài lòng của cha mẹ học sinh tiểu học" in pages
    assert "ZĔ Gửi phiếu" in pages
    assert "10/05/2026" in pages, "days are written as in Vietnamese"


def test_a_new_text_of_a_page_reaches_the_file_of_every_language(copy: Copy) -> None:
    copy.command("update-translations")
    page = copy.folder / "templates/respond/thanks.html"
    page.write_text(page.read_text("utf-8") + "\n{% macro more() %}{{ _('Một câu hoàn toàn mới') }}{% endmacro %}\n", "utf-8")
    assert "; 1 câu mới, " in copy.command("update-translations")
    assert "chưa dịch “Một câu hoàn toàn mới”" in copy.command("check-translations", "en", status=1)
    assert 'msgstr "Send"' in (copy.folder / "survey_app/translations/en.po").read_text("utf-8")


@pytest.mark.parametrize("code", ["vi", "HRE", "hrê", "../en", "english", "e", ""])
def test_a_code_that_is_no_language_is_refused(code: str) -> None:
    result = CliRunner().invoke(start_translation, [code])
    assert result.exit_code == 1
    assert "Mã ngôn ngữ gồm hai hoặc ba chữ thường không dấu" in result.output


def test_a_language_that_nobody_has_begun_lacks_everything() -> None:
    result = CliRunner().invoke(check_translations, ["zza"])
    assert result.exit_code == 1
    assert result.output.count("chưa có tệp") == 11
