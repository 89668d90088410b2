"""The languages of respondents' pages. Vietnamese is the source: every text stands in the templates as it is read.

A translation of the interface is one file, `translations/<language>.po`, read at the start as it is written: nothing has to be
compiled, so a commune can add a language with a text editor. Languages that Babel does not know (Hrê, Ba Na, Xơ Đăng) write
numbers and dates as Vietnamese does. Staff pages speak Vietnamese only.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel

from questionnaires import Questionnaire, languages_of, translated
from survey_app.catalogues import FOLDER, find_catalogues, read_catalogue, to_translations

SOURCE: Final = "vi"
REGIONS: Final = {"en": "en_GB"}  # 31 May 2026: the day first, as in Vietnamese
BLUEPRINTS: Final = ("respond", "kiosk", "public")  # whose pages are translated
# files without a word of any language
SAME_FOR_ALL: Final = ("public.chart_style", "public.respond_script", "kiosk.script", "kiosk.worker")
# a language's name in itself; one that is not here is called by its code
NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"vi": "Tiếng Việt", "en": "English", "hre": "Hrê", "bdq": "Ba Na", "sed": "Xơ Đăng", "jra": "Gia Rai", "jeh": "Giẻ Triêng"}
)


def register(app: Flask) -> None:
    """Give templates `_` and `ngettext`, and carry the language along in the addresses of translated pages."""
    Babel(app, locale_selector=lambda: str(current_locale()))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(current_language=current_language, languages=languages, language_names=NAMES)
    app.jinja_env.globals.update(languages_for=languages_for)
    app.jinja_env.filters["in_words"] = in_words
    app.url_defaults(_carry_language)


@cache
def languages() -> tuple[str, ...]:
    """The languages of the interface, the source first."""
    return (SOURCE, *find_catalogues())


def current_language() -> str:
    """The language of the page that is being made: what was chosen, if we have it and the page is for respondents."""
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        asked = request.args.get("lang", SOURCE)
        g.language = asked if request.blueprint in BLUEPRINTS and asked in languages() else SOURCE
    language: str = g.language
    return language


def use_language(language: str) -> None:
    """Make the rest of this page in `language`: a switch was pressed, or the questionnaire lacks the one asked for."""
    g.language = language if language in languages() else SOURCE


def languages_for(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages in which a page with this questionnaire can be had: all of its words and the interface."""
    return tuple(language for language in languages_of(questionnaire) if language in languages())


def settle_language(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in the words of this page; where they are not all to be had, the whole page turns Vietnamese.

    To be read only: answers are checked and kept by the source.
    """
    if current_language() not in languages_for(questionnaire):
        use_language(SOURCE)
    return in_words(questionnaire)


def in_words(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in the language of this page, or else in Vietnamese, the page staying as it is."""
    return translated(questionnaire, current_language())


def current_locale() -> Locale:
    """How numbers and dates are written."""
    return _locale_of(current_language())


def gettext(text: str) -> str:
    """The text in the current language; the source text where it has not been translated."""
    return str(_catalogue(current_language()).ugettext(text))


def ngettext(one: str, many: str, number: int) -> str:
    """One of two texts by number, in the current language."""
    return str(_catalogue(current_language()).ungettext(one, many, number))


@cache
def _catalogue(language: str) -> NullTranslations:
    """The words of a language; those of the source are the pages' own."""
    catalogue = None if language == SOURCE else read_catalogue(FOLDER / f"{language}.po")
    return to_translations(catalogue) if catalogue else NullTranslations()


@cache
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(REGIONS.get(language, language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)


def _carry_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.split(".")[0] in BLUEPRINTS and endpoint not in SAME_FOR_ALL and current_language() != SOURCE:
        values.setdefault("lang", current_language())
