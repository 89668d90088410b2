"""The pictures of the guides: each is there, small, named by a guide with words for who cannot see it, and made by a script."""

import re
from pathlib import Path

from PIL import Image

from tests.pictures import FOLDER, PICTURES

ROOT = Path(__file__).resolve().parent.parent
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
HEAVIEST = 80_000
OF_PAPER = {"unit-poster"}  # taken from the PDF, not from a page


def named() -> list[tuple[Path, str, str]]:
    """Every picture in the guides: its file, its words and where it stands."""
    found = []
    for guide in GUIDES:
        text = guide.read_text()
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text):
            found.append(((guide.parent / target).resolve(), words, guide.name))
        for tag in re.findall(r"<img [^>]*>", text):
            target, words = re.search(r'src="([^"]+)"', tag), re.search(r'alt="([^"]*)"', tag)
            assert target, tag
            found.append(((guide.parent / target[1]).resolve(), words[1] if words else "", guide.name))
    return found


def test_every_picture_that_a_guide_names_is_there_and_has_words_that_say_what_it_shows() -> None:
    assert len(named()) >= 8
    for path, words, guide in named():
        assert path.is_file(), f"{guide}: {path.name}"
        assert len(words) >= 30, f"{guide}: {path.name}: {words!r}"


def test_every_picture_is_small_and_stands_in_a_guide() -> None:
    files = sorted(FOLDER.iterdir())
    assert {path for path, _words, _guide in named()} == set(files)
    for path in files:
        assert path.stat().st_size <= HEAVIEST, path.name
        with Image.open(path) as image:
            assert image.format == "PNG", path.name


def test_every_picture_of_a_page_can_be_taken_anew_by_one_command() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES) | OF_PAPER


def test_each_reader_with_a_guide_has_pictures_in_it() -> None:
    for guide in ("huong-dan-truong.md", "huong-dan-so.md", "huong-dan-van-hanh.md"):
        assert len([path for path, _words, where in named() if where == guide]) >= 2, guide
