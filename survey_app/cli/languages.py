"""Commands of languages: begin a translation, bring its files up to date, list what they lack. The guide: docs/ngon-ngu.md."""

import sys
from collections import Counter
from pathlib import Path
from typing import Final

import click
from babel.messages.catalog import Catalog

from questionnaires.translation_file import Gap, GapKind, build_skeleton, fill_empty, read_translation
from questionnaires.translations import TEXTS_FOLDER, file_of, find_known, find_languages, find_missing, texts_to_translate
from survey_app.catalogues import (
    CODE,
    FOLDER,
    extract_messages,
    find_broken_line,
    find_interface_gaps,
    merge,
    read_catalogue,
    start_catalogue,
    write_catalogue,
)
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL

KINDS: Final[dict[GapKind, str]] = {"missing": "chưa dịch", "stale": "cần xem lại", "fault": "có lỗi", "superfluous": "thừa"}


@click.command("start-translation", cls=OperatorCommand)
@click.argument("language")
def start_translation(language: str) -> None:
    """Tạo các tệp để dịch sang LANGUAGE (mã ngôn ngữ, ví dụ hre), câu gốc tiếng Việt đứng cạnh chỗ để dịch.

    Chạy lại được: tệp đã có thì giữ nguyên, chỉ điền giúp những dòng còn trống mà phiếu khác đã dịch.
    """
    if not CODE.fullmatch(language) or language == "vi":
        raise CommandError("Mã ngôn ngữ gồm hai hoặc ba chữ thường không dấu, ví dụ: hre (Hrê), bdq (Ba Na), sed (Xơ Đăng).")
    known = find_known(language, folder=TEXTS_FOLDER)
    for code, texts in texts_to_translate().items():
        path = file_of(code, language, TEXTS_FOLDER)
        if path.is_file():
            content, filled = fill_empty(path.read_text("utf-8"), read_translation(path, language, code), known)
            if filled:
                path.write_text(content, "utf-8")
            click.echo(f"{_shown(path)}: đã có, điền giúp {filled} câu.")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(build_skeleton(code, language, texts, known), "utf-8")
            click.echo(f"{_shown(path)}: mới, {len(texts)} câu.")
    path = FOLDER / f"{language}.po"
    if path.is_file():
        click.echo(f"{_shown(path)}: đã có.")
    else:
        catalogue = start_catalogue(language, extract_messages())
        write_catalogue(catalogue, path)
        click.echo(f"{_shown(path)}: mới, {len(catalogue)} câu.")
    click.echo(f"Dịch xong thì kiểm tra: {CALL} check-translations {language}")


@click.command("update-translations", cls=OperatorCommand)
def update_translations() -> None:
    """Đưa câu mới của các trang vào mọi tệp dịch giao diện. Không xóa câu nào: câu không còn dùng chuyển xuống cuối tệp."""
    template = extract_messages()
    for path in sorted(FOLDER.glob("*.po")):
        catalogue = read_catalogue(path)
        if catalogue is None:
            raise CommandError(f"Không đọc được {_shown(path)}. Lưu lại với bảng mã UTF-8 rồi chạy lại.")
        if line := find_broken_line(path):
            raise CommandError(
                f"{_shown(path)}, dòng {line}: không đọc được. Chạy check-translations {path.stem} để xem cách sửa."
            )
        changes = merge(catalogue, template)
        write_catalogue(catalogue, path)
        click.echo(
            f"{_shown(path)}: {len(catalogue)} câu; {changes['new']} câu mới, trong đó {changes['alike']} câu giống câu cũ "
            f"cần xem lại; {changes['gone']} câu không còn dùng."
        )


@click.command("check-translations", cls=OperatorCommand)
@click.argument("language", required=False)
def check_translations(language: str | None) -> None:
    """Liệt kê những gì bản dịch sang LANGUAGE còn thiếu, theo từng tệp: giao diện và phiếu; thiếu thì kết thúc với mã 1.

    Không ghi LANGUAGE thì chỉ đếm cho mọi ngôn ngữ đã bắt đầu dịch.
    """
    template = extract_messages()
    if language is None:
        started = sorted({*find_languages(TEXTS_FOLDER), *(path.stem for path in FOLDER.glob("*.po"))})
        for each in started:
            click.echo(f"{each}: {_summary(_find_gaps(each, template))}")
        return
    gaps = _find_gaps(language, template)
    for gap in gaps:
        click.echo(f"[{KINDS[gap.kind]}] {gap.fault}")
    click.echo(f"{language}: {_summary(gaps)}")
    if any(gap.kind != "superfluous" for gap in gaps):
        sys.exit(1)


def _find_gaps(language: str, template: Catalog) -> list[Gap]:
    return [*find_interface_gaps(FOLDER / f"{language}.po", template), *find_missing(language, folder=TEXTS_FOLDER)]


def _summary(gaps: list[Gap]) -> str:
    counts = Counter(gap.kind for gap in gaps)
    return ", ".join(f"{counts[kind]} {words}" for kind, words in KINDS.items() if counts[kind]) or "đủ, không thiếu câu nào"


def _shown(path: Path) -> str:
    """A path as short as it can be said without doubt."""
    return "/".join(path.parts[-4:] if path.suffix == ".yaml" else path.parts[-3:])


COMMANDS = (start_translation, update_translations, check_translations)
